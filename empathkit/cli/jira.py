"""``empathkit jira``: what is done once on the platform's side."""

from __future__ import annotations

import argparse

from empathkit.cli.console import Console
from empathkit.errors import ConfigurationError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("jira", help="what is done once in Jira")
    inner = parser.add_subparsers(metavar="WHAT", required=True)
    hook = inner.add_parser(
        "install-webhook",
        help="make the webhook, or bring it up to date; needs an administrator's EMPATHKIT_JIRA_EMAIL and _TOKEN",
    )
    hook.add_argument("url", metavar="URL", help="https://YOUR-HOST/webhooks/jira")
    hook.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.connect import platforms

    install = getattr(platforms.find("jira"), "install_webhook", None)
    if install is None:
        raise ConfigurationError("the installed connector of jira can't install webhooks")
    console.say(install(settings.load(), arguments.url))
    return 0
