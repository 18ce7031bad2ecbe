"""``empathkit queue list|retry|drop``: what was given up, and what to do about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from empathkit.cli.console import Console

if TYPE_CHECKING:
    from empathkit.serve.database import Database


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("queue", help="look after the tickets whose run was given up")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    shown = verbs.add_parser("list", help="what waits, and what was given up and why")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=_list)
    for name, what in (("retry", "try again"), ("drop", "let go of")):
        verb = verbs.add_parser(name, help=f"{what} what was given up")
        verb.add_argument("ticket", nargs="?", help="one ticket's key; without it --all is needed")
        verb.add_argument("--all", action="store_true")
        verb.set_defaults(run=_change, verb=name)


def _list(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.serve import upkeep

    with _database() as database:
        counts, parked = upkeep.counts(database), upkeep.parked(database)
    if arguments.json:
        console.say(json.dumps({"counts": dict(counts), "parked": [one._asdict() for one in parked]}))
        return 0
    console.say(f"{counts['waiting']:g} waiting, {counts['running']:g} running, {len(parked)} given up")
    for one in parked:
        since = datetime.fromtimestamp(one.since, UTC).strftime("%Y-%m-%d %H:%M UTC")
        console.say(f"{one.platform} {one.ticket}  {since}  {one.why}")
    return 0


def _change(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.serve import upkeep

    if bool(arguments.ticket) == arguments.all:
        console.remark("name a ticket, or say --all")
        return 2
    with _database() as database:
        change = upkeep.retry if arguments.verb == "retry" else upkeep.drop
        count = change(database, arguments.ticket)
    console.say(f"{count} {'to be tried again' if arguments.verb == 'retry' else 'dropped'}")
    return 0 if count or arguments.all else 1


@contextmanager
def _database() -> Iterator[Database]:
    from empathkit import settings
    from empathkit.memory import database_url
    from empathkit.serve import tables
    from empathkit.serve.database import Database

    database = Database(database_url(settings.load()))
    try:
        with database.writing() as connection:
            tables.prepare(connection)
        yield database
    finally:
        database.close()
