"""What the keepers of the durable queue look at and do: what was given up, how much waits, what is old."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from empathkit.serve.claims import FARTHEST
from empathkit.serve.database import Database
from empathkit.serve.tables import deliveries, holds, tickets

#: Seconds a delivery is remembered; platforms try again for hours, not for days.
REMEMBERED = 7 * 86400.0
#: Seconds a given-up ticket is kept for somebody to look at.
PARKED = 30 * 86400.0


class Parked(NamedTuple):
    """A ticket whose run is not made again by itself. ``since`` is in UNIX seconds."""

    platform: str
    site: str
    ticket: str
    task: str
    why: str
    since: float


def counts(database: Database) -> Mapping[str, float]:
    """How many tickets are ``waiting``, ``running`` and ``parked`` on all hosts, and for how long the oldest of those
    waiting has been due, in seconds."""
    with database.reading() as connection:
        now = database.now(connection)
        parked = tickets.c.parked.is_not(None)
        busy = and_(tickets.c.worker.is_not(None), tickets.c.until >= now)
        row = connection.execute(
            select(
                func.coalesce(func.sum(case((parked, 1), else_=0)), 0).label("parked"),
                func.coalesce(func.sum(case((and_(~parked, busy), 1), else_=0)), 0).label("running"),
                func.count().label("rows"),
                func.min(case((and_(~parked, ~busy), tickets.c.settled))).label("oldest"),
            )
        ).one()
    late = max(0.0, now - row.oldest) if row.oldest is not None else 0.0
    waiting = row.rows - row.parked - row.running
    return {"waiting": waiting, "running": row.running, "parked": row.parked, "oldest_seconds": late}


def parked(database: Database) -> list[Parked]:
    """What was given up, the longest ago first."""
    with database.reading() as connection:
        rows = connection.execute(select(tickets).where(tickets.c.parked.is_not(None)).order_by(tickets.c.due))
        return [Parked(one.platform, one.site, one.ticket, one.task, one.parked, one.due) for one in rows]


def retry(database: Database, ticket: str | None = None) -> int:
    """Try what was given up again, one ticket or all; how many there were."""
    with database.writing() as connection:
        now = database.now(connection)
        values = {"parked": None, "attempt": 1, "takes": 0, "due": now, "settled": now}
        return connection.execute(update(tickets).where(_given_up(ticket)).values(values)).rowcount


def drop(database: Database, ticket: str | None = None) -> int:
    """Let go of what was given up, one ticket or all; how many there were."""
    with database.writing() as connection:
        return connection.execute(delete(tickets).where(_given_up(ticket))).rowcount


def sweep(database: Database) -> None:
    """Delete deliveries, given-up tickets and holds that are old."""
    with database.writing() as connection:
        now = database.now(connection)
        connection.execute(delete(deliveries).where(deliveries.c.taken < now - REMEMBERED))
        connection.execute(delete(tickets).where(tickets.c.parked.is_not(None), tickets.c.due < now - PARKED))
        connection.execute(delete(holds).where(or_(holds.c.until < now, holds.c.until > now + FARTHEST)))


def _given_up(ticket: str | None) -> ColumnElement[bool]:
    given_up = tickets.c.parked.is_not(None)
    return given_up if ticket is None else and_(given_up, tickets.c.ticket == ticket)
