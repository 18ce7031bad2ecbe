"""``empathkit show`` and ``empathkit forget``: what is held of a person, and letting go of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from empathkit.cli.console import Console

if TYPE_CHECKING:
    from empathkit.memory.sql import SqlMemory

NOBODY = "nobody is known by that name: it is requester.id, or jira:ACCOUNT_ID, or servicenow:SYS_ID"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    shown = commands.add_parser("show", help="all that is held of a user, and why")
    gone = commands.add_parser("forget", help="delete all that is held of a user")
    for parser, run in ((shown, _show), (gone, _forget)):
        parser.add_argument("user", metavar="USER", help="requester.id, jira:ACCOUNT_ID or servicenow:SYS_ID")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)
    gone.add_argument("--opt-out", action="store_true", help="and keep nothing of them again")


def _show(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.memory.holdings import WHY

    with _memory() as memory:
        held = memory.held(arguments.user)
    if not any(held.values()):
        console.remark(NOBODY)
        return 1
    if arguments.json:
        console.say(json.dumps({"user": arguments.user, "why": dict(WHY), "held": held}))
        return 0
    for name, rows in held.items():
        if rows:
            console.say(f"{name}: {WHY[name]}")
            for row in rows:
                console.say(f"  {_line(row)}")
    return 0


def _line(row: Mapping[str, Any]) -> str:
    """A row for people: empty columns left out, times readable."""
    return ", ".join(f"{name} {_plain(name, value)}" for name, value in row.items() if _plain(name, value))


def _plain(name: str, value: Any) -> str:
    if name == "kept":
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d") if value else ""
    return "" if value is None else str(value)


def _forget(arguments: argparse.Namespace, console: Console) -> int:
    with _memory() as memory:
        deleted = memory.forget(arguments.user, for_good=arguments.opt_out)
    total = sum(deleted.values())
    if arguments.json:
        console.say(json.dumps({"user": arguments.user, "deleted": deleted, "opted_out": arguments.opt_out}))
    elif total:
        where = ", ".join(f"{count} from {name}" for name, count in deleted.items() if count)
        console.say(f"deleted: {where}")
    if not total:
        console.remark(NOBODY)
    return 0 if total else 1


@contextmanager
def _memory() -> Iterator[SqlMemory]:
    from empathkit import settings
    from empathkit.memory import open_memory

    memory = open_memory(settings.load())
    try:
        yield memory
    finally:
        memory.close()
