"""Vocabulary in one pass: an Aho-Corasick automaton over a pack's terms, whole words, longest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import ahocorasick

from empathkit.text.fold import fold

T = TypeVar("T")


class Hit(NamedTuple, Generic[T]):
    """A term found at ``start:end``, and what it stands for."""

    start: int
    end: int
    term: str
    what: T


class Lexicon(Generic[T]):
    """Terms of one or more words, each with what it stands for. Terms are folded."""

    def __init__(self, terms: Mapping[str, T] | Iterable[tuple[str, T]]) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        for term, what in terms.items() if isinstance(terms, Mapping) else terms:
            if folded := fold(term).strip():
                self._automaton.add_word(folded, (folded, what))
        self._empty = len(self._automaton) == 0
        if not self._empty:
            self._automaton.make_automaton()

    def find(self, folded: str) -> list[Hit[T]]:
        """The terms in a folded text, in order; where terms overlap the longest one stays."""
        if self._empty:
            return []
        found: list[Hit[T]] = []
        for last, (term, what) in self._automaton.iter(folded):
            start, end = last + 1 - len(term), last + 1
            if _whole(folded, start, end):
                _add(found, Hit(start, end, term, what))
        return found


def _whole(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end == len(text) or not (text[end].isalnum() and text[end - 1].isalnum())
    return before and after


def _add(found: list[Hit[T]], hit: Hit[T]) -> None:
    while found and hit.start < found[-1].end:
        if found[-1].end - found[-1].start >= hit.end - hit.start:
            return
        found.pop()
    found.append(hit)
