"""When which ticket is worked on: debounce, duplicates, retries and the bound. Pure: the time comes in.

All times are seconds on one monotonic clock.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

from empathkit.errors import Overloaded
from empathkit.models import TicketEvent

#: Events after which a note may be due. The others are taken and lead to nothing yet.
LEADS_TO_A_RUN = frozenset({"created", "requester_message", "reopened"})
#: Deliveries remembered to know a duplicate; older ones are told by the marker on the ticket.
DELIVERIES = 100_000
#: Nobody waits longer than this many settle times after the first event, however often they write.
PATIENCE = 10

TicketId = tuple[str, str, str]


class Job(NamedTuple):
    """A run to make for the ticket of an event. ``attempt`` counts from 1."""

    event: TicketEvent
    attempt: int


@dataclass
class _Waiting:
    event: TicketEvent
    due: float
    first: float
    attempt: int = 1


class Schedule:
    """Holds at most ``size`` tickets; each is due ``settle`` seconds after its last event. Not thread-safe."""

    def __init__(self, *, settle: float, size: int) -> None:
        self._settle = settle
        self._size = size
        self._waiting: dict[TicketId, _Waiting] = {}
        self._running: set[TicketId] = set()
        # May hold entries that no longer count; those of a running ticket come back when it is done.
        self._order: list[tuple[float, TicketId]] = []
        self._seen: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    def __len__(self) -> int:
        """How many tickets wait."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many runs are under way."""
        return len(self._running)

    def put(self, event: TicketEvent, now: float) -> bool:
        """Take an event; False for a duplicate. Raises Overloaded when full, and then does not remember it."""
        delivery = (event.platform, event.site, event.delivery)
        if delivery in self._seen:
            return False
        if event.kind in LEADS_TO_A_RUN:
            self._wait_for(event, now)
        self._seen[delivery] = None
        if len(self._seen) > DELIVERIES:
            self._seen.popitem(last=False)
        return True

    def take(self, now: float) -> Job | None:
        """The ticket that has been due longest and is not being worked on; it counts as running until :meth:`done`."""
        due = self.next_due()
        if due is None or due > now:
            return None
        _, key = heapq.heappop(self._order)
        one = self._waiting.pop(key)
        self._running.add(key)
        return Job(one.event, one.attempt)

    def done(self, job: Job) -> None:
        """The run is over, well or given up."""
        key = _key(job.event)
        self._running.discard(key)
        if key in self._waiting:
            self._line_up(key)

    def again(self, job: Job, at: float) -> None:
        """The run failed and is to be made again at ``at``, unless a newer event is waiting anyway."""
        self._waiting.setdefault(_key(job.event), _Waiting(job.event, at, at, job.attempt + 1))
        self.done(job)

    def next_due(self) -> float | None:
        """When the next run could begin; None while nothing waits that is not being worked on."""
        while self._order:
            due, key = self._order[0]
            one = self._waiting.get(key)
            if one and one.due == due and key not in self._running:
                return due
            heapq.heappop(self._order)
        return None

    def hurry(self, now: float) -> None:
        """Make all that waits due at once."""
        for one in self._waiting.values():
            one.due = min(one.due, now)
        self._order = sorted((one.due, key) for key, one in self._waiting.items())

    def drop(self) -> tuple[TicketEvent, ...]:
        """Let go of all that waits, and say what it was."""
        dropped = tuple(one.event for one in self._waiting.values())
        self._waiting.clear()
        return dropped

    def _wait_for(self, event: TicketEvent, now: float) -> None:
        key = _key(event)
        before = self._waiting.get(key)
        if before is None and len(self._waiting) >= self._size:
            raise Overloaded(f"{self._size} tickets are waiting already: try again later")
        first = before.first if before else now
        due = min(now + self._settle, first + PATIENCE * self._settle)
        self._waiting[key] = _Waiting(event, due, first)
        self._line_up(key)

    def _line_up(self, key: TicketId) -> None:
        heapq.heappush(self._order, (self._waiting[key].due, key))


def _key(event: TicketEvent) -> TicketId:
    return event.platform, event.site, event.ticket
