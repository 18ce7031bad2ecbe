"""Pattern families from a pack: one combined expression a family, ``{macros}`` filled in from ``macros.toml``.

A pattern is a regular expression over folded text with at most one capturing group: the span that is meant
(the whole match without one). Repetition must be bounded, so that any text takes time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from empathkit.errors import PackError
from empathkit.text.pack import Pack, per_pack

T = TypeVar("T")
_MACRO = re.compile(r"\{([a-z_]+)\}")


class Match(NamedTuple, Generic[T]):
    """A pattern's span, and what the pattern stands for."""

    start: int
    end: int
    what: T


class Patterns(Generic[T]):
    """Many patterns as one expression. At one place the pattern listed first wins."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        listed = list(patterns)
        self._what = [what for _, what in listed]
        self._one = re.compile("|".join(f"(?:{source})" for source, _ in listed)) if listed else None

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Match[T]]:
        """The matches in ``text[start:end]``, left to right, none overlapping another."""
        if self._one is None:
            return
        part = text[start:end] if start or end is not None else text  # so that ^ is the start of what is looked at
        for match in self._one.finditer(part):
            index = match.lastindex or 1
            begin, stop = match.span(index)
            if stop > begin:
                yield Match(begin + start, stop + start, self._what[index - 1])

    def any(self, text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether a pattern matches in ``text[start:end]``."""
        return next(self.find(text, start, end), None) is not None


@per_pack
def macros(pack: Pack) -> Mapping[str, str]:
    """The pack's macros, each filled in with the others."""
    raw = {name: value for name, value in pack["macros"].items() if isinstance(value, str)}
    return {name: _filled(value, raw, name) for name, value in raw.items()}


def filled(pack: Pack, source: str, where: str) -> str:
    """A pattern with its macros filled in and exactly one capturing group. Raises PackError."""
    full = _filled(source, macros(pack), where)
    try:
        groups = re.compile(full).groups
    except re.error as error:
        raise PackError(where, f"pattern {source!r}: {error}") from error
    if groups > 1:
        raise PackError(where, f"pattern {source!r} has {groups} capturing groups: one at most")
    return full if groups else f"({full})"


def family(pack: Pack, where: str, sources: Mapping[str, Sequence[str]]) -> Patterns[str]:
    """Patterns from a table of lists: each pattern stands for its list's name."""
    return Patterns((filled(pack, source, where), name) for name, listed in sources.items() for source in listed)


def _filled(source: str, known: Mapping[str, Any], where: str, depth: int = 0) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in known or depth > 8:  # noqa: PLR2004 - a macro in a macro in a macro is deep enough
            raise PackError(where, f"there is no macro {{{name}}}")
        return "(?:" + _filled(known[name], known, where, depth + 1) + ")"

    return _MACRO.sub(fill, source)
