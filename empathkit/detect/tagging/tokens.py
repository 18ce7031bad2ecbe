"""The words a tagger sees: with their place, and what is known of a word by its spelling alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from empathkit.text.spans import Span

_TOKEN = re.compile(r"[#@]?\w+(?:['’.:/\\@_-]\w+)*|[^\w\s]")
_RUN = re.compile(r"(.)\1+")
_DIGITS = re.compile(r"\d+")
_LONGEST = 24


class Token(NamedTuple):
    """A word or a mark at ``start:end``; ``word`` is folded."""

    start: int
    end: int
    word: str


def tokens(text: str, folded: str, sentence: Span) -> list[Token]:
    """The words and marks of a sentence in order."""
    return [
        Token(match.start(), match.end(), folded[match.start() : match.end()])
        for match in _TOKEN.finditer(text, *sentence)
    ]


@lru_cache(maxsize=20_000)
def shape(written: str) -> str:
    """How a word is written: "Xx" for "Outlook", "X-d" for "LT-2231"."""
    marks = "".join(
        "X" if mark.isupper() else "x" if mark.islower() else "d" if mark.isdigit() else mark
        for mark in written[:_LONGEST]
    )
    return _RUN.sub(r"\1", marks)


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """A folded word with its numbers made alike, so that "14:00" and "09:30" are one."""
    if any(mark.isdigit() for mark in word):
        return _DIGITS.sub(lambda found: "0" * min(4, len(found[0])), word)[:_LONGEST]
    return word[:_LONGEST]
