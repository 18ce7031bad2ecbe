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
        if not arguments.json:
            if checks and _group(check) != _group(checks[-1]):
                console.say()
            _say(check, console)
        checks.append(check)
    well = all(check.ok for check in checks)
    if arguments.json:
        console.say(to_json({"ok": well, "checks": [check._asdict() for check in checks]}, indent=2))
    return 0 if well else 1


def _group(check: Check) -> str:
    """The platform a check is of; empty for the rest."""
    platform, colon, _ = check.name.partition(": ")
    return platform if colon else ""


def _say(check: Check, console: Console) -> None:
    mark = "FAIL" if not check.ok else "note" if check.caveat else "ok  "
    console.say_folded(f"{mark}  {check.name}: {check.detail}")
    if check.hint and not check.ok:
        console.say_folded(f"      -> {check.hint}")
