"""Tickets for the desk's pages: fetched through the connectors when somebody looks, and held for some minutes in this
process, so that the checker need not fetch them at every key. Never written anywhere."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from empathkit.errors import NotVisible
from empathkit.models import Ticket
from empathkit.ports import Connector

#: Seconds and number of tickets held.
LASTING, MOST = 600.0, 64


class Tickets:
    """The connectors, with a short memory; ``complete`` fills in what they leave out of a person."""

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        complete: Callable[[Ticket], Ticket] = lambda ticket: ticket,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connectors = connectors
        self._complete = complete
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, str], tuple[float, Ticket]] = OrderedDict()

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms there are."""
        return tuple(self._connectors)

    def fetch(self, platform: str, key: str) -> Ticket:
        """The ticket as it is now. Raises PlatformError, NotVisible for a platform that is not set up."""
        connector = self._connectors.get(platform)
        if connector is None:
            raise NotVisible(f"{platform} is not set up here")
        ticket = self._complete(connector.fetch(key))
        with self._lock:
            self._held[platform, key] = (self._clock(), ticket)
            self._held.move_to_end((platform, key))
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return ticket

    def lately(self, platform: str, key: str) -> Ticket:
        """The ticket as it was some minutes ago at most. Raises as :meth:`fetch` does."""
        with self._lock:
            at, ticket = self._held.get((platform, key), (0.0, None))
        fresh = ticket is not None and self._clock() - at < LASTING
        return ticket if fresh and ticket is not None else self.fetch(platform, key)

    def drop(self, requester: str | None) -> None:
        """Hold nothing of this requester, by id."""
        with self._lock:
            for name in [name for name, (_, one) in self._held.items() if one.requester.id == requester]:
                del self._held[name]
