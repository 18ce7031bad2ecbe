"""Encoded queries as the platform runs them: what it does not understand is dropped, and the rest runs. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

_CONDITION = re.compile(
    r"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)"
    r"(NOT LIKE|NOT IN|ISNOTEMPTY|ISEMPTY|EMPTYSTRING|ANYTHING|STARTSWITH|ENDSWITH|BETWEEN|LIKE|INSTANCEOF|IN"
    r"|!=|<=|>=|=|<|>)(.*)",
    re.DOTALL,
)


class Condition(NamedTuple):
    """``field operator value``."""

    field: str
    operator: str
    value: str


class Order(NamedTuple):
    """A field to sort by."""

    field: str
    descending: bool


class Parsed(NamedTuple):
    """Branches joined by OR, of clauses joined by AND, of conditions joined by OR; and the order."""

    branches: tuple[tuple[tuple[Condition, ...], ...], ...]
    order: tuple[Order, ...]

    def matches(self, value_of: Callable[[str], str]) -> bool:
        """Whether a row with these values is found. A query without a condition finds every row."""
        return any(
            all(any(holds(one, value_of(one.field)) for one in clause) for clause in branch) for branch in self.branches
        )


def parse(query: str, known: Callable[[str], bool]) -> Parsed:
    """Read an encoded query; conditions on fields that are not ``known`` are dropped."""
    branches: list[list[list[Condition]]] = [[]]
    order: list[Order] = []
    for part in re.sub(r"RLQUERY.*?\^ENDRLQUERY", "", query, flags=re.DOTALL).split("^"):
        if part.startswith("ORDERBY"):
            order += _order(part.removeprefix("ORDERBY"), known)
            continue
        if part.startswith("NQ"):
            branches.append([])
        joined_by_or = part.startswith("OR")
        condition = _condition(part.removeprefix("NQ") if part.startswith("NQ") else part.removeprefix("OR"))
        if condition is None or not known(condition.field):
            continue
        if joined_by_or and branches[-1]:
            branches[-1][-1].append(condition)
        else:
            branches[-1].append([condition])
    return Parsed(tuple(tuple(tuple(clause) for clause in branch) for branch in branches), tuple(order))


def holds(condition: Condition, held: str) -> bool:
    """Whether a stored value fulfils a condition; ANYTHING and INSTANCEOF hold always."""
    operator = condition.operator.removeprefix("NOT ")
    test = _TESTS.get(operator)
    return test is None or test(held, condition.value) == (operator == condition.operator)


def _condition(part: str) -> Condition | None:
    found = _CONDITION.fullmatch(part)
    return Condition(found[1], found[2], found[3]) if found else None


def _order(part: str, known: Callable[[str], bool]) -> Iterable[Order]:
    field = part.removeprefix("DESC")
    if known(field):
        yield Order(field, part.startswith("DESC"))


def _compares(operator: str, held: str, value: str) -> bool:
    numbers = held.isdecimal() and value.isdecimal()
    left, right = ((int(held), ""), (int(value), "")) if numbers else ((0, held), (0, value))
    return (left > right) - (left < right) in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[operator]


def _between(held: str, value: str) -> bool:
    low, _, high = value.partition("@")
    return bool(held) and _compares(">=", held, low) and _compares("<=", held, high)


_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda held, value: held == value,
    "!=": lambda held, value: held != value,
    "<": lambda held, value: bool(held) and _compares("<", held, value),
    "<=": lambda held, value: bool(held) and _compares("<=", held, value),
    ">": lambda held, value: bool(held) and _compares(">", held, value),
    ">=": lambda held, value: bool(held) and _compares(">=", held, value),
    "BETWEEN": _between,
    "LIKE": lambda held, value: value.casefold() in held.casefold(),
    "IN": lambda held, value: held in value.split(","),
    "STARTSWITH": lambda held, value: held.casefold().startswith(value.casefold()),
    "ENDSWITH": lambda held, value: held.casefold().endswith(value.casefold()),
    "ISEMPTY": lambda held, _: not held,
    "EMPTYSTRING": lambda held, _: not held,
    "ISNOTEMPTY": lambda held, _: bool(held),
}
