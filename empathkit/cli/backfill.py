"""``empathkit backfill``: earlier tickets into the memory."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from empathkit.cli.console import Console
from empathkit.errors import InputError

#: Bad lines named one by one.
NAMED = 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("backfill", help="read earlier tickets into the memory; goes on where it was stopped")
    parser.add_argument(
        "--from",
        dest="file",
        metavar="FILE",
        required=True,
        help="JSON Lines, one ticket a line, or CSV (docs/privacy.md)",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect.desk import build_kit
    from empathkit.jobs.backfill import backfill, lines_of, source_name
    from empathkit.memory import open_memory

    path = Path(arguments.file)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    read = settings.load()
    memory = open_memory(read)
    try:
        done = backfill(lines_of(path), source_name(path), memory, build_kit(read), _progress)
    finally:
        memory.close()
    for error in done.bad[:NAMED]:
        console.remark(f"{path}:{error.line}: {f'{error.field}: ' if error.field else ''}{error.message}")
    if len(done.bad) > NAMED:
        console.remark(f"and {len(done.bad) - NAMED} more bad lines")
    kept = done.read - done.nobody - len(done.bad)
    skipped = f", {done.skipped} kept before" if done.skipped else ""
    nobody = f", {done.nobody} without a user id" if done.nobody else ""
    console.say(f"{kept} tickets read{nobody}{skipped}")
    return 2 if done.bad else 0


def _progress(lines: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{lines} lines")
        sys.stderr.flush()
