"""The annotated cases outside the project, and which of them are kept aside while building."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Of the cases' files those whose licence lets what is learnt from them ship.
OPEN = ("dev-written.jsonl", "dev-queue.jsonl")


def hidden(case: dict[str, Any]) -> bool:
    """Whether a case is kept aside: one in three, by its name's hash."""
    return int(hashlib.sha256(case["id"].encode()).hexdigest(), 16) % 3 == 0


def cases(file: Path) -> Iterator[dict[str, Any]]:
    """The cases in a file of JSON lines."""
    yield from (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
