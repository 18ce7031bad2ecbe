"""The service of a desk, put together from its settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import NamedTuple

from empathkit.connect import desk
from empathkit.connect.executor import THREADS, ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import SETTLE
from empathkit.memory import database_url, open_memory
from empathkit.serve.app import Parts
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.settings import Settings

#: Seconds before the second and every further try of a run: two hours and a half in all, so that a platform that
#: was away for an hour is caught up with.
PAUSES = (5.0, 30.0, 120.0, 300.0, 600.0, 900.0, 900.0, 900.0, 1800.0, 3600.0)


class Service(NamedTuple):
    """What runs, and what its keeper should know before it does."""

    parts: Parts
    remarks: tuple[str, ...]


def build_service(settings: Settings, *, web: bool = True, workers: int = THREADS) -> Service:
    """The service with or without its two halves: ``web`` takes webhooks, ``workers`` threads work on them.

    Raises ConfigurationError, so that nothing starts half configured: a platform without a webhook secret, a
    missing credential, a database that can't be opened. Logs a warning where no platform is configured.
    """
    receivers = desk.receivers(settings) if web else {}
    connectors = desk.connectors(settings)
    settle = settings.seconds("EMPATHKIT_SETTLE_SECONDS", SETTLE)
    kit = desk.build_kit(settings)
    memory = open_memory(settings)
    timetable = SqlSchedule(Database(database_url(settings)), settle=settle)
    run = desk_run(connectors, kit, memory, settle=settle)
    queue = ThreadQueue(run, timetable, threads=workers if connectors else 0, pauses=PAUSES)
    token = settings.get("EMPATHKIT_API_TOKEN")
    ready = _all(memory.ping, timetable.counts)
    parts = Parts(kit, Handler(receivers, queue), queue, token, ready=ready, close=memory.close)
    if not connectors:
        logging.getLogger(__name__).warning(_NO_PLATFORM)
    return Service(parts, tuple(_remarks(tuple(receivers), workers, token)))


def _all(*checks: Callable[[], object]) -> Callable[[], None]:
    def ready() -> None:
        for check in checks:
            check()

    return ready


def _remarks(platforms: tuple[str, ...], workers: int, token: str | None) -> Iterable[str]:
    if platforms:
        yield f"webhooks: {', '.join(f'/webhooks/{name}' for name in platforms)}"
    if not workers:
        yield "no workers here: what comes in waits for a process started with --workers"
    if token is None:
        yield "EMPATHKIT_API_TOKEN is not set: /v1 answers calls from this machine only"


_NO_PLATFORM = "no platform is configured: every webhook is answered 404 (empathkit doctor says what is missing)"
