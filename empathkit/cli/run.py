"""``empathkit run``: one run for one ticket by hand. Without ``--push`` nothing is written anywhere."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from empathkit.cli.console import Console

if TYPE_CHECKING:
    from empathkit.connect.worker import Prepared
    from empathkit.ports import Connector, Memory
    from empathkit.settings import Settings


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("run", help="make the note of one ticket: shown, or with --push written")
    parser.add_argument("platform", metavar="PLATFORM", help="jira, servicenow or another that is installed")
    parser.add_argument("key", metavar="KEY", help="the ticket")
    parser.add_argument("--push", action="store_true", help="write the internal note")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect import platforms
    from empathkit.connect.desk import build_kit
    from empathkit.connect.worker import prepare

    made = settings.load()
    connector = platforms.find(arguments.platform).connector(made)
    memory = _memory(made, keep=arguments.push)
    prepared = prepare(connector, arguments.key, build_kit(made), memory, datetime.now(UTC))
    if arguments.push:
        _push(connector, prepared, memory, console)
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
    console.say(as_text(prepared.note))
    console.say(f"\ntarget: {preview.target}")
    console.say(json.dumps(preview.body, indent=2))
    console.remark("this was a dry run, nothing was written: --push writes the note")


def _push(connector: Connector, prepared: Prepared, memory: Memory, console: Console) -> None:
    from empathkit.connect.worker import deliver

    placed = deliver(connector, prepared, memory)
    if placed is None:
        console.say(f"{prepared.ticket.key}: nothing to write: {prepared.why_not}")
    else:
        console.say(f"{prepared.ticket.key}: internal note {placed.id} written and read back ({placed.marker})")
