"""``empathkit report``: what a desk can learn from its tickets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from empathkit.cli.console import Console
from empathkit.connect.documents import to_json
from empathkit.errors import InputError
from empathkit.insight.report import SMALL, Report, halves, many, report, wait
from empathkit.text.moments import moment

#: Ticket keys named with a pain point, and rules.
NAMED = 5


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="what became of suggestions, and what costs people time")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--html", metavar="FILE", help="one page with plots that needs nothing else")
    parser.add_argument("--split", metavar="DATE", type=_date, help="compare before and after it, as 2026-11-02")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit import settings
    from empathkit.insight.page import page
    from empathkit.memory import open_memory

    memory = open_memory(settings.load())
    try:
        past, outcomes = memory.figures()
    finally:
        memory.close()
    found = report(past, outcomes)
    sides = halves(past, outcomes, arguments.split) if arguments.split else (None, None)
    if arguments.html:
        _write(Path(arguments.html), page(found, _day(arguments.split), *sides))
    elif arguments.json and arguments.split:
        before, after = (one.model_dump(mode="json") for one in sides if one)
        console.say(to_json({**found.model_dump(mode="json"), "before": before, "after": after}))
    elif arguments.json:
        console.say(to_json(found))
    else:
        for title, one in (("", found), ("before", sides[0]), ("after", sides[1])):
            if one:
                _say(f"{title} {_day(arguments.split)}" if title else "", one, console)
    return 0


def _say(title: str, found: Report, console: Console) -> None:
    if title:
        console.say(f"\n{title}")
    for line in lines(found):
        console.say(line)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def _date(text: str) -> datetime:
    found = moment(text)
    if found is None:
        raise argparse.ArgumentTypeError("a date is written 2026-11-02")
    return found


def _day(date: datetime | None) -> str | None:
    return date.date().isoformat() if date else None


def lines(found: Report) -> Iterator[str]:
    """The report for a terminal."""
    yield f"tickets remembered        {found.tickets}"
    if found.small:
        yield f"                          fewer than {SMALL}: take the shares below as a hint"
    for fate, share in found.suggestions.items():
        yield f"suggestions {fate:<13} {share.text}"
    if found.reasons:
        yield f"dismissed because         {', '.join(f'{name} {count}' for name, count in found.reasons.items())}"
    yield f"asked what was known      {found.asked_again.text}"
    yield f"repeat contacts           {found.repeat_contacts.text}"
    yield f"calmer at the end         {found.calmer.text}"
    yield f"more upset at the end     {found.more_upset.text}"
    yield f"first human reply after   {wait(found.first_reply_seconds)} (median)"
    if found.rules:
        most = list(found.rules.items())[:NAMED]
        yield f"rules broken most         {', '.join(f'{rule} {count}' for rule, count in most)}"
    for name, points in found.pain.items():
        if points:
            yield ""
            yield f"by {name}"
        for one in points:
            keys = ", ".join(one.tickets[:NAMED]) + (" ..." if len(one.tickets) > NAMED else "")
            again = f", opened again {many(one.reopened, 'time', 'times')}" if one.reopened else ""
            topic = one.topic.replace("_", " ")
            told = many(one.count, f"{topic} ticket", f"{topic} tickets") + " of " + many(one.users, "person", "people")
            yield f"  {one.value}: {told}{again} ({keys})"
