"""Which words must stand in a text for a pattern to match at all: they are looked for first, so that only patterns with
a chance are run."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

#: More words than this tell too little to be worth looking for.
_MOST = 600
_SHORTEST = 2
#: Marks that tell as much as a short word.
_MARKS = frozenset('@#/|\\=<>{}[]$%&+_•"')
#: A part of a pattern is spelled out where it can match no more strings than this.
_SPELLED = 24
_COMPARED = 100

Clause = frozenset[str]


class Needs(NamedTuple):
    """What must stand in a text for a pattern to match: of each set of literals one at least, the most telling set
    first, and so many digits."""

    clauses: tuple[Clause, ...] = ()
    digits: int = 0


def needs(pattern: re.Pattern[str]) -> Needs:
    """What a pattern needs, as far as can be told. Where it heeds no capitals the literals are small and ASCII; for
    any text see :func:`comparable`."""
    try:
        parser: Any = importlib.import_module("re._parser")
    except ImportError:  # another regex engine: every pattern is run
        return Needs()
    parsed = parser.parse(pattern.pattern, pattern.flags)
    found = _of_sequence(parsed)
    if pattern.flags & re.IGNORECASE:
        found = [frozenset(word.lower() for word in words) for words in found if all(map(str.isascii, words))]
    short = (_shortest(words) for words in found if min(map(_length, words)) >= _SHORTEST)
    good = {words for words in short if len(words) <= _MOST}
    return Needs(
        tuple(sorted(good, key=lambda words: (_worth(words), sorted(words)), reverse=True)), _digits_in(parsed)
    )


def comparable(text: str) -> str:
    """``text`` so that it holds the literals of every pattern that heeds no capitals and matches in it."""
    lower = text.lower()
    return lower if lower.isascii() else lower.replace("ſ", "s").replace("ı", "i").replace("i\u0307", "i")


def _of_sequence(items: Any) -> list[Clause]:
    found: list[Clause] = []
    run = {""}
    for code, value in items:
        strings = _strings(str(code), value)
        if strings is not None and len(run) * len(strings) <= _SPELLED:
            run = {one + other for one in run for other in strings}
            continue
        if "" not in run:
            if str(code) == "BRANCH":  # "can|could" is parsed as "c" and then "an" or "ould"
                found.append(frozenset(one + _lead(branch) for one in run for branch in value[1]))
            found.append(frozenset(run))
        run = strings or {""}
        if strings is None:
            found.extend(_of_item(str(code), value))
    return found if "" in run else [*found, frozenset(run)]


def _strings(name: str, value: Any) -> set[str] | None:
    """All that a part of a pattern can match, where that are a few strings."""
    if name == "LITERAL":
        return {chr(value)}
    if name in {"AT", "ASSERT", "ASSERT_NOT"}:
        return {""}
    if name == "IN":
        return {chr(mark) for _, mark in value} if all(str(code) == "LITERAL" for code, _ in value) else None
    if name == "SUBPATTERN" and not value[1] & re.IGNORECASE:
        return _spelled(value[3])
    if name in {"MAX_REPEAT", "MIN_REPEAT"} and value[1] == 1:
        once = _spelled(value[2])
        return once and (once | {""} if value[0] == 0 else once)
    if name == "BRANCH" and len(value[1]) <= _SPELLED:
        each = [_spelled(branch) for branch in value[1]]
        return {one for some in each if some for one in some} if all(each) else None
    return None


def _spelled(items: Any) -> set[str] | None:
    every = {""}
    for code, value in items:
        strings = _strings(str(code), value)
        if strings is None or len(every) * len(strings) > _SPELLED:
            return None
        every = {one + other for one in every for other in strings}
    return every


def _shortest(words: Clause) -> Clause:
    """The words without those that hold another one; many are left as they are."""
    kept: list[str] = []
    if len(words) > _COMPARED:
        return words
    for word in sorted(words, key=len):
        if not any(other in word for other in kept):
            kept.append(word)
    return frozenset(kept)


def _lead(items: Any) -> str:
    lead = ""
    for code, value in items:
        if str(code) != "LITERAL":
            break
        lead += chr(value)
    return lead


def _of_item(name: str, value: Any) -> Iterator[Clause]:
    if name == "SUBPATTERN":
        if not value[1] & re.IGNORECASE:
            yield from _of_sequence(value[3])
    elif name == "ATOMIC_GROUP":
        yield from _of_sequence(value)
    elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        if value[0] > 0:
            yield from _of_sequence(value[2])
    elif name == "BRANCH":
        yield from _of_branches(value[1])


def _of_branches(branches: Any) -> Iterator[Clause]:
    """The most telling set of each branch, all in one."""
    every: set[str] = set()
    for branch in branches:
        found = _of_sequence(branch)
        if not found:
            return
        best: Clause = max(found, key=_worth)
        every |= best
    yield frozenset(every)


def _worth(words: Clause) -> tuple[int, int]:
    return min(5, *map(_length, words)), -len(words)


def _length(word: str) -> int:
    return len(word) if _MARKS.isdisjoint(word) else len(word) + 2


def _digits_in(items: Any) -> int:
    return sum(_digits_of(str(code), value) for code, value in items)


def _digits_of(name: str, value: Any) -> int:
    if name == "LITERAL":
        return int(chr(value).isdecimal())
    if name == "IN":
        return int(all(_is_digit(str(code), what) for code, what in value))
    if name == "SUBPATTERN":
        return _digits_in(value[3])
    if name == "ATOMIC_GROUP":
        return _digits_in(value)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return int(value[0]) * _digits_in(value[2])
    if name == "BRANCH":
        return min(_digits_in(branch) for branch in value[1])
    return 0


def _is_digit(name: str, value: Any) -> bool:
    if name == "RANGE":
        return all(chr(end).isdecimal() for end in value)
    return name == "CATEGORY" and str(value) == "CATEGORY_DIGIT"
