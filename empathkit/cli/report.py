"""``empathkit report``: what a desk can learn from its tickets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from empathkit.cli.console import Console
from empathkit.cli.kits import desk_kit
from empathkit.connect.documents import to_json
from empathkit.errors import InputError
from empathkit.insight.names import named, names
from empathkit.insight.report import SMALL, Report, halves, many, report, wait
from empathkit.text.moments import moment

if TYPE_CHECKING:
    from empathkit.cli.exports import Rows
    from empathkit.pipeline import Kit

#: Ticket keys named with a pain point, and rules.
NAMED = 5


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("report", help="what became of suggestions, and what costs people time")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--html", metavar="FILE", help="one page with plots that needs nothing else")
    parser.add_argument(
        "--from",
        dest="file",
        metavar="FILE",
        help="an export instead of the memory: JSON Lines or CSV, as for backfill",
    )
    parser.add_argument("--canned", action="append", default=[], metavar="FILE|DIR", help="canned replies to look at")
    parser.add_argument("--split", metavar="DATE", type=_date, help="compare before and after it, as 2026-11-02")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    from empathkit.cli.exports import rules_in

    kit = desk_kit()
    known = names(kit.pack)
    past, outcomes = _figures(arguments.file, kit, console)
    found = report(past, outcomes).model_copy(update={"canned": rules_in(arguments.canned, kit, console)})
    sides = halves(past, outcomes, arguments.split) if arguments.split else (None, None)
    if arguments.html:
        from empathkit.insight.page import page

        _write(Path(arguments.html), page(found, _day(arguments.split), *sides, known=known))
    elif arguments.json and arguments.split:
        before, after = (one.model_dump(mode="json") for one in sides if one)
        console.say(to_json({**found.model_dump(mode="json"), "before": before, "after": after}))
    elif arguments.json:
        console.say(to_json(found))
    else:
        for title, one in (("", found), ("before", sides[0]), ("after", sides[1])):
            if one:
                if title:
                    console.say(f"\n{title} {_day(arguments.split)}")
                for line in lines(one, known):
                    console.say(line)
    return 0


def _figures(file: str | None, kit: Kit, console: Console) -> Rows:
    from empathkit import settings
    from empathkit.cli.exports import figures_in
    from empathkit.memory import open_memory

    if file:
        return figures_in(Path(file), kit, console)
    memory = open_memory(settings.load())
    try:
        return memory.figures()
    finally:
        memory.close()


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


def lines(found: Report, known: Mapping[str, str]) -> Iterator[str]:
    """The report for a terminal."""
    yield f"tickets remembered        {found.tickets}"
    if found.small:
        yield f"                          fewer than {SMALL}: take the shares below as a hint"
    for fate, share in found.suggestions.items():
        yield f"suggestions {fate:<13} {share.text}"
    yield from _counted("dismissed because", named(found.reasons, known))
    yield f"asked what was known      {found.asked_again.text}"
    yield f"repeat contacts           {found.repeat_contacts.text}"
    yield f"calmer at the end         {found.calmer.text}"
    yield f"more upset at the end     {found.more_upset.text}"
    yield f"first human reply after   {wait(found.first_reply_seconds)} (median)"
    yield from _counted("rules broken in replies", named(found.rules, known))
    yield from _counted("rules broken when canned", named(found.canned, known))
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


def _counted(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    for place, (name, count) in enumerate(list(counts.items())[:NAMED]):
        yield f"{'' if place else title:<25} {count:>3}  {name}"
