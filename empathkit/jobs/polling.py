"""Catching up with webhooks that were lost: now and then every platform is asked which tickets were changed.

What is found goes the way of a webhook, through the same intake, so the two meet without doubling: each change of a
ticket is one delivery however often it is seen, a ticket that waits already is not put in line twice, and what a
webhook brought about is known by the marker of its note. How far it got outlives a restart.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Protocol

from empathkit.errors import EmpathKitError
from empathkit.models import EventKind, TicketEvent
from empathkit.ports import Changed, Changes, Connector

log = logging.getLogger("empathkit.polling")

#: Seconds between two rounds, where EMPATHKIT_POLL_SECONDS does not say.
EVERY = 300.0
#: A round begins so much before the last one: a search finds what was changed a moment ago only later.
OVERLAP = timedelta(minutes=10)
#: How far back the first round looks, and how far any does: deliveries are remembered for a week.
FIRST, FARTHEST = timedelta(hours=1), timedelta(days=6)
#: Each change may have been words of the requester, or of an agent. The ticket tells, when it is read.
KINDS: tuple[EventKind, ...] = ("requester_message", "agent_message")


class Store(Protocol):
    """Where it is kept how far the rounds got; :class:`empathkit.memory.sql.SqlMemory` is one."""

    def keep(self, found: Iterable[tuple[str, Any]], *, reached: tuple[str, int] | None = None) -> None:
        """Keep a number for a name."""

    def reached(self, source: str) -> int:
        """The number of a name, 0 where none is kept."""


class Poller:
    """Asks the platforms every ``every`` seconds, in a thread of its own while it is entered. ``put`` takes events."""

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        put: Callable[[TicketEvent], bool],
        store: Store,
        *,
        every: float = EVERY,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._connectors = connectors
        self._put = put
        self._store = store
        self._every = every
        self._now = now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="empathkit-polling", daemon=True)

    def round(self) -> int:
        """Ask each platform once; how many events were new. A platform that fails is asked again in the next round,
        from where it was."""
        return sum(self._caught_up(one) for one in self._connectors.values() if isinstance(one, Changes))

    def __enter__(self) -> Poller:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(5)

    def _loop(self) -> None:
        while True:
            begun = time.monotonic()
            self.round()
            if self._stop.wait(max(1.0, self._every - (time.monotonic() - begun))):
                return

    def _caught_up(self, connector: Connector) -> int:
        name, begun, new = f"poll:{connector.platform}:{connector.site}", self._now(), 0
        try:
            for event in events(connector, since(self._store.reached(name), begun)):
                new += self._put(event)
                if self._stop.is_set():
                    return new
            self._store.keep((), reached=(name, int(begun.timestamp() // 60)))
        except EmpathKitError as error:
            log.warning("%s: polling: %s; asking again in the next round", connector.platform, error)
        if new:
            log.info("%s: polling found %d events", connector.platform, new)
        return new


def since(reached: int, now: datetime) -> datetime:
    """Where a round begins. ``reached`` is the last one's beginning in minutes since 1970, 0 where there was none."""
    if not reached:
        return now - FIRST
    return max(datetime.fromtimestamp(reached * 60, UTC) - OVERLAP, now - FARTHEST)


def events(connector: Connector, begin: datetime) -> Iterator[TicketEvent]:
    """What the changes of a platform may mean. Raises PlatformError."""
    if isinstance(connector, Changes):
        for one in connector.changed(begin):
            for kind in KINDS:
                yield TicketEvent(
                    platform=connector.platform,
                    site=connector.site,
                    ticket=one.key,
                    kind=kind,
                    delivery=delivery(one, kind),
                    at=one.at,
                )


def delivery(one: Changed, kind: EventKind) -> str:
    """A name for this change, the same in every round."""
    return "poll-" + hashlib.sha256("\x1f".join((one.key, one.at, kind)).encode()).hexdigest()[:32]
