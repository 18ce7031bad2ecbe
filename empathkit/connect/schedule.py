"""When which ticket is worked on: debounce, duplicates, retries and the bound.

:class:`Timetable` is what the executor asks of any schedule; :class:`Schedule` keeps it in this process. The one in
a database is :class:`empathkit.serve.durable.SqlSchedule`.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from empathkit.errors import Overloaded
from empathkit.models import TicketEvent

#: Events after which a note may be due.
NOTES = frozenset({"created", "requester_message", "reopened"})
#: Events that lead to a run; agents may have asked something of us. The others are taken and lead to nothing here.
LEADS_TO_A_RUN = NOTES | {"agent_message"}
#: Seconds an agent who asked something waits at most.
SOON = 3.0
#: Seconds to wait for more from the requester before a run, where EMPATHKIT_SETTLE_SECONDS does not say.
SETTLE = 90.0
#: Tickets that may wait before new ones are answered 503 and left to the platform's own retries.
SIZE = 10_000
#: Deliveries remembered to know a duplicate; older ones are told by the marker on the ticket.
DELIVERIES = 100_000
#: Nobody waits longer than this many settle times after the first event, however often they write.
PATIENCE = 10

#: Platform, site, ticket, and what is to be done on it.
TicketId = tuple[str, str, str, str]


class Job(NamedTuple):
    """A run to make for the ticket of an event. ``attempt`` counts from 1. While not ``settled`` the requester may
    still be writing: the run only looks whether it has to be quick. ``claim`` is the schedule's own."""

    event: TicketEvent
    attempt: int = 1
    settled: bool = True
    claim: int = 0


