"""Taking events: on disk, each delivery once, and the ticket's time moved."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, and_, bindparam, case, func, select, update

from empathkit.connect.schedule import PATIENCE
from empathkit.errors import Overloaded
from empathkit.models import TicketEvent
from empathkit.serve.batch import Batch
from empathkit.serve.database import Database
from empathkit.serve.tables import deliveries, tickets


class Task(NamedTuple):
    """What an event leads to. A lower priority number comes first."""

    name: str
    priority: int


NOTE, HANDOVER, OUTCOME = Task("note", 0), Task("handover", 5), Task("outcome", 7)
#: What each kind of event leads to; whatever it is, it tells the other runs of its ticket that something new has come.
TASKS: Mapping[str, Task] = {
    "created": NOTE,
    "requester_message": NOTE,
    "reopened": NOTE,
    "reassigned": HANDOVER,
    "agent_message": OUTCOME,
    "resolved": OUTCOME,
}

#: Tickets that may wait before new ones are answered 503.
SIZE = 200_000


class Intake:
    """Takes events for tickets that are due ``settle`` seconds after their last one, and looked at after ``look``."""

    def __init__(self, database: Database, *, settle: float, look: float, size: int = SIZE) -> None:
        self._database = database
        self._settle = settle
        self._look = look
        self._size = size
        self._waiting, self._counted = 0, 0.0
        # Statements are built once: building them takes longer than running them.
        self._new_delivery = _new_delivery(database)
        self._wait_for = _wait_for(database, settle)
        self._overtake = _overtake()
        self._put = Batch(self._put_all)

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False for a duplicate. It is on disk when this returns. Raises Overloaded and
        StorageUnavailable, and then it was not taken."""
        self._room()
        return self._put(event)

    def _put_all(self, events: list[TicketEvent]) -> list[bool]:
        """In the order of their tickets, so that two hosts never wait for each other's rows in a circle."""
        order = sorted(range(len(events)), key=lambda place: _place(events[place]))
        taken = [False] * len(events)
        with self._database.writing() as connection:
            now = self._database.now(connection)
            for place in order:
                taken[place] = self._put_one(connection, events[place], now)
        return taken

    def _put_one(self, connection: Connection, event: TicketEvent, now: float) -> bool:
        row = {"platform": event.platform, "site": event.site, "delivery": event.delivery, "taken": now}
        if connection.execute(self._new_delivery, row).first() is None:
            return False
        task = TASKS.get(event.kind)
        if task is not None:
            connection.execute(self._wait_for, _row(event, task, now, self._settle, self._look))
        connection.execute(self._overtake, _keyed(event, task.name if task else ""))
        return True

    def _room(self) -> None:
        """The count may be a second old: it is a bound against running full, not a promise."""
        if time.monotonic() - self._counted > 1:
            with self._database.reading() as connection:
                self._waiting = connection.execute(select(func.count()).select_from(tickets)).scalar_one()
            self._counted = time.monotonic()
        if self._waiting >= self._size:
            raise Overloaded(f"{self._size} tickets are waiting already: try again later")


def _place(event: TicketEvent) -> tuple[str, ...]:
    return event.platform, event.site, event.ticket, event.delivery


def _row(event: TicketEvent, task: Task, now: float, settle: float, look: float) -> dict[str, Any]:
    return {
        "platform": event.platform,
        "site": event.site,
        "ticket": event.ticket,
        "task": task.name,
        "kind": event.kind,
        "delivery": event.delivery,
        "priority": task.priority,
        "first": now,
        "last": now,
        "settled": now + settle,
        "due": now + look,
        "wanted": 1,
        "attempt": 1,
        "takes": 0,
    }


def _keyed(event: TicketEvent, task: str) -> dict[str, Any]:
    return {"a_platform": event.platform, "a_site": event.site, "a_ticket": event.ticket, "a_task": task}


def _new_delivery(database: Database) -> Executable:
    return database.insert(deliveries).on_conflict_do_nothing().returning(deliveries.c.taken)


def _wait_for(database: Database, settle: float) -> Executable:
    """A new row, or a later time for the one there is: but never so late that somebody who goes on writing waits for
    ever."""
    insert = database.insert(tickets)
    new = insert.excluded
    end = tickets.c.first + PATIENCE * settle
    moved = {
        "kind": new.kind,
        "delivery": new.delivery,
        "last": new.last,
        "attempt": new.attempt,
        "takes": new.takes,
        "settled": case((end < new.settled, end), else_=new.settled),
        "due": case((end < new.due, end), else_=new.due),
        "wanted": tickets.c.wanted + 1,
        "parked": None,
    }
    return insert.on_conflict_do_update(index_elements=tickets.primary_key, set_=moved)


def _overtake() -> Executable:
    """Tell what is under way on the ticket that something new has come."""
    same = and_(
        tickets.c.platform == bindparam("a_platform"),
        tickets.c.site == bindparam("a_site"),
        tickets.c.ticket == bindparam("a_ticket"),
        tickets.c.task != bindparam("a_task"),
    )
    return update(tickets).where(same, tickets.c.worker.is_not(None)).values(wanted=tickets.c.wanted + 1)
