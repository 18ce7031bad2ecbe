"""``empathkit read``: what the requester said."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from empathkit.cli.console import Console
from empathkit.cli.documents import add_document_options, answer_lines, ticket_in
from empathkit.cli.kits import desk_kit
from empathkit.connect.documents import read_ticket, to_json

if TYPE_CHECKING:
    from empathkit.models import Evidence, Reading


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("read", help="what the requester of a ticket said, with spans")
    add_document_options(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    kit = desk_kit()
    if arguments.jsonl:
        return answer_lines(arguments.file, lambda raw, line: kit.read(read_ticket(raw, line)), console)
    reading = kit.read(ticket_in(arguments.file, console))
    console.say(to_json(reading, indent=2) if arguments.json else "\n".join(describe(reading)))
    return 0


def describe(reading: Reading) -> Iterator[str]:
    """A reading for a terminal."""
    if reading.abstained:
        yield f"abstained  {reading.abstained}"
    for name in ("language", "topic", "situation", "issue"):
        if value := getattr(reading, name):
            yield f"{name:<9}  {value}"
    listed: dict[str, list[str]] = {
        "facts": [f"{one.kind}{' (vague)' if one.vague else ''}: {_quoted(one.evidence)}" for one in reading.facts],
        "tried": [_quoted(one.evidence) for one in reading.tried],
        "impact": [_quoted(one.evidence) for one in reading.impact],
        "feelings": [f"{one.feeling}, {one.level}: {_quoted(one.evidence)}" for one in reading.feelings],
        "asks": [_quoted(one.evidence) for one in reading.asks],
        "unknown": [*reading.unknown],
    }
    for title, items in listed.items():
        if items:
            yield title
            yield from (f"  {item}" for item in items)


def _quoted(evidence: Evidence) -> str:
    return f"“{' '.join(evidence.quote.split())}” (message {evidence.message + 1})"
