"""``empathkit report``: what a desk can learn from its tickets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from empathkit.cli.console import Console
from empathkit.connect.documents import to_json
from empathkit.insight.report import SMALL, Report, report

#: Ticket keys named with a pain point, and rules.
NAMED = 5


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="what became of suggestions, and what costs people time")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.memory import open_memory

    memory = open_memory(settings.load())
    try:
        found = report(*memory.figures())
    finally:
        memory.close()
    if arguments.json:
        console.say(to_json(found))
    else:
        for line in lines(found):
            console.say(line)
    return 0


def lines(found: Report) -> Iterator[str]:
    """The report for a terminal."""
    yield f"tickets remembered        {found.tickets}"
    if found.small:
        yield f"                          fewer than {SMALL}: take the shares below as a hint"
    for fate, share in found.suggestions.items():
        yield f"suggestions {fate:<13} {share.text}"
    yield f"asked what was known      {found.asked_again.text}"
    yield f"repeat contacts           {found.repeat_contacts.text}"
    yield f"calmer at the end         {found.calmer.text}"
    yield f"more upset at the end     {found.more_upset.text}"
    yield f"first human reply after   {_span(found.first_reply_seconds)} (median)"
    if found.rules:
        most = list(found.rules.items())[:NAMED]
        yield f"rules broken most         {', '.join(f'{rule} {count}' for rule, count in most)}"
    for name, points in found.pain.items():
        if points:
            yield ""
            yield f"by {name}"
        for one in points:
            keys = ", ".join(one.tickets[:NAMED]) + (" ..." if len(one.tickets) > NAMED else "")
            again = f", opened again {one.reopened} times" if one.reopened else ""
            yield f"  {one.value}: {one.count} {one.topic} tickets of {one.users} people{again} ({keys})"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "none yet"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
