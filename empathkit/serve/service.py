"""The service of a desk, put together from its settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from starlette.applications import Starlette

from empathkit.checks.config import read_checking
from empathkit.connect import desk
from empathkit.connect.around import Shadow
from empathkit.connect.directory import completing
from empathkit.connect.executor import THREADS, ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import SETTLE
from empathkit.connect.worker import requester_spoke_last
from empathkit.errors import ConfigurationError
from empathkit.insight.outcomes import outcome_of, row_of
from empathkit.jobs.polling import EVERY, Poller
from empathkit.memory import database_url, open_memory
from empathkit.memory.book import Book
from empathkit.memory.sql import SqlMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.ports import Connector
from empathkit.serve.admin import build_admin
from empathkit.serve.app import Parts
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.serve.pages.desk import Desk
from empathkit.serve.pages.doors import Doors, doors
from empathkit.serve.pages.site import pages
from empathkit.serve.pages.tickets import Tickets
from empathkit.serve.traces import traced
from empathkit.settings import Settings, check_table

#: Seconds before the second and every further try of a run: two hours and a half in all, so that a platform that
#: was away for an hour is caught up with.
PAUSES = (5.0, 30.0, 120.0, 300.0, 600.0, 900.0, 900.0, 900.0, 1800.0, 3600.0)


#: Days until what is remembered of a user is deleted, where EMPATHKIT_RETENTION_DAYS does not say.
RETENTION = 365.0


class Service(NamedTuple):
    """What runs, and what its keeper should know before it does. ``admin`` is the address of the keepers and their
    app, where one is set; ``poller`` catches up with lost webhooks, where that is wanted."""

    parts: Parts
    remarks: tuple[str, ...]
    admin: tuple[str, int, Starlette] | None = None
    poller: Poller | None = None


def build_service(settings: Settings, *, web: bool = True, workers: int = THREADS, poll: bool = False) -> Service:
    """The service with or without its two halves: ``web`` takes webhooks, ``workers`` threads work on them; ``poll``:
    the platforms are asked for changes too.

    Raises ConfigurationError, so that nothing starts half configured: a platform without a webhook secret, a
    missing credential, a database that can't be opened. Logs a warning where no platform is configured.
    """
    receivers = desk.receivers(settings) if web else {}
    connectors = desk.connectors(settings)
    settle = settings.seconds("EMPATHKIT_SETTLE_SECONDS", SETTLE)
    kit = desk.build_kit(settings)
    memory = open_memory(settings)
    bound = admin_bind(settings)
    database = Database(database_url(settings))
    days = retention_days(settings)
    timetable = SqlSchedule(database, settle=settle, sweep=lambda: memory.sweep(days))
    shadow = settings.flag("EMPATHKIT_SHADOW")
    writing = _writing(desk.linked(connectors, settings, kit), shadow)
    complete, watch = completing(settings), _watch(memory, kit)
    run = desk_run(writing, kit, memory, settle=settle, complete=complete, watch=watch)
    queue = ThreadQueue(traced(run), timetable, threads=workers if connectors else 0, pauses=PAUSES)
    token, ruled = settings.get("EMPATHKIT_API_TOKEN"), _ruled(kit)
    ready = _all(memory.ping, timetable.counts)
    ways_in = doors(settings) if web else None
    shown = Desk(kit, Book(memory), Tickets(connectors, complete), shadow, ruled)
    parts = Parts(
        kit,
        Handler(receivers, queue),
        queue,
        token,
        ready,
        memory.close,
        metrics=bound is None,
        ruled=ruled,
        pages=tuple(pages(shown, ways_in)) if ways_in else (),
    )
    if not connectors:
        logging.getLogger(__name__).warning(_NO_PLATFORM)
    admin = (*bound[:2], build_admin(parts, database, bound[2])) if bound else None
    every = settings.seconds("EMPATHKIT_POLL_SECONDS", EVERY)
    poller = Poller(connectors, queue.put, memory, every=every) if poll else None
    return Service(parts, tuple(_remarks(tuple(receivers), workers, token, ways_in, shadow)), admin, poller)


def retention_days(settings: Settings) -> float:
    """Days until what is remembered of a user is deleted. Raises ConfigurationError."""
    given = settings.get("EMPATHKIT_RETENTION_DAYS")
    if given is None:
        return RETENTION
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise ConfigurationError("EMPATHKIT_RETENTION_DAYS must be a number of days, 1 or more")
    return float(given)


def admin_bind(settings: Settings) -> tuple[str, int, str] | None:
    """Host, port and token of the keepers' own address; None where none is set. Raises ConfigurationError where one
    is without the other, or the address is none."""
    bound, token = settings.get("EMPATHKIT_ADMIN_BIND"), settings.get("EMPATHKIT_ADMIN_TOKEN")
    if bound is None and token is None:
        return None
    if bound is None or token is None:
        raise ConfigurationError("EMPATHKIT_ADMIN_BIND and EMPATHKIT_ADMIN_TOKEN go together: set both or neither")
    host, _, port = bound.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ConfigurationError("EMPATHKIT_ADMIN_BIND must be HOST:PORT, such as 127.0.0.1:9090")
    return host.strip("[]"), int(port), token


def _ruled(kit: Kit) -> Kit:
    """The kit that checks by ``[check]`` of empathkit.toml. Raises ConfigurationError."""
    return Kit(read_checking(check_table()).without_ignored(kit.pack))


def _watch(memory: SqlMemory, kit: Kit) -> Callable[[Ticket, bool], None]:
    """Keeps what became of the suggestion on a ticket, and lets one that was answered or is over wait no longer."""
    book = Book(memory)

    def watch(ticket: Ticket, over: bool) -> None:
        memory.note(ticket, row_of(outcome_of(ticket, memory.suggested(ticket), kit)))
        if over or not requester_spoke_last(ticket):
            book.settle(ticket)

    return watch


def _all(*checks: Callable[[], object]) -> Callable[[], None]:
    def ready() -> None:
        for check in checks:
            check()

    return ready


def _writing(connectors: Mapping[str, Connector], shadow: bool) -> Mapping[str, Connector]:
    return {name: Shadow(one) if shadow else one for name, one in connectors.items()}


def _remarks(
    platforms: tuple[str, ...], workers: int, token: str | None, ways_in: Doors | None, shadow: bool
) -> Iterable[str]:
    if platforms:
        yield f"webhooks: {', '.join(f'/webhooks/{name}' for name in platforms)}"
    if not workers:
        yield "no workers here: what comes in waits for a process started with --workers"
    if ways_in:
        yield "the desk is at /desk, the playground at /playground, the report at /report"
    if shadow:
        yield "EMPATHKIT_SHADOW is on: suggestions are made for the desk, nothing is written to a platform"
    if token is None:
        yield "EMPATHKIT_API_TOKEN is not set: /v1 answers calls from this machine only"


_NO_PLATFORM = "no platform is configured: every webhook is answered 404 (empathkit doctor says what is missing)"
