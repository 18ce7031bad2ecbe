"""Which command is meant, and what becomes of its errors: one line on standard error, never a traceback."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import empathkit
from empathkit.cli import (
    backfill,
    check,
    demo,
    doctor,
    jira,
    people,
    playground,
    queue,
    read,
    report,
    rewrite,
    run,
    sandbox,
    serve,
    suggest,
    templates,
)
from empathkit.cli.console import Console, remark
from empathkit.errors import EmpathKitError, place_of

#: Exit codes: 0 well, 1 findings or a failed check, 2 usage, bad input or any other error.
WELL, FOUND, WRONG = 0, 1, 2
INTERRUPTED, PIPE_CLOSED = 130, 141

_COMMANDS = (
    demo,
    read,
    suggest,
    check,
    rewrite,
    run,
    serve,
    queue,
    sandbox,
    playground,
    backfill,
    people,
    report,
    templates,
    jira,
    doctor,
)
#: Packages that only an extra brings.
_EXTRAS = {
    "starlette": "server",
    "uvicorn": "server",
    "sqlalchemy": "server",
    "jinja2": "server",
    "prometheus_client": "server",
    "psycopg": "postgres",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        remark(f"{message} (see {self.prog} --help)")
        raise SystemExit(WRONG)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    try:
        arguments = build_parser().parse_args(argv)
        code: int = arguments.run(arguments, Console())
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_the_pipe()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except EmpathKitError as error:
        remark(str(error))
        return WRONG
    except ModuleNotFoundError as error:
        remark(_missing(error))
        return WRONG
    except Exception as error:  # noqa: BLE001 - the last resort: a bug is named by its place, without the text it met
        remark(place_of(error))
        return WRONG
    return code


def build_parser() -> argparse.ArgumentParser:
    """The parser with all commands."""
    parser = _Parser(prog="empathkit", description="User context and replies that let people feel heard and are true.")
    parser.add_argument("--version", action="version", version=empathkit.__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.register(commands)
    return parser


def _missing(error: ModuleNotFoundError) -> str:
    extra = _EXTRAS.get((error.name or "").partition(".")[0])
    if extra:
        return f'this needs the package {error.name}: pip install ".[{extra}]" in the checkout brings it'
    return place_of(error)


def _let_go_of_the_pipe() -> None:
    """Nobody reads on: keep Python from saying so again when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
