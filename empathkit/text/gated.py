"""Patterns that are run only on a text that holds what they need: most texts hold none of it, and to see that costs a
tenth of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import ahocorasick

from empathkit.text.literals import Clause, clauses, comparable

#: A set of more literals costs more to look for than it saves.
_FEW = 10
#: A pattern is held against so many sets.
_SETS = 2
#: In one pass over the text many literals can be looked for. It takes as long as a common pattern.
_MANY = 200


class Gated:
    """A compiled pattern with the methods of one that are used here, and the same answers."""

    __slots__ = ("_anycase", "_many", "_needs", "_pattern", "fullmatch", "groupindex", "groups", "match", "pattern")

    def __init__(self, pattern: re.Pattern[str], needs: list[Clause]) -> None:
        self._pattern = pattern
        self._anycase = bool(pattern.flags & re.IGNORECASE)
        self._needs = tuple(tuple(sorted(words)) for words in needs if len(words) <= _FEW)
        self._many = tuple(_automaton(words) for words in needs if len(words) > _FEW)
        self.pattern, self.groups, self.groupindex = pattern.pattern, pattern.groups, pattern.groupindex
        # these look in one place only and are cheap as they are
        self.match, self.fullmatch = pattern.match, pattern.fullmatch

    def may(self, text: str) -> bool:
        """Whether ``text`` holds what every match needs."""
        if self._anycase:
            text = comparable(text)
        for words in self._needs:
            for word in words:
                if word in text:
                    break
            else:
                return False
        return all(next(many.iter(text), None) for many in self._many)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Like :meth:`re.Pattern.search`."""
        if end is None:
            return self._pattern.search(text, start) if self.may(text) else None
        return self._pattern.search(text, start, end) if self.may(text[start:end]) else None

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Like :meth:`re.Pattern.finditer`."""
        if end is None:
            return self._pattern.finditer(text, start) if self.may(text) else iter(())
        return self._pattern.finditer(text, start, end) if self.may(text[start:end]) else iter(())

    def findall(self, text: str) -> list[Any]:
        """Like :meth:`re.Pattern.findall`."""
        return self._pattern.findall(text) if self.may(text) else []

    def split(self, text: str) -> list[str | Any]:
        """Like :meth:`re.Pattern.split`."""
        return self._pattern.split(text) if self.may(text) else [text]

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Like :meth:`re.Pattern.sub`."""
        return self._pattern.sub(new, text) if self.may(text) else text


#: A compiled pattern, gated where it pays.
Regex = re.Pattern[str] | Gated


def compiled(source: str, flags: int = 0, *, costly: bool = False) -> Regex:
    """``source`` compiled, and gated where few literals tell whether it can match at all; for a pattern that is
    ``costly`` to run it may be many. Raises re.error."""
    pattern = re.compile(source, flags)
    needs = [words for words in clauses(pattern) if len(words) <= (_MANY if costly else _FEW)][:_SETS]
    return Gated(pattern, needs) if needs else pattern


def _automaton(words: Clause) -> Any:
    automaton: Any = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton
