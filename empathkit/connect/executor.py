"""Threads of this process work on the events after the webhook was answered.

What waits stands in a timetable. The one of this process (:class:`empathkit.connect.schedule.Schedule`) is lost **in a
crash** (a regular stop works it off); the one in a database is not. Threads start with the first event or with
:meth:`ThreadQueue.start`, so that servers may fork before.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from empathkit.connect.runs import Later, Run
from empathkit.connect.schedule import SETTLE, SIZE, Job, Schedule, Timetable
from empathkit.errors import EmpathKitError, Overloaded, PlatformUnavailable, RateLimited, StorageUnavailable, place_of
from empathkit.models import TicketEvent

log = logging.getLogger("empathkit.queue")

LOSS = "the queue lives in this process: a crash loses the events it holds, a regular stop works them off"

THREADS = 4
#: Seconds before the second, third and fourth try of a run.
PAUSES = (5.0, 30.0, 120.0)
#: Seconds between two looks at a timetable that others fill too.
POLL = 1.0
#: Seconds a stop gives to the runs that are under way, of the ten it may take in all.
STOP = 6.0
#: The same where what waits would be lost with the process.
WORK_OFF = 30.0


class ThreadQueue:
    """Implements :class:`empathkit.ports.Queue`.

    A run that meets PlatformUnavailable, RateLimited or StorageUnavailable is made again after ``pauses``; then
    it is given up, and the log says so. With ``threads=0`` nothing runs by itself: :meth:`step` makes one run in
    the caller's thread, which is how tests go through time. ``settle``, ``size`` and ``clock`` are those of the
    timetable that is made where none is given.
    """

    def __init__(
        self,
        run: Run,
        timetable: Timetable | None = None,
        *,
        settle: float = SETTLE,
        size: int = SIZE,
        threads: int = THREADS,
        pauses: Sequence[float] = PAUSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run = run
        self._timetable: Timetable = timetable or Schedule(settle=settle, size=size, clock=clock)
        self._pauses = tuple(pauses)
        self._wake = threading.Condition()
        self._closing = False
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._counts: Counter[str] = Counter()

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False when it was taken before. Raises Overloaded when full or stopping, and
        StorageUnavailable."""
        if self._closing:
            raise Overloaded("the service is stopping: try again later")
        taken = self._timetable.put(event)
        self.start()
        with self._wake:
            self._wake.notify()
        return taken

    def start(self) -> None:
        """Begin to work on what waits."""
        with self._wake:
            while len(self._threads) < self._wanted and not self._closing:
                name = f"empathkit-{len(self._threads)}"
                thread = threading.Thread(target=self._loop, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()

    def counts(self) -> Mapping[str, float]:
        """Runs by how they ended, and what the timetable holds now. Raises StorageUnavailable."""
        with self._wake:
            ended = dict(self._counts)
        return {**ended, **self._timetable.counts()}

    def step(self) -> bool:
        """Make the run that has been due longest in this thread; False when none is due."""
        job = self._timetable.take()
        if job is None:
            return False
        self._work(job)
        return True

    def close(self, timeout: float | None = None) -> None:
        """Stop. A timetable in this process is worked off without letting it settle, and what ``timeout`` seconds
        (30) do not suffice for is dropped and named in the log. One that keeps gets back what is not done in
        ``timeout`` seconds (6)."""
        with self._wake:
            self._closing = True
            if isinstance(self._timetable, Schedule):
                self._timetable.hurry()
            self._wake.notify_all()
        if not self._threads and not self._timetable.keeps:
            while self.step():
                pass
        self._join((STOP if self._timetable.keeps else WORK_OFF) if timeout is None else timeout)
        if isinstance(self._timetable, Schedule):
            for event in self._timetable.drop():
                _give_up(event, "there was no time left for it before the stop")
        self._timetable.close()

    def _join(self, timeout: float) -> None:
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _loop(self) -> None:
        while (job := self._next()) is not None:
            self._work(job)

    def _next(self) -> Job | None:
        """Wait for the next run; None when closing and nothing is to be worked off."""
        while True:
            try:
                if self._closing and self._timetable.keeps:
                    return None
                if (job := self._timetable.take()) is not None:
                    return job
                due = self._timetable.next_due()
            except StorageUnavailable as error:
                log.warning("%s", error)
                due = None if self._closing else 5 * POLL
            if self._closing and not self._left():
                return None
            self._sleep(due)

    def _left(self) -> bool:
        return not self._timetable.keeps and self._timetable.counts()["waiting"] > 0

    def _sleep(self, due: float | None) -> None:
        """Until something is due, something comes, or it is time to see what others brought. A timetable of this
        process brings nothing by itself, but between the look and the wait something may have come."""
        with self._wake:
            if not self._closing:
                self._wake.wait(POLL if due is None else min(POLL, max(0.0, due)))
            else:
                self._wake.wait(min(0.05, max(0.0, due or 0.0)) or 0.001)

    def _work(self, job: Job) -> None:
        try:
            self._finish(job, self._run(job, lambda: self._timetable.current(job)))
        except (PlatformUnavailable, RateLimited, StorageUnavailable) as error:
            self._failed(job, str(error), error, self._pause(job, error))
        except EmpathKitError as error:
            self._failed(job, str(error), error)
        except Exception as error:  # noqa: BLE001 - a bug in one run must not stop the thread that serves all others
            self._failed(job, place_of(error), error)

    def _pause(self, job: Job, error: EmpathKitError) -> float | None:
        """Seconds until the next try; None when there have been enough or the process is stopping for good."""
        stopping = self._closing and not self._timetable.keeps
        if stopping or job.attempt > len(self._pauses):
            return None
        pause = self._pauses[job.attempt - 1]
        return max(pause, error.retry_after) if isinstance(error, RateLimited) else pause

    def _failed(self, job: Job, why: str, error: Exception, pause: float | None = None) -> None:
        if pause is None:
            _give_up(job.event, why)
            self._record("failed", lambda: self._timetable.park(job, why))
        else:
            log.warning("%s %s: trying again in %.0f s: %s", job.event.platform, job.event.ticket, pause, why)
            limited = isinstance(error, RateLimited)
            self._record("retried", lambda: self._timetable.again(job, pause, why, everyone=limited))

    def _finish(self, job: Job, outcome: str | Later) -> None:
        if isinstance(outcome, Later):
            self._record("later", lambda: self._timetable.later(job, outcome.wait))
        else:
            self._record(outcome, lambda: self._timetable.done(job))

    def _record(self, outcome: str, tell: Callable[[], None]) -> None:
        """Where the timetable can't be told, the run will be made again and find its own note."""
        try:
            tell()
        except StorageUnavailable as error:
            log.warning("%s", error)
        with self._wake:
            self._counts[outcome] += 1
            self._wake.notify_all()


def _give_up(event: TicketEvent, why: str) -> None:
    log.error(
        "%s %s: no note, given up: %s. By hand: empathkit run %s %s --push",
        event.platform,
        event.ticket,
        why,
        event.platform,
        event.ticket,
    )
