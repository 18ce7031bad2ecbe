"""Pattern families from a pack: one combined expression a family, ``{macros}`` filled in from ``macros.toml``.

A pattern is a regular expression over folded text with at most one capturing group: the span that is meant
(the whole match without one). Repetition must be bounded, so that any text takes time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from empathkit.errors import PackError
from empathkit.text.chances import Chances
from empathkit.text.gated import gated
from empathkit.text.literals import needs
from empathkit.text.pack import Pack, per_pack

T = TypeVar("T")
_MACRO = re.compile(r"\{([a-z_]+)\}")


class Match(NamedTuple, Generic[T]):
    """A pattern's span, and what the pattern stands for."""

    start: int
    end: int
    what: T


class Patterns(Generic[T]):
    """Many patterns as one: only those run whose literals a text holds. Where matches overlap, the one that begins
    first stays, and of two that begin together the one listed first."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        listed = [(re.compile(source), what) for source, what in patterns]
        known = [needs(pattern) for pattern, _ in listed]
        self._chances = Chances(known)
        self._listed = [
            (gated(pattern, its.clauses[1:]), what) for (pattern, what), its in zip(listed, known, strict=True)
        ]

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match[T]]:
        """The matches in ``text[start:end]``, left to right, none overlapping another. ``^`` is the start."""
        part = text[start:end] if start or end is not None else text
        return list(self._apart(self._among(self._chances.of(part), part), start))

    def find_in(self, text: str, parts: Sequence[tuple[int, int]]) -> Iterator[list[Match[T]]]:
        """What :meth:`find` finds in each part of a text; the parts stand in order and do not overlap."""
        for (start, end), places in zip(parts, self._chances.of_parts(text, parts), strict=True):
            yield list(self._apart(self._among(places, text[start:end]), start)) if places else []

    def every_in(self, text: str, parts: Sequence[tuple[int, int]]) -> Iterator[list[Match[T]]]:
        """Like :meth:`find_in`, with matches that overlap one another."""
        for (start, end), places in zip(parts, self._chances.of_parts(text, parts), strict=True):
            yield list(self._each(self._among(places, text[start:end]), start)) if places else []

    def any_in(self, text: str, parts: Sequence[tuple[int, int]]) -> Iterator[bool]:
        """Whether a pattern matches, for each part of a text; the parts stand in order and do not overlap."""
        for (start, end), places in zip(parts, self._chances.of_parts(text, parts), strict=True):
            yield any(self._listed[place][0].search(text[start:end]) for place in places)

    def every(self, text: str) -> Iterator[Match[T]]:
        """The matches in a text, also those that overlap one another."""
        return self._each(self._among(self._chances.of(text), text), 0)

    def _each(self, found: list[tuple[int, int, re.Match[str]]], start: int) -> Iterator[Match[T]]:
        for _, place, match in found:
            begin, stop = match.span(match.lastindex or 0)
            if stop > begin:
                yield Match(begin + start, stop + start, self._listed[place][1])

    def _among(self, places: list[int], part: str) -> list[tuple[int, int, re.Match[str]]]:
        found = [(match.start(), place, match) for place in places for match in self._listed[place][0].finditer(part)]
        if len(found) > 1:
            found.sort(key=_first)
        return found

    def _apart(self, found: list[tuple[int, int, re.Match[str]]], start: int) -> Iterator[Match[T]]:
        at = -1
        for begins, place, match in found:
            index = match.lastindex or 0
            begin, stop = match.span(index)
            if begins >= at and stop > begin:
                at = match.end()
                yield Match(begin + start, stop + start, self._listed[place][1])

    def any(self, text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether a pattern matches in ``text[start:end]``."""
        part = text[start:end] if start or end is not None else text
        return any(self._listed[place][0].search(part) for place in self._chances.of(part))


def _first(found: tuple[int, int, re.Match[str]]) -> tuple[int, int]:
    return found[:2]


@per_pack
def macros(pack: Pack) -> Mapping[str, str]:
    """The pack's macros, each filled in with the others."""
    raw = {name: value for name, value in pack["macros"].items() if isinstance(value, str)}
    return {name: _filled(value, raw, name) for name, value in raw.items()}


def filled(pack: Pack, source: str, where: str) -> str:
    """A pattern with its macros filled in and exactly one capturing group. Raises PackError."""
    full = spelled(pack, source, where)
    return full if re.compile(full).groups else f"({full})"


def spelled(pack: Pack, source: str, where: str) -> str:
    """A pattern with its macros filled in and at most one capturing group. Raises PackError."""
    full = _filled(source, macros(pack), where)
    try:
        groups = re.compile(full).groups
    except re.error as error:
        raise PackError(where, f"pattern {source!r}: {error}") from error
    if groups > 1:
        raise PackError(where, f"pattern {source!r} has {groups} capturing groups: one at most")
    return full


def family(pack: Pack, where: str, sources: Mapping[str, Sequence[str]]) -> Patterns[str]:
    """Patterns from a table of lists: each pattern stands for its list's name."""
    return Patterns((spelled(pack, source, where), name) for name, listed in sources.items() for source in listed)


def _filled(source: str, known: Mapping[str, Any], where: str, depth: int = 0) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in known or depth > 8:
            raise PackError(where, f"there is no macro {{{name}}}")
        return "(?:" + _filled(known[name], known, where, depth + 1) + ")"

    return _MACRO.sub(fill, source)
