"""The score card against EPITOME's human labels (Sharma et al., EMNLP 2020): macro-F1 of level 0 against 1 and 2.

    EMPATHKIT_TEST_DATA=... python benchmarks/scores.py [--read]

Nothing is trained on it. Wordings were read in the half of the rows whose hash is even (``--read`` measures that one);
what is reported is the other half. For scale: trained linear models reach .77, .82 and .87.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from empathkit.checks.scores import score
from empathkit.checks.subject import Subject
from empathkit.text.pack import load_pack

SCALES = {"er": "emotional_reaction", "ip": "interpretation", "ex": "exploration"}
TRAINED = {"er": 0.77, "ip": 0.82, "ex": 0.87}
LEAST = {"er": 0.70, "ip": 0.65, "ex": 0.85}


def rows(file: Path, *, read: bool = False) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        even = hashlib.sha256((row["sp_id"] + row["rp_id"]).encode()).digest()[0] % 2 == 0
        if even == read:
            yield row


def macro_f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    """The mean of both classes' F1 over pairs of (label, found)."""
    pairs = list(pairs)
    scores = []
    for wanted in (True, False):
        right = sum(label == found == wanted for label, found in pairs)
        wrong = sum(label != found for label, found in pairs)
        scores.append(2 * right / (2 * right + wrong) if right else 0.0)
    return sum(scores) / 2


def measure(given: Iterable[dict[str, Any]]) -> dict[str, float]:
    pack, pairs = load_pack(), {scale: list[tuple[bool, bool]]() for scale in SCALES}
    for row in given:
        card = score(Subject(text=row["response_post"], pack=pack), ())
        for scale, name in SCALES.items():
            pairs[scale].append((row[scale] > 0, getattr(card, name).level > 0))
    return {scale: macro_f1(every) for scale, every in pairs.items()}


def main() -> int:
    file = Path(os.environ.get("EMPATHKIT_TEST_DATA", "")) / "data" / "epitome_reddit.jsonl"
    if not file.is_file():
        print("skipped: EMPATHKIT_TEST_DATA names no folder with data/epitome_reddit.jsonl")
        return 0
    for scale, got in measure(rows(file, read="--read" in sys.argv)).items():
        print(f"{SCALES[scale]:20} {got:.3f}   (trained linear {TRAINED[scale]:.2f}, at least {LEAST[scale]:.2f})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
