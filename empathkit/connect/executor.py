"""The in-process queue: threads of this process work on the events after the webhook was answered.

It keeps what waits in memory, so **a crash loses what it holds** (a regular stop does not: :meth:`ThreadQueue.close`
works off what waits). Threads start with the first event, so that servers may fork before.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from empathkit.connect.locks import Locks
from empathkit.connect.schedule import Job, Schedule
from empathkit.connect.worker import deliver, prepare_for
from empathkit.errors import EmpathKitError, Overloaded, PlatformUnavailable, RateLimited, StorageUnavailable, place_of
from empathkit.models import TicketEvent
from empathkit.ports import Connector, Memory

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

log = logging.getLogger("empathkit.queue")

LOSS = "the queue lives in this process: a crash loses the events it holds, a regular stop works them off"

#: Seconds to wait for more from the requester before a run, where EMPATHKIT_SETTLE_SECONDS does not say.
SETTLE = 90.0
#: Tickets that may wait before new ones are answered 503 and left to the platform's own retries.
SIZE = 10_000
THREADS = 4
#: Seconds before the second, third and fourth try of a run.
PAUSES = (5.0, 30.0, 120.0)

#: Makes one run for an event and says in a word how it ended.
Run = Callable[[TicketEvent], str]


def desk_run(
    connectors: Mapping[str, Connector],
    kit: Kit,
    memory: Memory,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Run:
    """A run that leaves the note on the event's ticket. Raises PlatformError.

    A platform may name one ticket by key and by id; only the fetched ticket tells that they are one. So runs are
    kept apart by the fetched key as well, or both would miss each other's note.
    """
    locks = Locks()

    def run(event: TicketEvent) -> str:
        connector = connectors[event.platform]
        ticket = connector.fetch(event.ticket)
        with locks.alone((event.platform, ticket.key)):
            prepared = prepare_for(connector, ticket, kit, memory, now())
            placed = deliver(connector, prepared, memory)
        log.info("%s %s: %s", event.platform, event.ticket, placed.marker if placed else prepared.why_not)
        return "written" if placed else "nothing_due"

    return run


class ThreadQueue:
    """Implements :class:`empathkit.ports.Queue`.

    A run that meets PlatformUnavailable, RateLimited or StorageUnavailable is made again after ``pauses``; then
    it is given up, and the log says so. With ``threads=0`` nothing runs by itself: :meth:`step` makes one run in
    the caller's thread, which is how tests go through time.
    """

    def __init__(
        self,
        run: Run,
        *,
        settle: float = SETTLE,
        size: int = SIZE,
        threads: int = THREADS,
        pauses: Sequence[float] = PAUSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run = run
        self._schedule = Schedule(settle=settle, size=size)
        self._pauses = tuple(pauses)
        self._clock = clock
        self._wake = threading.Condition()
        self._closing = False
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._counts: Counter[str] = Counter()

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False when it was taken before. Raises Overloaded when full."""
        with self._wake:
            if self._closing:
                raise Overloaded("the service is stopping: try again later")
            taken = self._schedule.put(event, self._clock())
            self._start()
            self._wake.notify()
        return taken

    def counts(self) -> Mapping[str, int]:
        """Runs by how they ended, and how many tickets are ``waiting`` and ``running`` now."""
        with self._wake:
            return {**self._counts, "waiting": len(self._schedule), "running": self._schedule.running}

    def step(self) -> bool:
        """Make the run that has been due longest in this thread; False when none is due."""
        with self._wake:
            job = self._schedule.take(self._clock())
        if job is None:
            return False
        self._work(job)
        return True

    def close(self, timeout: float = 30.0) -> None:
        """Work off what waits without letting it settle, then stop. What ``timeout`` seconds do not suffice
        for is dropped and named in the log."""
        with self._wake:
            self._closing = True
            self._schedule.hurry(self._clock())
            self._wake.notify_all()
        if not self._threads:
            while self.step():
                pass
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        with self._wake:
            for event in self._schedule.drop():
                self._give_up(event, "there was no time left for it before the stop")

    def _start(self) -> None:
        while len(self._threads) < self._wanted and not self._closing:
            thread = threading.Thread(target=self._loop, name=f"empathkit-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _loop(self) -> None:
        while (job := self._next()) is not None:
            self._work(job)

    def _next(self) -> Job | None:
        """Wait for the next run; None when closing and nothing is left."""
        with self._wake:
            while (job := self._schedule.take(self._clock())) is None:
                due = self._schedule.next_due()
                if self._closing and not len(self._schedule):
                    return None
                self._wake.wait(None if due is None else max(0.0, due - self._clock()))
            self._wake.notify()  # another thread may have slept through more than one falling due
            return job

    def _work(self, job: Job) -> None:
        try:
            self._finish(job, self._run(job.event))
        except (PlatformUnavailable, RateLimited, StorageUnavailable) as error:
            self._failed(job, str(error), self._pause(job, error))
        except EmpathKitError as error:
            self._failed(job, str(error))
        except Exception as error:  # noqa: BLE001 - a bug in one run must not stop the thread that serves all others
            self._failed(job, place_of(error))

    def _failed(self, job: Job, why: str, pause: float | None = None) -> None:
        if pause is None:
            self._give_up(job.event, why)
            self._finish(job, "failed")
        else:
            log.warning("%s %s: trying again in %.0f s: %s", job.event.platform, job.event.ticket, pause, why)
            self._finish(job, "retried", pause)

    def _pause(self, job: Job, error: EmpathKitError) -> float | None:
        """Seconds until the next try; None when there have been enough or the process is stopping."""
        if self._closing or job.attempt > len(self._pauses):
            return None
        pause = self._pauses[job.attempt - 1]
        return max(pause, error.retry_after) if isinstance(error, RateLimited) else pause

    def _finish(self, job: Job, outcome: str, pause: float | None = None) -> None:
        with self._wake:
            self._counts[outcome] += 1
            if pause is None:
                self._schedule.done(job)
            else:
                self._schedule.again(job, self._clock() + (0 if self._closing else pause))
            self._wake.notify_all()

    def _give_up(self, event: TicketEvent, why: str) -> None:
        log.error(
            "%s %s: no note, given up: %s. By hand: empathkit run %s %s --push",
            event.platform,
            event.ticket,
            why,
            event.platform,
            event.ticket,
        )
