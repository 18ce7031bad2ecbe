"""``empathkit run``: one run for one ticket by hand. Without ``--push`` nothing is written anywhere."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from empathkit.cli.console import Console
from empathkit.connect.documents import to_json

if TYPE_CHECKING:
    from empathkit.connect.worker import Prepared
    from empathkit.ports import Connector, Memory
    from empathkit.settings import Settings


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("run", help="make the note of one ticket: shown, or with --push written")
    parser.add_argument("platform", metavar="PLATFORM", help="jira, servicenow or another that is installed")
    parser.add_argument("key", metavar="KEY", help="the ticket")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--push", action="store_true", help="write the internal note")
    ways.add_argument("--json", action="store_true", help="show the very call that would be made, as JSON")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect import platforms
    from empathkit.connect.desk import build_kit, linked
    from empathkit.connect.directory import completing
    from empathkit.connect.worker import prepare_for

    made = settings.load()
    kit = build_kit(made)
    connector = linked({"": platforms.find(arguments.platform).connector(made)}, made, kit)[""]
    memory = _memory(made, keep=arguments.push)
    ticket = completing(made)(connector.fetch(arguments.key))
    prepared = prepare_for(connector, ticket, kit, memory, datetime.now(UTC))
    if arguments.push:
        _push(connector, prepared, memory, console)
    elif arguments.json:
        _show_call(connector, prepared, console)
    else:
        _show(connector, prepared, console)
    return 0


def _memory(settings: Settings, *, keep: bool) -> Memory:
    """The desk's memory. A dry run makes no database where there is none."""
    from empathkit.memory import open_memory, stored_file
    from empathkit.memory.in_process import InMemory

    file = stored_file(settings)
    if not keep and file is not None and not file.exists():
        return InMemory()
    return open_memory(settings)


def _show(connector: Connector, prepared: Prepared, console: Console) -> None:
    from empathkit.connect.note import as_text

    if prepared.note is None:
        console.say(f"{prepared.ticket.key}: nothing to write: {prepared.why_not}")
        return
    preview = connector.preview(prepared.note)
    console.say_folded(as_text(prepared.note))
    console.say(f"\ntarget: {preview.target}\ninternal: true")
    console.remark("this was a dry run, nothing was written: --json shows the whole call, --push writes the note")


def _show_call(connector: Connector, prepared: Prepared, console: Console) -> None:
    if prepared.note is None:
        console.say(to_json({"target": None, "body": None, "why_not": prepared.why_not}, indent=2))
        return
    console.say(to_json(connector.preview(prepared.note)._asdict(), indent=2))


def _push(connector: Connector, prepared: Prepared, memory: Memory, console: Console) -> None:
    from empathkit.connect.worker import deliver

    placed = deliver(connector, prepared, memory)
    if placed is None:
        console.say(f"{prepared.ticket.key}: nothing to write: {prepared.why_not}")
    else:
        console.say(f"{prepared.ticket.key}: internal note {placed.id} written and read back ({placed.marker})")
