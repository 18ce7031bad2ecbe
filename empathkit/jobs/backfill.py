"""Reading what was said before EmpathKit came: earlier tickets are streamed through the reading into the memory.

A batch and how far it reaches are written together, so that it can be stopped anywhere and goes on where it was. Only
one batch is held at a time, whatever the size.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol

from empathkit.connect.documents import read_json, validate
from empathkit.errors import InputError, NotVisible, UnexpectedAnswer
from empathkit.memory.keeping import LONGEST, Kept, Past, storable, user_key, worth_keeping
from empathkit.models import Suggestion, Ticket
from empathkit.ports import Changed, Connector, ReadsAhead
from empathkit.text.redact import mask, secrets

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

#: Tickets read between two writes.
BATCH = 200
#: Tickets a desk is asked for at once, where its connector can: as many as Jira gives in one call.
AHEAD = 100
HEADER = (
    "key", "summary", "body", "opened", "resolved", "reopened", "resolution",
    "requester_id", "requester_name", "requester_email", "department", "site",
)  # fmt: skip


class Store(Protocol):
    """Where it goes; :class:`empathkit.memory.sql.SqlMemory` is one."""

    def keep(self, found: Iterable[tuple[str, Kept]], *, reached: tuple[str, int] | None = None) -> None:
        """Keep a batch and how far it reaches, all or nothing."""

    def reached(self, source: str) -> int:
        """How many lines of a source were kept before."""

    def refresh_statistics(self) -> None:
        """Much was written: let the store find the short way to it."""


class Earlier(Ticket):
    """A ticket that may be over: when, how often it was opened again, and how it was ended."""

    resolved: str | None = None
    reopened: int = 0
    resolution: str | None = None


class Line(NamedTuple):
    """A line of a source: its number from 1, and the ticket in it or what is wrong with it."""

    number: int
    ticket: Earlier | None
    error: InputError | None = None


class Done(NamedTuple):
    """How it went: lines read now, lines skipped because they were kept before, tickets nobody could be found for, bad
    lines."""

    read: int
    skipped: int
    nobody: int
    bad: tuple[InputError, ...]


def backfill(
    lines: Iterable[Line], source: str, store: Store, kit: Kit, tell: Callable[[int], None] = lambda _: None
) -> Done:
    """Keep what the tickets of a source tell. ``source`` names it from one run to the next; ``tell`` hears how many
    lines are done. Raises StorageUnavailable."""
    before = store.reached(source)
    fresh = itertools.dropwhile(lambda line: line.number <= before, lines)
    read = nobody = 0
    bad: list[InputError] = []
    while batch := list(itertools.islice(fresh, BATCH)):
        found = [kept_of(line.ticket, kit) for line in batch if line.ticket]
        known = [one for one in found if one is not None]
        bad += [line.error for line in batch if line.error]
        nobody += len(found) - len(known)
        read += len(batch)
        store.keep(known, reached=(source, batch[-1].number))
        tell(batch[-1].number)
    if read:
        store.refresh_statistics()
    return Done(read, before, nobody, tuple(bad))


def kept_of(ticket: Earlier, kit: Kit) -> tuple[str, Kept] | None:
    """What is kept of an earlier ticket, and of whom; None where the requester has no usable id."""
    user = user_key(ticket)
    if user is None:
        return None
    understood = kit.understand(ticket)
    heard = Suggestion(ticket=ticket.key, reading=understood.reading, context=understood.context)
    kept = worth_keeping(understood.ticket, heard)
    return user, kept._replace(past=tuple(_ended(one, ticket, kit) for one in kept.past))


def _ended(past: Past, ticket: Earlier, kit: Kit) -> Past:
    if past.ticket != storable(ticket.key):
        return past
    resolution = mask(ticket.resolution, secrets(ticket.resolution, kit.pack)) if ticket.resolution else None
    return past._replace(
        resolved=_short(ticket.resolved), reopened=max(0, ticket.reopened), resolution=_short(resolution)
    )


def _short(text: str | None) -> str | None:
    return storable(text)[:LONGEST] if text else None


def source_name(path: Path) -> str:
    """A name for a file that holds as long as its beginning stays the same: it may grow, and be moved."""
    with path.open("rb") as file:
        return hashlib.sha256(file.readline(1 << 16)).hexdigest()


def lines_of(path: Path) -> Iterator[Line]:
    """The tickets of a file: CSV with :data:`HEADER` where its name says so, else JSON Lines. Raises InputError for
    another header."""
    with path.open("rb") as file:
        yield from _csv_lines(file) if path.suffix.lower() == ".csv" else _json_lines(file)


def desk_lines(connector: Connector, changes: Iterable[Changed], before: int) -> Iterator[Line]:
    """The tickets of a platform, so many at a time to a connector that reads ahead; those of the first ``before`` lines
    are not read again. A ticket that is gone is a bad line. Raises PlatformError where the platform does not answer, or
    a right is missing."""
    fresh = itertools.islice(enumerate(changes, 1), before, None)
    while some := list(itertools.islice(fresh, AHEAD)):
        fetch = connector.ahead([one.key for _, one in some]) if isinstance(connector, ReadsAhead) else connector.fetch
        for number, one in some:
            yield _of_desk(fetch, one, number)


def _of_desk(fetch: Callable[[str], Ticket], one: Changed, number: int) -> Line:
    try:
        ticket = fetch(one.key)
    except (NotVisible, UnexpectedAnswer, InputError) as error:
        return Line(number, None, InputError(str(error), line=number, field=one.key))
    ended = {"resolved": one.resolved, "reopened": one.reopened, "resolution": one.resolution}
    return Line(number, Earlier.model_validate({**dict(ticket), **ended}))


def desk_name(connector: Connector, since: datetime) -> str:
    """A name for a platform as a source: another day to begin with is another source."""
    return f"{connector.platform}:{connector.site}:{since.isoformat()}"


def _json_lines(file: IO[bytes]) -> Iterator[Line]:
    for number, raw in enumerate(file, 1):
        if raw.strip():
            yield _line(number, lambda raw=raw, number=number: _of_json(raw, number))  # type: ignore[misc]


def _csv_lines(file: IO[bytes]) -> Iterator[Line]:
    rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline=""))
    missing = [name for name in ("key", "summary", "requester_id") if name not in (rows.fieldnames or ())]
    if missing:
        raise InputError(f"the header lacks {', '.join(missing)}; it is {','.join(HEADER)}", line=1)
    for number, row in enumerate(rows, 1):
        yield _line(number, lambda row=row: _of_row(row))  # type: ignore[misc]


def _of_json(raw: bytes, number: int) -> Earlier:
    document = read_json(raw, number)
    inner = document.get("ticket")
    return validate(Earlier, inner if isinstance(inner, dict) else document, number)


def _line(number: int, make: Callable[[], Earlier]) -> Line:
    try:
        return Line(number, make())
    except InputError as error:
        return Line(number, None, InputError(error.message, line=number, field=error.field))


def _of_row(row: dict[str, str | None]) -> Earlier:
    """A ticket of one message. Raises InputError."""
    value = {name: (row.get(name) or "").strip() or None for name in HEADER}
    if value["requester_id"] is None:
        raise InputError("a requester needs an id", field="requester_id")
    reopened = value["reopened"] or "0"
    if not (reopened.isascii() and reopened.isdigit()):
        raise InputError("not a whole number", field="reopened")
    return validate(
        Earlier,
        {
            "key": value["key"],
            "summary": value["summary"],
            "created": value["opened"],
            "resolved": value["resolved"],
            "reopened": int(reopened),
            "resolution": value["resolution"],
            "requester": {
                "id": value["requester_id"],
                "name": value["requester_name"],
                "email": value["requester_email"],
                "department": value["department"],
                "site": value["site"],
            },
            "messages": [
                {"author": "requester", "body": value["body"] or value["summary"] or "", "at": value["opened"]}
            ],
        },
    )
