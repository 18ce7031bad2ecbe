"""``empathkit backfill``: earlier tickets into the memory."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from empathkit.cli.console import Console
from empathkit.errors import InputError

if TYPE_CHECKING:
    from empathkit.jobs.backfill import Line
    from empathkit.settings import Settings

#: Bad lines named one by one.
NAMED = 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("backfill", help="read earlier tickets into the memory; goes on where it was stopped")
    parser.add_argument("platform", nargs="?", help="a platform that is set up: jira or servicenow, with --since")
    parser.add_argument("--since", type=day, metavar="DATE", help="tickets changed since then: 2026-01-31")
    parser.add_argument(
        "--from", dest="file", metavar="FILE", help="JSON Lines, one ticket a line, or CSV (docs/privacy.md)"
    )
    parser.set_defaults(run=_run)


def day(text: str) -> datetime:
    """A day, or a time of one, in UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a date looks like 2026-01-31") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect.desk import build_kit
    from empathkit.jobs.backfill import backfill
    from empathkit.memory import open_memory

    if bool(arguments.file) == bool(arguments.platform) or bool(arguments.platform) != bool(arguments.since):
        raise InputError("name one source: --from FILE, or a platform with --since DATE")
    read = settings.load()
    source = _of_file(Path(arguments.file)) if arguments.file else _of_desk(arguments.platform, arguments.since, read)
    memory = open_memory(read)
    try:
        lines = source.lines(memory.reached(source.name))
        done = backfill(lines, source.name, memory, build_kit(read), _progress)
    finally:
        memory.close()
    for error in done.bad[:NAMED]:
        console.remark(f"{source.shown}:{error.line}: {f'{error.field}: ' if error.field else ''}{error.message}")
    if len(done.bad) > NAMED:
        console.remark(f"and {len(done.bad) - NAMED} more bad lines")
    kept = done.read - done.nobody - len(done.bad)
    skipped = f", {done.skipped} kept before" if done.skipped else ""
    nobody = f", {done.nobody} without a user id" if done.nobody else ""
    console.say(f"{kept} tickets read{nobody}{skipped}")
    return 2 if done.bad else 0


class Source(NamedTuple):
    """Where lines come from: its name from one run to the next, how it is shown, and its lines, of which so many were
    kept before."""

    name: str
    shown: str
    lines: Callable[[int], Iterator[Line]]


def _of_file(path: Path) -> Source:
    from empathkit.jobs.backfill import lines_of, source_name

    if not path.is_file():
        raise InputError(f"{path}: no such file")
    return Source(source_name(path), str(path), lambda _: lines_of(path))


def _of_desk(platform: str, since: datetime, read: Settings) -> Source:
    from empathkit.connect.platforms import find
    from empathkit.jobs.backfill import desk_lines, desk_name
    from empathkit.ports import Changes

    connector = find(platform).connector(read)
    if not isinstance(connector, Changes):
        raise InputError(f"the connector of {platform} can't tell which tickets were changed: use --from FILE")
    changes = connector.changed(since)
    return Source(desk_name(connector, since), platform, lambda before: desk_lines(connector, changes, before))


def _progress(lines: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{lines} lines")
        sys.stderr.flush()
