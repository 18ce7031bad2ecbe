"""Who knocks without a key too often. Pure: the time comes in, in seconds of one monotonic clock."""

from __future__ import annotations

from collections import OrderedDict

#: Refused calls a source may make in a window of so many seconds; then it is answered 429.
REFUSALS, WINDOW = 30, 60.0
#: Sources remembered; the one not heard of for longest is forgotten first.
SOURCES = 10_000


class Flood:
    """Counts refused calls by source. Calls with a good signature are never held up, whatever their source did:
    behind a proxy everybody has the same address."""

    def __init__(self, refusals: int = REFUSALS, window: float = WINDOW, sources: int = SOURCES) -> None:
        self._refusals = refusals
        self._window = window
        self._sources = sources
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def refused(self, source: str, now: float) -> float | None:
        """Note a refused call; the seconds to wait when there have been too many, otherwise None."""
        began, count = self._counts.pop(source, (now, 0))
        if now - began >= self._window:
            began, count = now, 0
        self._counts[source] = (began, count + 1)
        if len(self._counts) > self._sources:
            self._counts.popitem(last=False)
        return self._window - (now - began) if count >= self._refusals else None
