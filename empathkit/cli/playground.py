"""``empathkit playground``: a page to try it on, on this machine."""

from __future__ import annotations

import argparse

from empathkit.cli.console import Console
from empathkit.cli.serve import port


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("playground", help="a page to try it on in the browser; nothing is stored")
    parser.add_argument("--port", type=port, default=0, help="0 (the default) picks a free one")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect.desk import build_kit
    from empathkit.serve.listening import run_app
    from empathkit.serve.pages.examples import examples
    from empathkit.serve.pages.playground import build_playground

    kit = build_kit(settings.load())
    kit.suggest(examples()[0].ticket)  # the first reading loads the words; nobody should wait for it
    app = build_playground(kit)
    console.remark("open this address in a browser of this machine; Ctrl+C ends it")
    run_app(app, "127.0.0.1", arguments.port, console.say)
    return 0
