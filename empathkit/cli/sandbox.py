"""``empathkit sandbox``: a platform to play with on this machine."""

from __future__ import annotations

import argparse

from empathkit.cli.console import Console
from empathkit.cli.serve import port


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("sandbox", help="a platform to play with: its API, its webhooks, no account")
    parser.add_argument("kind", metavar="KIND", help="jira, servicenow or another that is installed")
    parser.add_argument("--port", type=port, default=0, help="0 (the default) picks a free one")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect import platforms
    from empathkit.serve.listening import run_app

    platform = platforms.find(arguments.kind)
    formed = getattr(platform, "sandbox_for", None)  # one that comes in several forms, chosen by its settings
    app = (formed(settings.load()) if formed else platform.sandbox()).app()
    console.remark(f"a {arguments.kind} sandbox: keeps everything in memory and takes any credentials")
    run_app(app, "127.0.0.1", arguments.port, console.say)
    return 0
