"""The conversation on a record: rows of ``sys_journal_field``, or the text the platform glues of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from empathkit.connect.note import find_marker
from empathkit.models import Author, Message, PlacedNote
from empathkit_servicenow.cells import Record, moment, shown, stored
from empathkit_servicenow.codetag import to_text

PUBLIC = "comments"
INTERNAL = "work_notes"
FIELDS = ("sys_id", "element_id", "element", "value", "sys_created_on", "sys_created_by")

_HEADER = re.compile(r"^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) - (.+) \(([^()\n]+)\)$", re.MULTILINE)


class People(NamedTuple):
    """By whom an entry can be: the requester's and our own user name, and the requester's shown name."""

    requester: str
    ours: str
    requester_name: str = ""


def messages(rows: Iterable[Record], people: People) -> tuple[Message, ...]:
    """The entries as messages, oldest first."""
    return tuple(
        Message(
            author=_author(stored(row, "sys_created_by"), stored(row, "element"), stored(row, "value"), people),
            body=to_text(stored(row, "value")),
            at=moment(row, "sys_created_on"),
            id=stored(row, "sys_id"),
            public=stored(row, "element") == PUBLIC,
        )
        for row in oldest_first(rows)
    )


def placed(rows: Iterable[Record]) -> tuple[PlacedNote, ...]:
    """Our notes among internal entries, oldest first."""
    return tuple(_placed(oldest_first(row for row in rows if stored(row, "element") == INTERNAL)))


def marked_public(rows: Iterable[Record], marker: str) -> bool:
    """Whether a public entry holds this marker."""
    return any(stored(row, "element") == PUBLIC and find_marker(stored(row, "value")) == marker for row in rows)


def hidden(record: Record, rows: Iterable[Record]) -> bool:
    """Whether the record shows entries that came with no row: then rows are hidden from this account."""
    held = tuple(rows)
    return any(
        shown(record, element).strip() and not any(stored(row, "element") == element for row in held)
        for element in (PUBLIC, INTERNAL)
    )


def oldest_first(rows: Iterable[Record]) -> list[Record]:
    """Entries of one second keep the order of their ids: the platform keeps no finer time."""
    return sorted(rows, key=lambda row: (stored(row, "sys_created_on"), stored(row, "sys_id")))


def glued(record: Record, people: People) -> tuple[Message, ...]:
    """The conversation from the glued text of the journal fields, oldest first, for accounts that can't read
    ``sys_journal_field``. Its times are in the account's own zone, which we don't know: they are left out."""
    entries = [entry for element in (PUBLIC, INTERNAL) for entry in _split(shown(record, element), element)]
    return tuple(
        Message(author=_glued_author(entry, people), body=to_text(entry.body), public=entry.element == PUBLIC)
        for entry in sorted(entries, key=lambda entry: entry.at)
    )


class _Entry(NamedTuple):
    element: str
    at: str
    name: str
    body: str


def _split(text: str, element: str) -> Iterator[_Entry]:
    """The entries of one glued field, oldest first. A header counts only with the label of the first one: the
    label is in the account's language, and all entries of a field carry the same."""
    found = list(_HEADER.finditer(text))
    headers = [header for header in found if header[3] == found[0][3]]
    starts = [header.start() for header in headers]
    for header, end in reversed(list(zip(headers, [*starts[1:], len(text)], strict=False))):
        yield _Entry(element, header[1], header[2], text[header.end() : end].strip())


def _placed(rows: Iterable[Record]) -> Iterator[PlacedNote]:
    for row in rows:
        marker = find_marker(stored(row, "value"))
        if marker is not None:
            yield PlacedNote(id=stored(row, "sys_id"), marker=marker, at=moment(row, "sys_created_on"))


def _author(by: str, element: str, value: str, people: People) -> Author:
    if people.requester and by == people.requester:
        return "requester"
    ours = by == people.ours or (element == INTERNAL and find_marker(value) is not None)
    return "integration" if ours else "agent"


def _glued_author(entry: _Entry, people: People) -> Author:
    if people.requester_name and entry.name == people.requester_name:
        return "requester"
    return "integration" if entry.element == INTERNAL and find_marker(entry.body) is not None else "agent"
