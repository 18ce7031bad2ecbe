"""Calls that do not wait for one another are made at once, on a few threads that are kept for it.

Each thread keeps its own connection; the limits of a host are shared by all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
THREADS = 9  #: as many as both waves have calls where the issue was read ahead; alone, the wider has fewer


class AtOnce(Protocol):
    """Starts a call; its result can be waited for."""

    def __call__(self, work: Callable[[], T], /) -> Future[T]:
        """The result to come, which may be an error."""


@contextmanager
def waves() -> Iterator[AtOnce]:
    """While it lasts, calls can be started. At its end all have ended, also where one failed."""
    started: list[Future[Any]] = []

    def start(work: Callable[[], T], /) -> Future[T]:
        made = _threads().submit(work)
        started.append(made)
        return made

    try:
        yield start
    finally:
        for one in started:
            one.cancel() or one.exception()


def joined(work: Callable[[], T]) -> Future[T]:
    """What only waits for other results and holds no thread for it: it is made when it is asked for."""
    return _Later(work)


class _Later(Future[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__()
        self._work = work

    def result(self, timeout: float | None = None) -> T:
        return self._work()


_lock = threading.Lock()


def _threads() -> ThreadPoolExecutor:
    with _lock:
        return _made()


@cache
def _made() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="jira")
