"""What waits at the desk: tickets with a suggestion nobody has answered. Keys and kinds, never words or names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, func, select, tuple_, update

from empathkit.memory import holdings, schema, writing
from empathkit.memory.keeping import LONGEST, storable, user_key
from empathkit.models import FeelingName, Level, Suggestion, Ticket

Mark = Literal["used", "edited", "dismissed"]
#: ``answered``: an agent has written since, and nobody said what became of the suggestion.
State = Literal["waiting", "answered", "used", "edited", "dismissed"]
MARKS: tuple[Mark, ...] = get_args(Mark)

#: Situations that go before all others, because waiting does harm.
FIRST = frozenset({"safety", "security", "data_loss", "lost_device"})
_LEVELS: tuple[Level, ...] = get_args(Level)
_GLAD: frozenset[FeelingName] = frozenset({"relief", "gratitude"})


class Row(NamedTuple):
    """A ticket at the desk. ``user`` is empty for somebody who is not remembered; ``later`` is 0 where it goes before
    others, else 1; ``level`` of the strongest feeling, 0 (none) to 3; ``draft`` whether there is a reply; ``made`` in
    UNIX seconds."""

    platform: str
    ticket: str
    user: str
    state: State
    later: int
    topic: str | None
    situation: str | None
    level: int
    draft: int
    made: float
    department: str | None = None
    site: str | None = None


class Cursor(NamedTuple):
    """The last row of a page: what comes after it is the next."""

    later: int
    made: float
    platform: str
    ticket: str


def keep(connection: Connection, ticket: Ticket, suggestion: Suggestion, now: float) -> bool:
    """Let a ticket wait. False where it waited, or was dealt with, for this same message before: then nothing
    changes. Of somebody who is not remembered only the key is kept."""
    if not ticket.key or len(ticket.key) > LONGEST:
        return False
    row = _row(ticket, suggestion, now)
    if row["user"] and holdings.has_opted_out(connection, row["user"]):
        row["user"] = ""
    if not row["user"]:
        row |= {"topic": None, "situation": None, "level": 0}
    table = schema.waiting
    before = select(table.c.message).where(table.c.platform == row["platform"], table.c.ticket == row["ticket"])
    if connection.execute(before).scalar() == row["message"]:
        return False
    _lay(connection, row)
    return True


def page(connection: Connection, size: int, after: Cursor | None = None) -> Sequence[Row]:
    """The rows that wait, after a row: who is in danger first, then who has waited longest."""
    table = schema.waiting
    order = (table.c.later, table.c.made, table.c.platform, table.c.ticket)
    wanted = _rows().where(table.c.state == "waiting").order_by(*order).limit(size)
    if after is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(*after))
    return [_made(row) for row in connection.execute(wanted).mappings()]


def done(connection: Connection, size: int, after: Cursor | None = None) -> Sequence[Row]:
    """The rows the desk is done with, the latest first."""
    table = schema.waiting
    order = (table.c.made, table.c.platform, table.c.ticket)
    wanted = _rows().where(table.c.state != "waiting").order_by(*(one.desc() for one in order)).limit(size)
    if after is not None:
        wanted = wanted.where(tuple_(*order) < tuple_(*after[1:]))
    return [_made(row) for row in connection.execute(wanted).mappings()]


def find(connection: Connection, platform: str, ticket: str) -> Row | None:
    """The row of a ticket."""
    table = schema.waiting
    row = connection.execute(_rows().where(table.c.platform == platform, table.c.ticket == storable(ticket)))
    return next((_made(one) for one in row.mappings()), None)


def platforms_of(connection: Connection, ticket: str) -> list[str]:
    """Where a ticket of this key has been at the desk."""
    table = schema.waiting
    wanted = select(table.c.platform).where(func.upper(table.c.ticket) == storable(ticket).upper())
    return sorted(connection.execute(wanted).scalars())


def counts(connection: Connection) -> Mapping[str, int]:
    """How many rows there are, by state."""
    table = schema.waiting
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state)).all()
    return {row[0]: row[1] for row in rows}


def settle(connection: Connection, platform: str, ticket: str) -> None:
    """An agent has answered: it waits no longer."""
    _turn(connection, platform, ticket, "answered", only="waiting")


def mark(connection: Connection, platform: str, ticket: str, became: Mark, reason: str | None, now: float) -> bool:
    """Keep what an agent said became of the suggestion, also for the report; False where there is none."""
    row = find(connection, platform, ticket)
    if row is None:
        return False
    _turn(connection, platform, ticket, became)
    if row.user:
        schema.alone(connection, row.user)
        values = {"marked": became, "outcome": became, "reason": reason, "kept": now}
        writing.note(connection, {"user": row.user, "ticket": row.ticket}, values)
    return True


def _turn(connection: Connection, platform: str, ticket: str, state: State, only: State | None = None) -> None:
    table = schema.waiting
    here = [table.c.platform == platform, table.c.ticket == storable(ticket)]
    if only is not None:
        here.append(table.c.state == only)
    connection.execute(update(table).where(*here).values(state=state))


def _lay(connection: Connection, row: dict[str, Any]) -> None:
    table = schema.waiting
    here = (table.c.platform == row["platform"], table.c.ticket == row["ticket"])
    if not connection.execute(update(table).where(*here).values(**row)).rowcount:
        writing.upsert(connection, table, [row])


def _row(ticket: Ticket, suggestion: Suggestion, now: float) -> dict[str, Any]:
    reading = suggestion.reading
    upset = [one.level for one in reading.feelings if one.feeling not in _GLAD]
    return {
        "platform": storable(ticket.platform or "")[:LONGEST],
        "ticket": storable(ticket.key),
        "user": user_key(ticket) or "",
        "message": _answers(ticket),
        "state": "waiting",
        "later": int(reading.situation not in FIRST),
        "topic": reading.topic,
        "situation": reading.situation,
        "level": max((_LEVELS.index(one) + 1 for one in upset), default=0),
        "draft": int(suggestion.draft is not None),
        "made": now,
        "kept": now,
    }


def _answers(ticket: Ticket) -> str:
    """Names the last message of the requester, by a hash."""
    said = [(place, one) for place, one in enumerate(ticket.messages) if one.author == "requester"]
    place, last = said[-1] if said else (0, ticket.messages[0])
    return hashlib.sha256(f"{ticket.key}\x1f{last.id or place}".encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _rows() -> Any:
    """The rows, with where their people are, as far as that is remembered."""
    table, past = schema.waiting, schema.past
    places = ("department", "site")
    here = (past.c.user == table.c.user) & (past.c.ticket == table.c.ticket)
    wanted = [past.c[name] if name in places else table.c[name] for name in Row._fields]
    return select(*wanted).select_from(table.outerjoin(past, here))


def _made(row: Mapping[Any, Any]) -> Row:
    return Row(**{name: row[name] for name in Row._fields})
