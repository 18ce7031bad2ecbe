"""``empathkit serve``: webhooks and API."""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys

from empathkit.cli.console import Console
from empathkit.errors import ConfigurationError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="take webhooks and answer the API")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8080, help="0 picks a free one")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--web", action="store_true", help="take webhooks only; another process works on them")
    halves.add_argument("--workers", type=_count, metavar="N", help="work on what comes in only, N tickets at once")
    parser.add_argument("--poll", action="store_true", help="ask the platforms for changes too, for lost webhooks")
    parser.set_defaults(run=_run)


def port(text: str) -> int:
    """A port number, 0 to 65535."""
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):
        raise argparse.ArgumentTypeError("a number from 1 to 64")
    return int(text)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect.executor import THREADS
    from empathkit.serve.app import build_app
    from empathkit.serve.listening import beside, run_app
    from empathkit.serve.logs import set_up
    from empathkit.serve.service import build_service

    read = settings.load()
    set_up(as_json=_as_json(read.get("EMPATHKIT_LOG_FORMAT")), level=_level(read.get("EMPATHKIT_LOG_LEVEL")))
    workers = 0 if arguments.web else arguments.workers or THREADS
    service = build_service(read, web=arguments.workers is None, workers=workers, poll=arguments.poll)
    for text in service.remarks:
        console.remark(text)
    with contextlib.ExitStack() as stack:
        if service.admin:
            host, number, app = service.admin
            console.remark(f"keepers: {stack.enter_context(beside(app, host, number))}")
        if service.poller:
            stack.enter_context(service.poller)
        run_app(build_app(service.parts), arguments.host, arguments.port, console.say)
    return 0


def _as_json(wanted: str | None) -> bool:
    """For machines unless somebody is looking on."""
    if wanted not in {None, "json", "text"}:
        raise ConfigurationError("EMPATHKIT_LOG_FORMAT must be json or text")
    return wanted == "json" or (wanted is None and not sys.stderr.isatty())


def _level(wanted: str | None) -> int:
    """The number :mod:`logging` has for a level's name."""
    name = (wanted or "info").upper()
    if name not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ConfigurationError("EMPATHKIT_LOG_LEVEL must be debug, info, warning or error")
    return logging.getLevelNamesMapping()[name]
