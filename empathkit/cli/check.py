"""``empathkit check``: hold replies against the rules. Exit code 1 when an error or a warning was found.

A text is a draft: nothing may be left to fill in. A folder, an export (CSV, JSON, Liquid) or ``--canned`` is canned
replies: the placeholders of the desks' own template languages are known there.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empathkit.checks.config import Checking, read_checking
from empathkit.cli.console import Console
from empathkit.cli.documents import answer_lines, located, ticket_in
from empathkit.cli.kits import desk_kit
from empathkit.connect.documents import read_check, read_text, to_json
from empathkit.errors import InputError
from empathkit.models import CheckReport, Finding, Ticket

if TYPE_CHECKING:
    from empathkit.checks.library.lint import Linted
    from empathkit.checks.library.reply import CannedReply
    from empathkit.pipeline import Kit

FORMATS = ("text", "json", "sarif", "github")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="hold a reply, or a folder of them, against the rules")
    parser.add_argument(
        "files", nargs="*", metavar="FILE|DIR|-", help="a text; a folder's .txt, .md, .csv, .json; several are taken"
    )
    parser.add_argument("--ticket", metavar="FILE", help="the ticket the text answers")
    parser.add_argument("--jsonl", action="store_true", help='one {"text", "ticket"?} a line, answered in order')
    parser.add_argument("--canned", action="store_true", help="canned replies: the desk's placeholders are known")
    parser.add_argument("--field", action="append", default=[], metavar="NAME", help="column or key of the reply")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    checking = desk_checking(arguments.field)
    kit, ticket = desk_kit(), given_ticket(arguments.ticket, console)
    files = arguments.files or ["-"]
    if arguments.jsonl:
        return _check_lines(files[0], _set(kit, checking, mend=True), ticket, console)
    kit = _set(kit, checking)
    draft = len(files) == 1 and not arguments.canned and _is_draft(files[0])
    if arguments.format == "json" and draft:
        report = _check_draft(files[0], kit, ticket, checking, console).report
        console.say(to_json(report, indent=2))
        return exit_code([report])
    return _check_files(files, kit, ticket, checking, arguments, console)


def desk_checking(fields: Sequence[str] = ()) -> Checking:
    """What ``[check]`` of empathkit.toml says. Raises ConfigurationError."""
    from empathkit.settings import check_table

    checking = read_checking(check_table())
    return Checking(checking.select, checking.ignore, (*fields, *checking.fields), checking.rules)


def set_rules(kit: Kit, checking: Checking) -> Kit:
    """The kit with the rules as the desk has set them, ignored ones off. Raises ConfigurationError."""
    return _set(kit, checking, mend=True)


def _set(kit: Kit, checking: Checking, *, mend: bool = False) -> Kit:
    if checking == Checking(fields=checking.fields):
        return kit
    return type(kit)(checking.without_ignored(kit.pack) if mend else checking.over(kit.pack))


def given_ticket(file: str | None, console: Console) -> Ticket | None:
    """The ticket of ``--ticket``. Raises InputError."""
    return None if file is None else ticket_in(file, console)


def given_text(file: str, console: Console) -> str:
    """A text to check. Raises InputError."""
    raw = console.read(file)
    try:
        return read_text(raw)
    except InputError as error:
        raise located(file, error) from error


def exit_code(reports: Iterable[CheckReport]) -> int:
    """1 when there is an error or a warning; hints never fail."""
    return int(any(finding.severity != "hint" for report in reports for finding in report.findings))


def place(text: str, finding: Finding) -> str:
    """``line:column`` of a finding, both from 1."""
    before = text[: finding.start]
    return f"{before.count(chr(10)) + 1}:{finding.start - (before.rfind(chr(10)) + 1) + 1}"


def _check_lines(file: str, kit: Kit, ticket: Ticket | None, console: Console) -> int:
    reports: list[CheckReport] = []

    def check(raw: bytes, line: int) -> CheckReport:
        asked = read_check(raw, line)
        return kit.check(asked.text, asked.ticket or ticket)

    def look(report: Any) -> None:
        if exit_code([report]):
            reports[:] = [report]

    return answer_lines(file, check, console, look) or exit_code(reports)


def _is_draft(file: str) -> bool:
    from empathkit.checks.library.lint import EXPORTS

    return file == "-" or not (Path(file).is_dir() or Path(file).suffix.lower() in EXPORTS)


def _check_draft(file: str, kit: Kit, ticket: Ticket | None, checking: Checking, console: Console) -> Linted:
    from empathkit.checks.library.lint import lint
    from empathkit.checks.library.reply import CannedReply

    return lint(CannedReply(given_text(file, console)), file, partial(kit.subject, ticket=ticket), checking)


def _check_files(
    files: Sequence[str], kit: Kit, ticket: Ticket | None, checking: Checking, arguments: argparse.Namespace,
    console: Console,
) -> int:  # fmt: skip
    from empathkit.checks.library.lint import lint, of_the_settings
    from empathkit.checks.subject import Subject

    linted: list[Linted] = []
    unread = 0
    for file in each_file(files):
        try:
            if not arguments.canned and file in files and _is_draft(file):
                linted.append(_check_draft(file, kit, ticket, checking, console))
                continue
            for reply in replies_in(file, checking, console):
                subject = partial(Subject, pack=kit.pack, canned=True)
                linted.append(lint(reply, file, subject, checking))
        except InputError as error:
            unread += 1
            console.remark(error.message)
    _say(linted, of_the_settings(linted, checking, kit.pack), kit, arguments.format, console)
    return 2 if unread else exit_code(one.report for one in linted)


def each_file(files: Sequence[str]) -> Iterator[str]:
    """The files named, and those of the folders named. Raises InputError for a folder without any."""
    from empathkit.checks.library.lint import READERS

    for file in files:
        folder = Path(file)
        if file == "-" or not folder.is_dir():
            yield file
            continue
        inside = [one for one in sorted(folder.rglob("*")) if _is_reply(one, folder, READERS.keys())]
        if not inside:
            raise InputError(f"{folder}: there is no reply in it: looked for {', '.join(sorted(READERS))}")
        yield from map(str, inside)


def _is_reply(file: Path, folder: Path, endings: Iterable[str]) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.suffix.lower() in endings and file.is_file()


def replies_in(file: str, checking: Checking, console: Console) -> list[CannedReply]:
    """The canned replies of a file. Raises InputError."""
    from empathkit.checks.library.lint import read_replies

    text = given_text(file, console)
    try:
        return read_replies(text, Path(file).suffix, checking.fields)
    except InputError as error:
        raise located(file, error) from error


def _say(linted: Sequence[Linted], settings: Sequence[Finding], kit: Kit, form: str, console: Console) -> None:
    from empathkit.cli.reports import github, lines, sarif

    if form == "json":
        console.say(to_json({"files": [_listed(one) for one in linted]}, indent=2))
    elif form == "sarif":
        console.say(to_json(sarif.sarif(linted, settings, kit.pack), indent=2))
    elif form == "github":
        for line in github.commands(linted, settings):
            console.say(line)
    else:
        for line in lines.describe(linted):
            console.say(line)
        for finding in settings:
            console.say(f"empathkit.toml: {lines.said(finding)}")


def _listed(one: Linted) -> dict[str, Any]:
    named = {"record": one.reply.name, "line": one.reply.line} if one.reply.name else {}
    return {"file": one.file, **named, **one.report.model_dump(mode="json")}
