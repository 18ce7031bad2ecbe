"""``empathkit doctor``: what is well, what is not, and what to do about it. It asks nothing."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from empathkit.cli.console import Console
from empathkit.connect.documents import to_json

if TYPE_CHECKING:
    from empathkit.ports import Check


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="check installation, settings and platforms; exit code 1 on a failure")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.jobs.doctor import examine

    checks: list[Check] = []
    for check in examine():
        checks.append(check)
        if not arguments.json:
            _say(check, console)
    well = all(check.ok for check in checks)
    if arguments.json:
        console.say(to_json({"ok": well, "checks": [check._asdict() for check in checks]}, indent=2))
    return 0 if well else 1


def _say(check: Check, console: Console) -> None:
    console.say(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
    if not check.ok and check.hint:
        console.say(f"      -> {check.hint}")
