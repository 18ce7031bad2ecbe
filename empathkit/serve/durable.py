"""The timetable in a database: what is taken is on disk before it is answered, and any number of hosts share it.

One row a ticket, not one a task: a burst of events moves one row's time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, select, update

from empathkit.connect.schedule import SETTLE, Job
from empathkit.errors import StorageUnavailable
from empathkit.models import TicketEvent
from empathkit.serve import claims, tables, upkeep
from empathkit.serve.claims import FARTHEST, Keeper, RowKey, of_ticket
from empathkit.serve.database import Database
from empathkit.serve.intake import SIZE, TASKS, Intake
from empathkit.serve.tables import holds, tickets

log = logging.getLogger("empathkit.queue")


#: Seconds after an event until the first look, which only tells whether the reply can't wait.
LOOK = 3.0
#: Times a row is taken without an end before it is given up: something in it kills the worker.
TAKES = 20
#: Seconds between two sweeps of what is old.
SWEEP = 600.0


class SqlSchedule:
    """Implements :class:`empathkit.connect.schedule.Timetable`. Opening it creates its tables; StorageUnavailable
    where the database can't be reached. ``look`` None leaves out the first look;
    ``sweep`` is called now and then, for what others keep in the same database."""

    keeps = True

    def __init__(
        self,
        database: Database,
        *,
        settle: float = SETTLE,
        look: float | None = LOOK,
        size: int = SIZE,
        worker: str | None = None,
        sweep: Callable[[], object] = lambda: None,
    ) -> None:
        self._database = database
        self.worker = worker or claims.worker_name()
        self._lock = threading.Lock()
        self._held: set[RowKey] = set()
        self._keeper = Keeper(self.keep)
        self._swept = 0.0
        self._sweep = sweep
        with database.writing() as connection:
            tables.prepare(connection)
            claims.release_the_dead(connection, database.now(connection))
        self._intake = Intake(database, settle=settle, look=settle if look is None else min(look, settle), size=size)

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False for a duplicate. It is on disk when this returns. Raises Overloaded and
        StorageUnavailable, and then it was not taken."""
        return self._intake.put(event)

    def take(self) -> Job | None:
        """The most pressing ticket that is due and free; it is ours for as long as this process lives."""
        with self._lock:
            held = frozenset(self._held)
        with self._database.writing() as connection:
            now = self._database.now(connection)
            row = connection.execute(claims.claim_next(self.worker, now, held)).first()
            if row is None:
                return None
            if row.takes > TAKES:
                _give_up(connection, row, f"taken {TAKES} times, and each time the worker died", now)
                return None
            with self._lock:
                self._held.add(_key(row))
        self._keeper.start()
        return _job(row, settled=now >= row.settled or row.settled > now + FARTHEST)

    def done(self, job: Job) -> None:
        """The run is over; what came meanwhile is left to the next."""
        with self._ending(job) as connection:
            gone = connection.execute(delete(tickets).where(self._claimed(job), tickets.c.wanted == job.claim))
            if not gone.rowcount:
                self._release(connection, job)

    def again(self, job: Job, pause: float, why: str, *, everyone: bool = False) -> None:
        """Make the run again after the pause, or when a newer event says."""
        log.info("%s %s: %s", job.event.platform, job.event.ticket, why)
        with self._ending(job) as connection:
            due = self._database.now(connection) + pause
            self._release(connection, job, due=_unless_newer(job, "due", due), attempt=job.attempt + 1)
            if everyone:
                hold = {"platform": job.event.platform, "site": job.event.site, "until": due}
                insert = self._database.insert(holds).values(hold)
                connection.execute(insert.on_conflict_do_update(index_elements=holds.primary_key, set_={"until": due}))

    def later(self, job: Job, wait: float) -> None:
        """Look again when ``wait`` seconds have passed since the last event, and in five at the earliest."""
        with self._ending(job) as connection:
            soon = self._database.now(connection) + min(5.0, wait)
            at = case((tickets.c.last + wait < soon, soon), else_=tickets.c.last + wait)
            self._release(connection, job, due=_unless_newer(job, "due", at), settled=_unless_newer(job, "settled", at))

    def park(self, job: Job, why: str) -> None:
        """Keep it for somebody to look at, unless something new came."""
        with self._ending(job) as connection:
            now = self._database.now(connection)
            reason = case((tickets.c.wanted > job.claim, None), else_=why)
            self._release(connection, job, parked=reason, due=_unless_newer(job, "due", now))

    def current(self, job: Job) -> bool:
        """Whether the claim still holds and nothing new came for the ticket."""
        with self._database.reading() as connection:
            return connection.execute(select(tickets.c.wanted).where(self._claimed(job))).scalar() == job.claim

    def next_due(self) -> float | None:
        """Seconds until the next row is due, as far as it is known now."""
        with self._database.reading() as connection:
            now = self._database.now(connection)
            first = connection.execute(select(func.min(tickets.c.due)).where(claims.free(now))).scalar()
        return None if first is None else float(first) - now

    def counts(self) -> Mapping[str, float]:
        """What the database holds now, for all hosts."""
        return upkeep.counts(self._database)

    def close(self) -> None:
        """Hand back what is not done, so that others need not wait for the lease to end."""
        self._keeper.stop()
        with self._lock:
            held, self._held = self._held, set()
        try:
            if held:
                with self._database.writing() as connection:
                    claims.release(connection, self.worker, self._database.now(connection))
        except StorageUnavailable as error:
            log.warning("%s", error)
        self._database.close()

    def _claimed(self, job: Job) -> ColumnElement[bool]:
        return and_(of_ticket(job.event), tickets.c.task == TASKS[job.event.kind].name, tickets.c.worker == self.worker)

    def _release(self, connection: Connection, job: Job, **values: Any) -> None:
        freed: dict[str, Any] = {"worker": None, "until": None, "claimed": None, "takes": 0}
        if "attempt" in values:
            values["attempt"] = _unless_newer(job, "attempt", values["attempt"])
        connection.execute(update(tickets).where(self._claimed(job)).values({**freed, **values}))

    @contextmanager
    def _ending(self, job: Job) -> Iterator[Connection]:
        """A transaction that ends our work on a job. Whether it succeeds or not, we hold the row no longer."""
        event = job.event
        try:
            with self._database.writing() as connection:
                yield connection
        finally:
            with self._lock:
                self._held.discard((event.platform, event.site, event.ticket, TASKS[event.kind].name))

    def keep(self) -> None:
        """Renew our claims, and sweep now and then."""
        with self._lock:
            working = bool(self._held)
        if working:
            with self._database.writing() as connection:
                claims.renew(connection, self.worker, self._database.now(connection))
        if time.monotonic() - self._swept > SWEEP:
            self._swept = time.monotonic()
            upkeep.sweep(self._database)
            self._sweep()


def _unless_newer(job: Job, column: str, value: Any) -> ColumnElement[Any]:
    """What a newer event wrote stays."""
    return case((tickets.c.wanted > job.claim, tickets.c[column]), else_=value)


def _job(row: Row[Any], *, settled: bool) -> Job:
    event = TicketEvent(platform=row.platform, site=row.site, ticket=row.ticket, kind=row.kind, delivery=row.delivery)
    return Job(event, row.attempt, settled, row.claimed)


def _give_up(connection: Connection, row: Row[Any], why: str, now: float) -> None:
    same = and_(*(tickets.c[key.name] == getattr(row, key.name) for key in tickets.primary_key))
    connection.execute(update(tickets).where(same).values(worker=None, until=None, parked=why, due=now))
    log.error("%s %s: given up: %s", row.platform, row.ticket, why)


def _key(row: Row[Any]) -> RowKey:
    return row.platform, row.site, row.ticket, row.task
