"""``empathkit suggest``: a reply with the reason for every sentence."""

from __future__ import annotations

import argparse

from empathkit.cli.console import Console
from empathkit.cli.documents import add_document_options, answer_lines, ticket_in
from empathkit.cli.kits import desk_kit
from empathkit.connect.documents import read_ticket, to_json


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("suggest", help="a reply to a ticket, with the reason for every sentence")
    add_document_options(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.connect.note import as_text, marker, write_note

    kit = desk_kit()
    if arguments.jsonl:
        return answer_lines(arguments.file, lambda raw, line: kit.suggest(read_ticket(raw, line)), console)
    ticket = ticket_in(arguments.file, console)
    suggestion = kit.suggest(ticket)
    if arguments.json:
        console.say(to_json(suggestion, indent=2))
        return 0
    mark = marker("", "", ticket, "suggestion")
    note = write_note(suggestion, ticket, mark, kit.pack, version="")
    console.say_folded(as_text(note.model_copy(update={"blocks": note.blocks[:-1]})))  # the last one is the marker
    return 0
