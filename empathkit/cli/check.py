"""``empathkit check``: hold replies against the rules. Exit code 1 when an error or a warning was found."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empathkit.cli.console import Console
from empathkit.cli.documents import answer_lines, located, ticket_in
from empathkit.cli.kits import desk_kit
from empathkit.connect.documents import read_check, read_text, to_json
from empathkit.errors import InputError
from empathkit.models import CheckReport, Finding, Ticket

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

#: What counts as a canned reply in a folder.
REPLIES = frozenset({".txt", ".text", ".md", ".liquid"})


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="hold a reply, or a folder of them, against the rules")
    parser.add_argument("file", nargs="?", default="-", metavar="FILE|DIR|-", help="text; a folder's .txt and .md")
    parser.add_argument("--ticket", metavar="FILE", help="the ticket the text answers")
    parser.add_argument("--jsonl", action="store_true", help='one {"text", "ticket"?} a line, answered in order')
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    kit, ticket = desk_kit(), given_ticket(arguments.ticket, console)
    if arguments.jsonl:
        return _check_lines(arguments.file, kit, ticket, console)
    if arguments.file != "-" and Path(arguments.file).is_dir():
        return _check_folder(Path(arguments.file), kit, ticket, arguments.format, console)
    text = given_text(arguments.file, console)
    report = kit.check(text, ticket)
    if arguments.format == "json":
        console.say(to_json(report, indent=2))
    else:
        _say_all(describe(report, text, arguments.file), console)
    return exit_code([report])


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


def describe(report: CheckReport, text: str, file: str) -> Iterator[str]:
    """A line per finding: file, line, column, severity, rule, message, and the fix where there is one."""
    for finding in report.findings:
        yield f"{file}:{place(text, finding)}: {finding.severity} {finding.rule}: {one_line(finding.message)}"
        if finding.source:
            yield f"    because: {one_line(finding.source)}"
        if finding.fix is not None:
            yield f"    fix: “{one_line(finding.quote)}” → “{one_line(finding.fix)}”"


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


def _check_folder(folder: Path, kit: Kit, ticket: Ticket | None, form: str, console: Console) -> int:
    files = [file for file in sorted(folder.rglob("*")) if _is_reply(file, folder)]
    if not files:
        raise InputError(f"{folder}: there is no reply in it: looked for {', '.join(sorted(REPLIES))}")
    texts: dict[str, str] = {}
    unread = 0
    for file in files:
        try:
            texts[str(file)] = given_text(str(file), console)
        except InputError as error:
            unread += 1
            console.remark(error.message)
    reports = {name: kit.check(text, ticket) for name, text in texts.items()}
    if form == "json":
        listed = [{"file": name, **report.model_dump(mode="json")} for name, report in reports.items()]
        console.say(to_json({"files": listed}, indent=2))
    else:
        for name, report in reports.items():
            _say_all(describe(report, texts[name], name), console)
    return 2 if unread else exit_code(reports.values())


def _is_reply(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.suffix.lower() in REPLIES and file.is_file()


def _say_all(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        console.say(line)


def one_line(text: str) -> str:
    """The text with each run of white space as one blank."""
    return " ".join(text.split())
