"""``empathkit rewrite``: a reply with the smallest edits that mend it. What no edit can mend is said beside it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from empathkit.cli.check import desk_checking, given_text, given_ticket, place, set_rules
from empathkit.cli.console import Console
from empathkit.cli.documents import add_document_options, answer_lines
from empathkit.cli.kits import desk_kit
from empathkit.cli.reports.lines import one_line
from empathkit.connect.documents import read_check, to_json
from empathkit.models import Rewrite


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("rewrite", help="a reply with the smallest edits that mend it, and why")
    add_document_options(parser)
    parser.add_argument("--ticket", metavar="FILE", help="the ticket the text answers")
    parser.add_argument("--diff", action="store_true", help="the changes alone, each with its rule and reason")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    kit, ticket = set_rules(desk_kit(), desk_checking()), given_ticket(arguments.ticket, console)

    def rewrite(raw: bytes, line: int) -> Rewrite:
        asked = read_check(raw, line)
        return kit.rewrite(asked.text, asked.ticket or ticket)

    if arguments.jsonl:
        return answer_lines(arguments.file, rewrite, console)
    given = given_text(arguments.file, console)
    mended = kit.rewrite(given, ticket)
    if arguments.json:
        console.say(to_json(mended, indent=2))
        return 0
    if arguments.diff:
        for line in diff(given, mended):
            console.say(line)
        return 0
    console.say(mended.text)
    for edit in mended.edits:
        console.remark(f"{edit.rule}: “{edit.before}” → “{edit.after}”: {edit.why}")
    for left in kit.check(mended.text, ticket).findings:
        where = f"left for you at {place(mended.text, left)}: {left.severity} {left.rule}"
        console.remark(f"{where}: “{one_line(left.quote)}”: {left.message}")
    return 0


def diff(given: str, mended: Rewrite) -> Iterator[str]:
    """Each change with the place it begins at, its rule and reason, what goes and what comes."""
    for edit in mended.edits:
        line = given.count("\n", 0, edit.start) + 1
        column = edit.start - (given.rfind("\n", 0, edit.start) + 1) + 1
        yield f"@@ {line}:{column} {edit.rule} @@ {one_line(edit.why)}"
        if edit.before:
            yield f"- {one_line(edit.before)}"
        if edit.after:
            yield f"+ {one_line(edit.after)}"
