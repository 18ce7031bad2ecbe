"""Reads the annotated corpus: tickets as plain text with marks, ``{kind|words}``, nested and joined (``{a+b|words}``).

The format stands in ``README.md`` beside this file. Everything is checked; an error names the file and the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, get_args

from empathkit.models import FactKind, FeelingName, Level

FACTS = frozenset(get_args(FactKind))
FEELINGS = frozenset(get_args(FeelingName))
LEVELS = frozenset(get_args(Level))
FAMILIES = {"tried": "tried", "impact": "impact", "ask": "asks"}
_HEAD = re.compile(r"== *(\S+) *\| *(.*\S) *$")
_AUTHOR = re.compile(r"-- *(requester|agent) *$")
_FIELD = re.compile(r"(issue|unknown|repeat|done): *(.*)$")
_MARK = re.compile(r"\{([a-z+:]+)\||\}")
_YES = {"yes": True, "no": False}


class CorpusError(ValueError):
    """Something in a corpus file is not as the format wants it; the message begins with file and line."""


class Mark(NamedTuple):
    """A marked span of one message. ``level`` is there for feelings only. Offsets are in the text without marks."""

    kind: str
    level: str | None
    message: int
    start: int
    end: int


@dataclass
class Told:
    """One ticket of the corpus."""

    key: str
    summary: str
    messages: list[tuple[str, str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def ticket(self) -> dict[str, Any]:
        """The ticket as the contract wants it."""
        messages = [{"author": author, "body": body} for author, body in self.messages]
        return {"key": self.key, "summary": self.summary, "requester": {"id": "u1"}, "messages": messages}

    def case(self) -> dict[str, Any]:
        """The ticket with its gold, as ``score.py`` takes it."""
        return {"id": self.key, "ticket": self.ticket(), "gold": self._gold()}

    def _gold(self) -> dict[str, Any]:
        gold: dict[str, Any] = {name: [] for name in ("facts", "tried", "impact", "asks", "feelings")}
        for mark in self.marks:
            quote = {"quote": self.messages[mark.message][1][mark.start : mark.end]}
            if mark.kind in FACTS:
                gold["facts"].append({"kind": mark.kind, **quote})
            elif mark.level:
                gold["feelings"].append({"feeling": mark.kind, "level": mark.level, **quote})
            else:
                gold[FAMILIES[mark.kind]].append(quote)
        gold["issue"] = self.fields["issue"]
        gold["unknown"] = self.fields["unknown"].split()
        return gold | {"repeat": _YES[self.fields["repeat"]], "done_talking": _YES[self.fields["done"]]}


def read(file: Path) -> list[Told]:
    """The tickets of a file: ``.txt`` whole tickets, ``.lines`` a message on each line. Raises CorpusError."""
    text = file.read_text(encoding="utf-8")
    return list(single(text, file.name)) if file.suffix == ".lines" else parse(text, file.name)


def single(text: str, name: str) -> Iterator[Told]:
    """Tickets of one short message, each a line. Only their marks are told. Raises CorpusError."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            told = Told(f"{name}:{number}", "")
            _close(told, "requester", [line], f"{name}:{number}")
            yield told


def parse(text: str, name: str = "corpus") -> list[Told]:
    """The tickets in ``text``. Raises CorpusError with ``name`` and the line."""
    told, known = [], set[str]()
    for start, lines in _blocks(text, name):
        one = _ticket(start, lines, name)
        if one.key in known:
            raise CorpusError(f"{name}:{start}: the key {one.key} stands twice")
        known.add(one.key)
        told.append(one)
    return told


def _blocks(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    start, lines = 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("== "):
            if lines:
                yield start, lines
            start, lines = number, [line]
        elif lines:
            lines.append(line)
        elif line.strip() and not line.startswith("#"):
            raise CorpusError(f"{name}:{number}: text before the first '== key | summary'")
    if lines:
        yield start, lines


def _ticket(start: int, lines: list[str], name: str) -> Told:
    head = _HEAD.match(lines[0])
    if not head:
        raise CorpusError(f"{name}:{start}: want '== key | summary'")
    told = Told(head[1], head[2])
    body: list[str] = []
    author, begun = "", start
    for number, line in enumerate(lines[1:], start + 1):
        speaks, said = _AUTHOR.match(line), _FIELD.match(line)
        if speaks or (said and author):
            _close(told, author, body, f"{name}:{begun}")
            author, body, begun = speaks[1] if speaks else "", [], number
        if said and not speaks and not author:
            told.fields[said[1]] = said[2].strip()
        elif not speaks and author:
            body.append(line)
        elif not speaks and line.strip() and not line.startswith("#"):
            raise CorpusError(f"{name}:{number}: neither a message nor a field: {line[:40]!r}")
    _complete(told, f"{name}:{start}")
    return told


def _complete(told: Told, where: str) -> None:
    if not told.messages or told.messages[-1][0] != "requester":
        raise CorpusError(f"{where}: the last message must be the requester's")
    if missing := [one for one in ("issue", "unknown", "repeat", "done") if one not in told.fields]:
        raise CorpusError(f"{where}: no {missing[0]}:")
    if wrong := [one for one in ("repeat", "done") if told.fields[one] not in _YES]:
        raise CorpusError(f"{where}: {wrong[0]}: must be yes or no")
    if odd := set(told.fields["unknown"].split()) - FACTS - {"tried", "impact"}:
        raise CorpusError(f"{where}: unknown: {min(odd)} is no kind")


def _close(told: Told, author: str, lines: list[str], where: str) -> None:
    if not author:
        return
    text, marks = unmarked("\n".join(lines).strip(), where)
    if author == "agent" and marks:
        raise CorpusError(f"{where}: an agent's message has marks")
    place = len(told.messages)
    told.messages.append((author, text))
    told.marks.extend(mark._replace(message=place) for mark in marks)


def unmarked(text: str, where: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and the marks in the order in which they begin. Raises CorpusError."""
    plain, at, length = [], 0, 0
    opened: list[tuple[str, int]] = []
    marks: list[Mark] = []
    for match in _MARK.finditer(text):
        piece = text[at : match.start()]
        plain.append(piece)
        length += len(piece)
        at = match.end()
        if match[1]:
            opened.append((match[1], length))
        elif opened:
            marks.extend(_marks(*opened.pop(), length, where))
        else:
            raise CorpusError(f"{where}: a brace is closed that was not opened")
    if opened:
        raise CorpusError(f"{where}: the mark {opened[-1][0]} is not closed")
    body = "".join([*plain, text[at:]])
    if stray := next((sign for sign in "{}" if sign in body), None):
        raise CorpusError(f"{where}: a stray {stray}")
    return body, sorted((_tight(mark, body, where) for mark in marks), key=lambda mark: (mark.start, -mark.end))


def _marks(label: str, start: int, end: int, where: str) -> Iterator[Mark]:
    for part in label.split("+"):
        kind, _, level = part.partition(":")
        if kind in FEELINGS and level in LEVELS:
            yield Mark(kind, level, 0, start, end)
        elif not level and (kind in FACTS or kind in FAMILIES):
            yield Mark(kind, None, 0, start, end)
        else:
            raise CorpusError(f"{where}: {part!r} is no mark")


def _tight(mark: Mark, body: str, where: str) -> Mark:
    """The mark without blanks at its ends."""
    words = body[mark.start : mark.end]
    if not words.strip():
        raise CorpusError(f"{where}: an empty mark {mark.kind}")
    start = mark.start + len(words) - len(words.lstrip())
    return mark._replace(start=start, end=start + len(words.strip()))
