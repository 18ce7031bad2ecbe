"""What one process knows of a host it calls: pauses it was told to make, whether it answers at all, and counts.

Shared by all that call the same host, so that one thread's 429 holds the others back too. No I/O; times are those of
``clock``, in seconds.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

#: So many calls in a row without an answer open the circuit.
FAILURES = 10
#: How long it stays open, in seconds: doubled each time the one call let through fails too, up to LONGEST.
FIRST_OPEN, LONGEST_OPEN = 1.0, 30.0
#: Jira's ``RateLimit-Reason`` for one issue and for one endpoint; any other stops the whole host.
ISSUE_REASON, ENDPOINT_REASON = "jira-per-issue-on-write", "jira-burst-based"
_EVERYTHING = "*"
_ID = re.compile(r"/[^/]*\d[^/]*(?=/|$)")
_VERSION = re.compile(r"/v?\d$")


class Traffic(NamedTuple):
    """What went to and fro: calls by outcome (a status, or ``unavailable``), how often a limit held us back, how many
    calls the platform says are left (None where it doesn't), and whether the circuit is open."""

    host: str
    calls: Mapping[str, int]
    limited: int
    headroom: int | None
    near_limit: bool
    open: bool


class Host:
    """One host, as this process sees it. Safe to use from many threads."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}
        self._calls: Counter[str] = Counter()
        self._limited = 0
        self._headroom: int | None = None
        self._near = False
        self._failures = 0
        self._shut = 0.0
        self._open_for = FIRST_OPEN

    def pause(self, method: str, path: str) -> float:
        """How long a call must wait for limits that were told before, in seconds."""
        now = self._clock()
        with self._lock:
            self._until = {scope: until for scope, until in self._until.items() if until > now}
            scopes = (_EVERYTHING, _issue(method, path), _endpoint(method, path))
            return max((self._until.get(scope, now) - now for scope in scopes), default=0.0)

    def limit(self, method: str, path: str, seconds: float, reason: str) -> None:
        """A 429 told to wait. Its reason says whom it holds back."""
        with self._lock:
            scope = {ISSUE_REASON: _issue(method, path), ENDPOINT_REASON: _endpoint(method, path)}.get(reason)
            self._limited += 1
            until = self._clock() + seconds
            self._until[scope or _EVERYTHING] = max(self._until.get(scope or _EVERYTHING, 0.0), until)

    def closed_for(self) -> float:
        """Seconds the circuit stays open; 0 lets the call through. When the time is over, one call tries it out."""
        now = self._clock()
        with self._lock:
            if self._failures < FAILURES:
                return 0.0
            if self._shut > now:
                return self._shut - now
            self._shut = now + self._open_for  # others wait for how this one ends
            return 0.0

    def answered(self, outcome: str, headers: Mapping[str, str]) -> None:
        """The host answered, whatever it said."""
        with self._lock:
            self._calls[outcome] += 1
            left = headers.get("X-RateLimit-Remaining", "")
            self._headroom = int(left) if left.isascii() and left.isdigit() else self._headroom
            self._near = headers.get("X-RateLimit-NearLimit", "").lower() == "true"
            self._failures, self._open_for = 0, FIRST_OPEN

    def failed(self) -> None:
        """The host gave no usable answer."""
        with self._lock:
            self._calls["unavailable"] += 1
            self._failures += 1
            if self._failures >= FAILURES:
                self._shut = self._clock() + self._open_for
                self._open_for = min(self._open_for * 2, LONGEST_OPEN)

    def traffic(self) -> Traffic:
        """The counts so far."""
        with self._lock:
            shut = self._failures >= FAILURES and self._shut > self._clock()
            return Traffic(self.name, dict(self._calls), self._limited, self._headroom, self._near, shut)


_hosts: dict[str, Host] = {}
_hosts_lock = threading.Lock()


def host(name: str) -> Host:
    """The host of this name; the same for all of this process."""
    with _hosts_lock:
        return _hosts.setdefault(name, Host(name))


def traffic() -> tuple[Traffic, ...]:
    """All hosts this process has called, by name."""
    with _hosts_lock:
        return tuple(one.traffic() for _, one in sorted(_hosts.items()))


def forget() -> None:
    """Forget all hosts, as a new process would."""
    with _hosts_lock:
        _hosts.clear()


def _endpoint(method: str, path: str) -> str:
    """The path with what differs from ticket to ticket left out."""
    return f"{method} " + _ID.sub(lambda found: found[0] if _VERSION.fullmatch(found[0]) else "/*", path)


def _issue(method: str, path: str) -> str:
    """Writes to one issue, whatever is written of it."""
    found = re.match(r".*?/issue/[^/]+", path)
    return f"write {found[0]}" if found and method not in {"GET", "HEAD"} else f"{method} {path}"
