"""Encoded queries that can't be broken out of. Pure.

ServiceNow documents no escape for ``^``, and runs a value that begins with ``javascript:``; so a value that
could change a query is refused, never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from empathkit.errors import InputError
from empathkit_servicenow.tables import is_sys_id

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "LIKE", "STARTSWITH"]

_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_TABLE = re.compile(r"[a-z][a-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Query:
    """Conditions joined by AND, and an order. Made only by its methods; ``str(query)`` is the encoded query."""

    conditions: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def where(self, name: str, operator: Operator, value: str) -> Query:
        """One more condition. Raises InputError for a value that is empty or could change the query."""
        if operator in {"<", ">"} and value.startswith("="):
            raise InputError(f"a value for {operator} can't begin with =", field=name)
        return self._with(f"{field(name)}{operator}{_value(name, value)}")

    def among(self, name: str, *values: str) -> Query:
        """The field holds one of these. Raises InputError."""
        if not values:
            raise InputError("IN needs a value", field=name)
        for value in values:
            if "," in value or value.startswith("STANCEOF"):  # INSTANCEOF is another operator
                raise InputError("this value can't stand in a list", field=name)
        return self._with(f"{field(name)}IN{','.join(_value(name, value) for value in values)}")

    def between(self, name: str, low: str, high: str) -> Query:
        """The field lies between the two, both included. Raises InputError."""
        if "@" in low or "@" in high:
            raise InputError("a bound can't hold @", field=name)
        return self._with(f"{field(name)}BETWEEN{_value(name, low)}@{_value(name, high)}")

    def holds_any(self, name: str, *values: str) -> Query:
        """The field's text holds one of these. Raises InputError."""
        if not values:
            raise InputError("OR needs a value", field=name)
        return self._with("^OR".join(f"{field(name)}LIKE{_value(name, value)}" for value in values))

    def refers(self, name: str, target: str) -> Query:
        """The reference points at this sys_id. Raises InputError."""
        return self.where(name, "=", sys_id(target))

    def ordered(self, *names: str) -> Query:
        """In ascending order of these fields, the first first."""
        return Query(self.conditions, (*self.order, *(f"ORDERBY{field(name)}" for name in names)))

    def newest(self, name: str) -> Query:
        """In descending order of this field."""
        return Query(self.conditions, (*self.order, f"ORDERBYDESC{field(name)}"))

    def __str__(self) -> str:
        return "^".join((*self.conditions, *self.order))

    def _with(self, condition: str) -> Query:
        return Query((*self.conditions, condition), self.order)


def sys_id(text: str) -> str:
    """The id, if it is one. Raises InputError."""
    if not is_sys_id(text):
        raise InputError("a sys_id is 32 hex digits in lower case", field="sys_id")
    return text


def field(name: str) -> str:
    """The field's name, if it is one, dot-walked or not. Raises InputError."""
    if not _FIELD.fullmatch(name):
        raise InputError("not the name of a field", field="field")
    return name


def table(name: str) -> str:
    """The table's name, if it is one. Raises InputError."""
    if not _TABLE.fullmatch(name):
        raise InputError("not the name of a table", field="table")
    return name


def _value(name: str, value: str) -> str:
    if not value.strip():
        raise InputError("an empty value would match every record without one", field=name)
    if "^" in value or _CONTROL.search(value):
        raise InputError("a value can't hold ^ or a line break", field=name)
    if value.strip().casefold().startswith("javascript:"):
        raise InputError("a value can't be a script", field=name)
    return value
