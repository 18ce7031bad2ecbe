"""Who works on which row. A claim holds for a lease and is renewed while its process lives; what is not renewed goes
to others, and that is all there is to taking over from a dead host."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, or_, select, true, update

from empathkit.errors import StorageUnavailable
from empathkit.models import TicketEvent
from empathkit.serve.tables import holds, tickets

log = logging.getLogger("empathkit.queue")

#: Seconds a claim holds without being renewed, and between two renewals.
LEASE, RENEWAL = 30.0, 10.0
#: A row that was taken more often than this without an end comes after all others: it may be what kills the workers.
SUSPECT = 2
#: Seconds nobody begins on a row whose worker is gone: a note it was just sending may still be on its way.
GRACE = 5.0
#: No pause is as long as this many seconds: a time further ahead was written before the clock was put back.
FARTHEST = 2 * 86400.0

RowKey = tuple[str, ...]


def worker_name() -> str:
    """A name no other process has: host, process id and a few characters of chance."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(worker: str) -> bool:
    """Whether this is the name of a process of this host that is gone."""
    host, _, rest = worker.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def claim_next(worker: str, now: float, held: frozenset[RowKey]) -> Any:
    """The statement that claims the most pressing row and returns it. ``held``: rows of this process, which it does
    not take again whatever the clock says about their lease."""
    due = or_(tickets.c.due <= now, tickets.c.due > now + FARTHEST)
    pick = (
        select(*tickets.primary_key)
        .where(due, free(now), ~_any_of(held))
        .order_by(case((tickets.c.takes > SUSPECT, 1), else_=0), tickets.c.priority, tickets.c.due)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("pick")
    )
    same = and_(*(tickets.c[key.name] == pick.c[key.name] for key in tickets.primary_key))
    taken = {"worker": worker, "until": now + LEASE, "claimed": tickets.c.wanted, "takes": tickets.c.takes + 1}
    return update(tickets).where(same).values(taken).returning(*tickets.c)


def free(now: float) -> ColumnElement[bool]:
    """What may be begun: not given up, nobody's, and of a site that does not ask for quiet."""
    nobodys = or_(tickets.c.worker.is_(None), tickets.c.until < now, tickets.c.until > now + FARTHEST)
    held = exists().where(
        holds.c.platform == tickets.c.platform,
        holds.c.site == tickets.c.site,
        holds.c.until > now,
        holds.c.until < now + FARTHEST,
    )
    return and_(tickets.c.parked.is_(None), nobodys, ~held)


def of_ticket(event: TicketEvent) -> ColumnElement[bool]:
    """The rows of an event's ticket."""
    return and_(tickets.c.platform == event.platform, tickets.c.site == event.site, tickets.c.ticket == event.ticket)


def release_the_dead(connection: Connection, now: float) -> None:
    """Free what a process of this host claimed that lives no more: after a crash nobody waits for the lease."""
    workers = connection.execute(select(tickets.c.worker).where(tickets.c.worker.is_not(None)).distinct())
    for name in workers.scalars().all():
        if is_dead(name):
            release(connection, name, now)


def release(connection: Connection, worker: str, now: float) -> None:
    """Free all of a worker's rows, for others to begin on after the grace."""
    soon = case((tickets.c.due > now + GRACE, tickets.c.due), else_=now + GRACE)
    connection.execute(update(tickets).where(tickets.c.worker == worker).values(worker=None, until=None, due=soon))


def renew(connection: Connection, worker: str, now: float) -> None:
    """Tell the others that a worker is still at it."""
    connection.execute(update(tickets).where(tickets.c.worker == worker).values(until=now + LEASE))


class Keeper:
    """Calls something every few seconds in a thread of its own, from :meth:`start` to :meth:`stop`.
    StorageUnavailable is logged, and the next time may be better."""

    def __init__(self, call: Callable[[], None], pause: float = RENEWAL) -> None:
        self._call = call
        self._pause = pause
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, if it has not begun."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="empathkit-keeper", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Don't call again."""
        self._stop.set()

    def _loop(self) -> None:
        while not self._stop.wait(self._pause):
            try:
                self._call()
            except StorageUnavailable as error:
                log.warning("%s", error)


def _any_of(rows: frozenset[RowKey]) -> ColumnElement[bool]:
    def is_row(row: RowKey) -> ColumnElement[bool]:
        return and_(*(column == value for column, value in zip(tickets.primary_key, row, strict=True)))

    return or_(~true(), *(is_row(row) for row in rows))
