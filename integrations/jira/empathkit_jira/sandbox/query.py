"""The part of JQL and AQL that clients send: conditions with AND, OR, NOT and brackets, and an order. Pure.

A literal in double or single quotes knows backslash escapes, as in Jira.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign>!=|!~|<=|>=|[=~<>(),])|(?P<word>[^\s"'=~<>!(),]+))"""
)
_RELATIVE = re.compile(r"(-?[0-9]{1,9})([mhdw])")
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_RESERVED = frozenset({"and", "or", "not", "in", "is", "order", "by", "empty", "null", "asc", "desc"})

#: The values a thing has for a field name; raises :class:`QueryError` for an unknown one.
ValuesOf = Callable[[str], Sequence[str]]
Test = Callable[[ValuesOf], bool]


class QueryError(ValueError):
    """The query can't be understood. The message is for whoever wrote it."""


class Query(NamedTuple):
    """A test for things, if there is any condition, and an order: field names, and whether descending."""

    test: Test | None
    order: tuple[tuple[str, bool], ...]


class _Token(NamedTuple):
    kind: str
    text: str

    def says(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words


def parse(text: str) -> Query:
    """Raises QueryError."""
    tokens = _Tokens(list(_tokens(text)))
    test = None if tokens.peek().says("order") or tokens.done() else _either(tokens)
    order = tuple(_order(tokens))
    if not tokens.done():
        raise QueryError(f"Error in the JQL Query: Expecting operator but got '{tokens.peek().text}'.")
    return Query(test, order)


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise QueryError(f"Error in the JQL Query: character '{text[place : place + 1]}' is not expected here.")
        kind = match.lastgroup or "word"
        value = match[kind]
        yield _Token(kind, _ESCAPE.sub(r"\1", value[1:-1]) if kind == "string" else value)
        place = match.end()


@dataclass
class _Tokens:
    held: list[_Token]
    place: int = 0

    def done(self) -> bool:
        return self.place >= len(self.held)

    def peek(self) -> _Token:
        return _Token("end", "") if self.done() else self.held[self.place]

    def take(self) -> _Token:
        token = self.peek()
        self.place += 1
        return token

    def skip(self, kind: str, text: str) -> bool:
        found = self.peek().kind == kind and self.peek().text.lower() == text
        self.place += found
        return found


def _either(tokens: _Tokens) -> Test:
    tests = [_both(tokens)]
    while tokens.skip("word", "or"):
        tests.append(_both(tokens))
    return _joined(any, tests)


def _both(tokens: _Tokens) -> Test:
    tests = [_one(tokens)]
    while tokens.skip("word", "and"):
        tests.append(_one(tokens))
    return _joined(all, tests)


def _joined(join: Callable[[Sequence[bool]], bool], tests: Sequence[Test]) -> Test:
    def test(values: ValuesOf) -> bool:
        results = [one(values) for one in tests]  # all of them: an unknown field always tells
        return join(results)

    return test


def _one(tokens: _Tokens) -> Test:
    if tokens.skip("word", "not"):
        inner = _one(tokens)
        return lambda values: not inner(values)
    if tokens.skip("sign", "("):
        inner = _either(tokens)
        if not tokens.skip("sign", ")"):
            raise QueryError("Error in the JQL Query: Expecting ')' before the end of the query.")
        return inner
    return _condition(tokens)


def _condition(tokens: _Tokens) -> Test:
    name = _name(tokens)
    operator = tokens.take()
    word = operator.text.lower()
    if word == "is":
        negated = tokens.skip("word", "not")
        if not tokens.take().says("empty", "null"):
            raise QueryError("Error in the JQL Query: IS takes EMPTY only.")
        return lambda values: any(values(name)) is negated
    if word in {"in", "not"}:
        if word == "not" and not tokens.skip("word", "in"):
            raise QueryError("Error in the JQL Query: Expecting IN after NOT.")
        return _compare(name, "!=" if word == "not" else "=", _list(tokens))
    if word in {"=", "!=", "~", "!~", "<", "<=", ">", ">="}:
        return _compare(name, word, [_value(tokens)])
    raise QueryError(f"Error in the JQL Query: Expecting operator but got '{operator.text}'.")


def _compare(name: str, operator: str, wanted: Sequence[str]) -> Test:
    folded = [_moment(one).casefold() for one in wanted]

    def test(values: ValuesOf) -> bool:
        held = [one.casefold() for one in values(name)]
        match operator:
            case "=":
                return any(one in held for one in folded)
            case "!=":
                return bool(held) and not any(one in held for one in folded)
            case "~" | "!~":
                found = all(part in " ".join(held) for part in folded[0].strip('"*').split())
                return found is (operator == "~")
            case "<" | "<=":
                return any(one < folded[0] or (operator == "<=" and one == folded[0]) for one in held)
            case _:
                return any(one > folded[0] or (operator == ">=" and one == folded[0]) for one in held)

    return test


def _moment(value: str) -> str:
    """A time told from now on (``-90m``) as Jira writes times; anything else as it is."""
    found = _RELATIVE.fullmatch(value)
    if found is None:
        return value
    at = datetime.now(UTC) + timedelta(minutes=int(found[1]) * _MINUTES[found[2]])
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _name(tokens: _Tokens) -> str:
    token = tokens.take()
    if token.kind not in {"word", "string"} or (token.kind == "word" and token.text.lower() in _RESERVED):
        raise QueryError(f"Error in the JQL Query: Expecting a field name but got '{token.text}'.")
    return token.text


def _list(tokens: _Tokens) -> list[str]:
    if not tokens.skip("sign", "("):
        raise QueryError("Error in the JQL Query: Expecting a list in brackets after IN.")
    values = [_value(tokens)]
    while tokens.skip("sign", ","):
        values.append(_value(tokens))
    if not tokens.skip("sign", ")"):
        raise QueryError("Error in the JQL Query: Expecting ')' before the end of the query.")
    return values


def _value(tokens: _Tokens) -> str:
    token = tokens.take()
    if token.kind not in {"word", "string"} or (token.kind == "word" and token.text.lower() in _RESERVED):
        raise QueryError(f"Error in the JQL Query: Expecting a value but got '{token.text}'.")
    if token.kind == "word" and tokens.skip("sign", "("):
        if not tokens.skip("sign", ")"):
            raise QueryError("Error in the JQL Query: this sandbox knows no function with arguments.")
        return f"{token.text}()"
    return token.text


def _order(tokens: _Tokens) -> Iterator[tuple[str, bool]]:
    if not tokens.skip("word", "order"):
        return
    if not tokens.skip("word", "by"):
        raise QueryError("Error in the JQL Query: Expecting BY after ORDER.")
    while True:
        name = _name(tokens)
        descending = tokens.skip("word", "desc")
        if not descending:
            tokens.skip("word", "asc")
        yield name, descending
        if not tokens.skip("sign", ","):
            return
