"""Which of many patterns have a chance in a text: one pass for the literals of all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import ahocorasick

from empathkit.text.literals import Needs, comparable

_DIGIT = re.compile(r"\d")


class Chances:
    """Patterns told apart by what they need. ``anycase``: they heed no capitals."""

    def __init__(self, needs: Sequence[Needs], *, anycase: bool = False) -> None:
        self._anycase = anycase
        self._always: list[int] = []
        self._digits: set[int] = set()
        words: dict[str, list[int]] = {}
        for place, (clauses, digits) in enumerate(needs):
            if digits:
                self._digits.add(place)
            if not clauses:
                self._always.append(place)
            for literal in clauses[0] if clauses else ():
                words.setdefault(literal, []).append(place)
        self._automaton: Any = ahocorasick.Automaton()
        for word, places in words.items():
            self._automaton.add_word(word, tuple(places))
        if words:
            self._automaton.make_automaton()
        self._gated = bool(words)

    def of_parts(self, text: str, parts: Sequence[tuple[int, int]]) -> list[list[int]]:
        """Like :meth:`of` for parts of a text, which stand in order and do not overlap."""
        places = [set(self._always) for _ in parts]
        at, count = 0, len(parts)
        for last, some in self._automaton.iter(comparable(text) if self._anycase else text) if self._gated else ():
            while at < count and parts[at][1] <= last:
                at += 1
            if at == count:
                break
            if parts[at][0] <= last:
                places[at].update(some)
        for part, its in zip(parts, places, strict=True):
            if its and self._digits and not _DIGIT.search(text, *part):
                its.difference_update(self._digits)
        return [sorted(its) for its in places]

    def of(self, text: str) -> list[int]:
        """The places of the patterns that may match in ``text``, in order."""
        places = set(self._always)
        if self._gated:
            for _, some in self._automaton.iter(comparable(text) if self._anycase else text):
                places.update(some)
        if self._digits and not _DIGIT.search(text):
            places -= self._digits
        return sorted(places)
