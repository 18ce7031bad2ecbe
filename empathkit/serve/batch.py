"""Many callers, one transaction: who comes while another writes is written together with the next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Entry(Generic[Item, Result]):
    def __init__(self, item: Item) -> None:
        self.item = item
        self.results: list[Result] = []
        self.error: Exception | None = None

    @property
    def done(self) -> bool:
        return bool(self.results) or self.error is not None


class Batch(Generic[Item, Result]):
    """Calls ``work`` with the items of all callers who are waiting, at most ``most`` at a time, in one of their
    threads. Each gets the result of its own item; what ``work`` raises is raised to all of them."""

    def __init__(self, work: Callable[[list[Item]], list[Result]], most: int = 100) -> None:
        self._work = work
        self._most = most
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._waiting: list[_Entry[Item, Result]] = []

    def __call__(self, item: Item) -> Result:
        """The result of one item, when it is done."""
        entry: _Entry[Item, Result] = _Entry(item)
        with self._guard:
            self._waiting.append(entry)
        while not entry.done:
            with self._turn:
                if not entry.done:
                    self._do()
        if entry.error is not None:
            raise entry.error
        return entry.results[0]

    def _do(self) -> None:
        with self._guard:
            entries, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            results = self._work([entry.item for entry in entries])
        except Exception as error:  # noqa: BLE001 - it belongs to those who asked
            for entry in entries:
                entry.error = error
        else:
            for entry, result in zip(entries, results, strict=True):
                entry.results.append(result)
