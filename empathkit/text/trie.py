"""Many words as one pattern that looks at each letter once: "laptop|lap|map" as "lap(?:top)?|map"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; one that never matches where there are none."""
    tree: dict[str, Any] = {}
    for word in words:
        at = tree
        for mark in word:
            at = at.setdefault(mark, {})
        at[""] = {}
    return f"(?:{_pattern(tree)})" if tree else "(?!)"


def _pattern(tree: dict[str, Any]) -> str:
    branches: list[str] = []
    for mark, below in tree.items():
        run = mark
        while len(below) == 1 and "" not in below:
            ((mark, below),) = below.items()  # noqa: PLW2901
            run += mark
        if mark:
            tail = _pattern(below)
            branches.append(re.escape(run) + tail)
    if len(branches) == 1 and "" not in tree:
        return branches[0]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)})" + ("?" if "" in tree else "")
