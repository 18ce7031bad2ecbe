"""``empathkit templates``: what a reply is made from, whether a pack of the desk's own is sound, and how it reads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empathkit.cli.console import Console
from empathkit.cli.documents import ticket_in
from empathkit.connect.documents import to_json
from empathkit.errors import InputError
from empathkit.models import Ticket

if TYPE_CHECKING:
    from empathkit.text.pack import Pack


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("templates", help="what replies are made from; lint and preview a pack of your own")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="topics, situations, moves and routes; * marks your own")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    lint = actions.add_parser("lint", help="all that is wrong with a pack; exit code 1 when something is")
    lint.set_defaults(run=_lint)
    preview = actions.add_parser("preview", help="the replies to a topic's example tickets, or to a ticket")
    preview.add_argument("topic", nargs="?", metavar="TOPIC")
    preview.add_argument("--ticket", metavar="FILE", help="a ticket instead of a topic's examples")
    preview.set_defaults(run=_preview)
    for action in (listing, lint, preview):
        action.add_argument("--pack", metavar="DIR", help="a pack of your own; EMPATHKIT_PACK without it")


def _list(arguments: argparse.Namespace, console: Console) -> int:
    pack, own = _packs(arguments.pack)
    parts = {
        part: {name: name in own.get(part, {}) for name in sorted(pack[part]) if not name.startswith("_")}
        for part in ("topics", "situations", "phrases", "routes")
    }
    if arguments.json:
        listed = {part: [{"name": name, "own": mine} for name, mine in names.items()] for part, names in parts.items()}
        console.say(to_json(listed, indent=2))
        return 0
    for part, names in parts.items():
        shown = ", ".join(f"{name}*" if mine else name for name, mine in names.items())
        console.say_folded(f"{part} ({len(names)}): {shown}")
    return 0


def _lint(arguments: argparse.Namespace, console: Console) -> int:
    from importlib import resources

    from empathkit.connect.templates import faults_of

    folder = _folder(arguments.pack) or Path(str(resources.files("empathkit") / "packs" / "en"))
    faults = faults_of(folder)
    for fault in faults:
        console.say(str(fault))
    if not faults:
        console.remark(f"{folder}: sound")
    return int(bool(faults))


def _preview(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.connect.templates import refuse_broken
    from empathkit.pipeline import Kit

    own = _folder(arguments.pack)
    if own:
        refuse_broken(own)
    kit = Kit(_packs(arguments.pack)[0])
    tickets = [ticket_in(arguments.ticket, console)] if arguments.ticket else _examples(arguments.topic, kit.pack)
    for ticket in tickets:
        suggestion = kit.suggest(ticket)
        console.say_folded(f"> {' '.join(ticket.messages[0].body.split())}")
        console.say_folded(suggestion.draft.text if suggestion.draft else f"no draft: {suggestion.abstained}")
        console.say()
    return 0


def _examples(topic: str | None, pack: Pack) -> list[Ticket]:
    table = pack["topics"].get(topic or "")
    if not isinstance(table, dict):
        raise InputError("name a topic of `empathkit templates list`, or give --ticket FILE")
    examples = table.get("examples", ())
    if not examples:
        raise InputError(f"topic {topic} has no examples: give --ticket FILE")
    return [
        Ticket.model_validate(
            {"key": f"EX-{number}", "requester": {"id": "example", "name": "Alex Example"},
             "messages": [{"author": "requester", "body": body}]}
        )
        for number, body in enumerate(examples, 1)
    ]  # fmt: skip


def _folder(given: str | None) -> Path | None:
    from empathkit import settings

    named = given or settings.load().get("EMPATHKIT_PACK")
    return Path(named).expanduser() if named else None


def _packs(given: str | None) -> tuple[Pack, dict[str, Any]]:
    """The pack as it is used, and what is the desk's own of it. Raises PackError."""
    from empathkit.text.pack import load_pack, read_folder

    own = _folder(given)
    pack = load_pack("en", own)
    return pack, read_folder(own) if own else {}