class Timetable(Protocol):
    """Which ticket is due. Thread-safe. All times are seconds from now. Raises StorageUnavailable where it is kept
    elsewhere."""

    keeps: bool
    """Whether what waits outlives this process."""

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False for a duplicate. Raises Overloaded when full, and then does not remember it."""

    def take(self) -> Job | None:
        """The ticket that has been due longest and is not being worked on; it is ours until one of the next four."""

    def done(self, job: Job) -> None:
        """The run is over."""

    def again(self, job: Job, pause: float, why: str, *, everyone: bool = False) -> None:
        """The run failed and is to be made again, unless a newer event is waiting anyway. ``everyone``: nothing of
        the same platform and site should be begun before."""

    def later(self, job: Job, wait: float) -> None:
        """The run found the requester still talking: look again when ``wait`` has passed since the last event."""

    def park(self, job: Job, why: str) -> None:
        """The run failed and is not made again by itself."""

    def current(self, job: Job) -> bool:
        """Whether the job is still ours and nothing new came for its ticket since it was taken."""

    def next_due(self) -> float | None:
        """Seconds until the next run could begin; None while nothing waits that is not being worked on."""

    def counts(self) -> Mapping[str, float]:
        """How many tickets are ``waiting``, ``running`` and ``parked``, and the ``oldest_seconds`` of what is due."""

    def close(self) -> None:
        """Let go of everything; what is kept elsewhere goes to others."""


@dataclass
class _Waiting:
    event: TicketEvent
    due: float
    first: float
    attempt: int = 1


class Schedule:
    """A timetable in this process: at most ``size`` tickets, each due ``settle`` seconds after its last event."""

    keeps = False

    def __init__(
        self, *, settle: float = SETTLE, size: int = SIZE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settle = settle
        self._size = size
        self._clock = clock
        self._lock = threading.RLock()
        self._waiting: dict[TicketId, _Waiting] = {}
        self._running: dict[TicketId, bool] = {}
        """What is being worked on, and whether nothing new came since."""
        # May hold entries that no longer count; those of a running ticket come back when it is done.
        self._order: list[tuple[float, TicketId]] = []
        self._seen: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._parked = 0

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False for a duplicate. Raises Overloaded when full, and then does not remember it."""
        delivery = (event.platform, event.site, event.delivery)
        with self._lock:
            if delivery in self._seen:
                return False
            if event.kind in LEADS_TO_A_RUN:
                self._wait_for(event, self._clock())
            for key in self._running:
                if key[:3] == _key(event)[:3]:
                    self._running[key] = False
            self._seen[delivery] = None
            if len(self._seen) > DELIVERIES:
                self._seen.popitem(last=False)
        return True

    def take(self) -> Job | None:
        """The ticket that has been due longest."""
        with self._lock:
            due = self.next_due()
            if due is None or due > 0:
                return None
            _, key = heapq.heappop(self._order)
            one = self._waiting.pop(key)
            self._running[key] = True
            return Job(one.event, one.attempt)

    def done(self, job: Job) -> None:
        """The run is over, well or given up. What was overtaken by another event of the ticket is due again."""
        key = _key(job.event)
        with self._lock:
            if self._running.pop(key, True) is False and job.event.kind in NOTES:
                self._waiting.setdefault(key, _Waiting(job.event, self._clock(), self._clock()))
            if key in self._waiting:
                self._line_up(key)

    def again(self, job: Job, pause: float, why: str, *, everyone: bool = False) -> None:
        """Make the run again after the pause, unless a newer event is waiting anyway. Why is in the log only, and
        the others find out for themselves."""
        self._back(job, pause, job.attempt + 1)

    def later(self, job: Job, wait: float) -> None:
        """Look again when the wait is over."""
        self._back(job, wait, job.attempt)

    def park(self, job: Job, why: str) -> None:
        """Nothing is kept of it here."""
        with self._lock:
            self._parked += 1
        self.done(job)

    def current(self, job: Job) -> bool:
        """Whether nothing new came for the ticket since the run began."""
        with self._lock:
            return self._running.get(_key(job.event), False)

    def next_due(self) -> float | None:
        """Seconds until the next run could begin."""
        with self._lock:
            while self._order:
                due, key = self._order[0]
                one = self._waiting.get(key)
                if one and one.due == due and key not in self._running:
                    return due - self._clock()
                heapq.heappop(self._order)
            return None

    def counts(self) -> Mapping[str, float]:
        """What it holds now."""
        with self._lock:
            now = self._clock()
            late = max((now - one.due for one in self._waiting.values()), default=0.0)
            return {
                "waiting": len(self._waiting),
                "running": len(self._running),
                "parked": self._parked,
                "oldest_seconds": max(0.0, late),
            }

    def hurry(self) -> None:
        """Make all that waits due at once."""
        with self._lock:
            now = self._clock()
            for one in self._waiting.values():
                one.due = min(one.due, now)
            self._order = sorted((one.due, key) for key, one in self._waiting.items())

    def drop(self) -> tuple[TicketEvent, ...]:
        """Let go of all that waits, and say what it was."""
        with self._lock:
            dropped = tuple(one.event for one in self._waiting.values())
            self._waiting.clear()
            return dropped

    def close(self) -> None:
        """Nothing is held that others could use."""

    def _back(self, job: Job, pause: float, attempt: int) -> None:
        with self._lock:
            at = self._clock() + pause
            self._waiting.setdefault(_key(job.event), _Waiting(job.event, at, at, attempt))
            self.done(job)

    def _wait_for(self, event: TicketEvent, now: float) -> None:
        key = _key(event)
        before = self._waiting.get(key)
        if before is None and len(self._waiting) >= self._size:
            raise Overloaded(f"{self._size} tickets are waiting already: try again later")
        first = before.first if before else now
        settle = self._settle if event.kind in NOTES else min(self._settle, SOON)
        due = min(now + settle, first + PATIENCE * settle)
        self._waiting[key] = _Waiting(event, due, first)
        self._line_up(key)

    def _line_up(self, key: TicketId) -> None:
        heapq.heappush(self._order, (self._waiting[key].due, key))


def _key(event: TicketEvent) -> TicketId:
    return event.platform, event.site, event.ticket, "note" if event.kind in NOTES else "agent"
