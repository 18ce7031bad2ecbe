"""Folding: lower case, plain quotes and blanks, and never another length, so that offsets hold."""

from __future__ import annotations

import re

_ODD = "’‘ʼ´“”„«»\u00a0\u202f\t\r"
_PLAIN = dict(zip(_ODD, '\'\'\'\'"""""    ', strict=True))
_TO_FOLD = re.compile(f"[{_ODD}]")


def fold(text: str) -> str:
    """``text`` in lower case with typographic quotes made plain, of exactly the same length."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := mark.lower()) == 1 else mark for mark in text)
    if lower.isascii() and "\t" not in lower and "\r" not in lower:
        return lower
    return _TO_FOLD.sub(lambda found: _PLAIN[found.group()], lower)
