"""Which words must stand in a text for a pattern to match at all: they are looked for in one pass, so that only
patterns with a chance are run."""

from __future__ import annotations

import importlib
from typing import Any

#: More words than this tell too little to be worth looking for.
_MOST = 600
_SHORTEST = 2


def required(pattern: str) -> frozenset[str] | None:
    """Literals of which at least one stands in every match of ``pattern``; None where none can be told."""
    try:
        parser: Any = importlib.import_module("re._parser")
    except ImportError:  # another regex engine: every pattern is run
        return None
    found = _of_sequence(parser.parse(pattern))
    return found if found and len(found) <= _MOST and min(map(len, found)) >= _SHORTEST else None


def _of_sequence(items: Any) -> frozenset[str] | None:
    best: frozenset[str] | None = None
    run = ""
    for code, value in items:
        name = str(code)
        if name == "LITERAL":
            run += chr(value)
            continue
        if name == "AT":
            continue
        if run and name == "BRANCH":  # "can|could" is parsed as "c" and then "an" or "ould"
            best = _better(best, frozenset(run + _lead(branch) for branch in value[1]))
        best = _better(best, frozenset({run}) if run else None)
        run = ""
        best = _better(best, _of_item(name, value))
    return _better(best, frozenset({run}) if run else None)


def _lead(items: Any) -> str:
    lead = ""
    for code, value in items:
        if str(code) != "LITERAL":
            break
        lead += chr(value)
    return lead


def _of_item(name: str, value: Any) -> frozenset[str] | None:
    if name == "SUBPATTERN":
        return _of_sequence(value[3])
    if name == "ATOMIC_GROUP":
        return _of_sequence(value)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _of_sequence(value[2]) if value[0] > 0 else None
    if name == "BRANCH":
        return _of_branches(value[1])
    return None


def _of_branches(branches: Any) -> frozenset[str] | None:
    every: set[str] = set()
    for branch in branches:
        found = _of_sequence(branch)
        if not found:
            return None
        every |= found
    return frozenset(every)


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if not one or not other:
        return one or other
    return max(one, other, key=lambda words: (min(5, *map(len, words)), -len(words)))


def needs_digit(pattern: str) -> bool:
    """Whether a digit stands in every match of ``pattern``, as far as can be told."""
    try:
        parser: Any = importlib.import_module("re._parser")
    except ImportError:  # another regex engine: every pattern is run
        return False
    return _digit_in(parser.parse(pattern))


def _digit_in(items: Any) -> bool:
    return any(_is_digit(str(code), value) for code, value in items)


def _is_digit(name: str, value: Any) -> bool:
    if name == "LITERAL":
        return chr(value).isdecimal()
    if name == "IN":
        return all(str(code) == "CATEGORY" and str(what) == "CATEGORY_DIGIT" for code, what in value)
    if name == "SUBPATTERN":
        return _digit_in(value[3])
    if name == "ATOMIC_GROUP":
        return _digit_in(value)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return bool(value[0] > 0 and _digit_in(value[2]))
    if name == "BRANCH":
        return all(_digit_in(branch) for branch in value[1])
    return False
