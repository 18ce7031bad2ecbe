"""``empathkit serve``: webhooks and API."""

from __future__ import annotations

import argparse
import logging

from empathkit.cli.console import Console


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("serve", help="take webhooks and answer the API")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8080, help="0 picks a free one")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--web", action="store_true", help="take webhooks only; another process works on them")
    halves.add_argument("--workers", type=_count, metavar="N", help="work on what comes in only, N tickets at once")
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
    from empathkit.serve.listening import run_app
    from empathkit.serve.service import build_service

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    workers = 0 if arguments.web else arguments.workers or THREADS
    service = build_service(settings.load(), web=arguments.workers is None, workers=workers)
    for text in service.remarks:
        console.remark(text)
    run_app(build_app(service.parts), arguments.host, arguments.port, console.say)
    return 0
