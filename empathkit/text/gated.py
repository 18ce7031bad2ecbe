"""Patterns that are run only on a text that holds what they need: most texts hold none of it, and to see that costs a
tenth of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import ahocorasick

from empathkit.text.chances import Chances
from empathkit.text.literals import Clause, comparable, needs

#: A set of more literals costs more to look for than it saves.
_FEW = 10
#: A pattern is held against so many sets.
_SETS = 2
#: In one pass over the text many literals can be looked for. It takes as long as a common pattern.
_MANY = 200
#: A pattern of so many branches is run branch by branch.
_BRANCHES = 2
#: A sign behind a backslash, a set of signs, or a sign.
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


class Gated:
    """A compiled pattern with the methods of one that are used here, and the same answers."""

    __slots__ = ("_anycase", "_many", "_needs", "_pattern", "fullmatch", "groupindex", "groups", "match", "pattern")

    def __init__(self, pattern: re.Pattern[str], sets: Sequence[Clause]) -> None:
        self._pattern = pattern
        self._anycase = bool(pattern.flags & re.IGNORECASE)
        self._needs = tuple(tuple(sorted(words)) for words in sets if len(words) <= _FEW)
        self._many = tuple(_automaton(words) for words in sets if len(words) > _FEW)
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


class Branched(Gated):
    """A pattern of many branches, of which those are run that have a chance."""

    __slots__ = ("_branches", "_chances")

    def __init__(self, pattern: re.Pattern[str], branches: list[str]) -> None:
        super().__init__(pattern, [])
        compiled = [re.compile(branch, pattern.flags) for branch in branches]
        known = [needs(branch) for branch in compiled]
        self._branches = [gated(branch, its.clauses[1:]) for branch, its in zip(compiled, known, strict=True)]
        self._chances = Chances(known, anycase=bool(pattern.flags & re.IGNORECASE))

    def may(self, text: str) -> bool:
        """Whether a branch matches in ``text``."""
        return any(self._branches[place].search(text) for place in self._chances.of(text))

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Like :meth:`re.Pattern.search`: of the branches that match, the one that begins first."""
        best: re.Match[str] | None = None
        for place in self._chances.of(text if end is None else text[start:end]):
            found = self._branches[place].search(text, start, len(text) if end is None else end)
            if found and (best is None or found.start() < best.start()):
                best = found
        return best

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Like :meth:`re.Pattern.finditer`."""
        if self.search(text, start, end) is None:
            return iter(())
        return self._pattern.finditer(text, start, len(text) if end is None else end)


#: A compiled pattern, gated where it pays.
Regex = re.Pattern[str] | Gated


def compiled(source: str, flags: int = 0, *, costly: bool = False) -> Regex:
    """``source`` compiled, and gated where few literals tell whether it can match at all; for a pattern that is
    ``costly`` to run it may be many. Raises re.error."""
    pattern = re.compile(source, flags)
    sets = needs(pattern).clauses
    branches = _branches(source)
    if not pattern.groups and len(branches) >= _BRANCHES and not (sets and len(sets[0]) <= _FEW):
        return Branched(pattern, branches)
    return gated(pattern, sets, _MANY if costly else _FEW)


def gated(pattern: re.Pattern[str], sets: Sequence[Clause], most: int = _FEW) -> Regex:
    """The pattern behind those gates that have no more than ``most`` literals; itself where there are none."""
    some = [words for words in sets if len(words) <= most][:_SETS]
    return Gated(pattern, some) if some else pattern


def _branches(source: str) -> list[str]:
    """The branches of a pattern, where it is nothing but branches."""
    found, depth = [""], 0
    for part in _PARTS.findall(source):
        depth += (part == "(") - (part == ")")
        if part == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += part
    return found


def _automaton(words: Clause) -> Any:
    automaton: Any = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton
