"""The rows of a report from files: a desk's export of tickets, and its canned replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empathkit.cli.console import Console
from empathkit.errors import InputError

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

Rows = tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]


def figures_in(path: Path, kit: Kit, console: Console) -> Rows:
    """What :meth:`empathkit.memory.sql.SqlMemory.figures` would give of the tickets of a file that ``empathkit
    backfill --from`` takes; nothing is kept. Bad lines are told and left out. Raises InputError."""
    from empathkit.insight.outcomes import outcome_of, row_of
    from empathkit.jobs.backfill import kept_of, lines_of

    past: dict[tuple[str, str], Mapping[str, Any]] = {}
    ended: dict[tuple[str, str], Mapping[str, Any]] = {}
    for line in _read(lines_of(path), path):
        if line.error:
            console.remark(f"{path}:{line.error.line}: {line.error.message}")
        found = kept_of(line.ticket, kit) if line.ticket else None
        if line.ticket and found:
            user, kept = found
            past |= {(user, one.ticket): {**one._asdict(), "user": user} for one in kept.past}
            key = (user, line.ticket.key)
            ended[key] = {**row_of(outcome_of(line.ticket, (), kit)), "user": user, "ticket": line.ticket.key}
    return list(past.values()), list(ended.values())


def _read(lines: Iterator[Any], path: Path) -> Iterator[Any]:
    try:
        yield from lines
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def rules_in(files: Sequence[str], kit: Kit, console: Console) -> Mapping[str, int]:
    """How many canned replies of the files break each rule, hints apart; the most first. Raises InputError."""
    from functools import partial

    from empathkit.checks.library.lint import lint
    from empathkit.checks.subject import Subject
    from empathkit.cli.check import desk_checking, each_file, replies_in

    checking = desk_checking()
    subject = partial(Subject, pack=checking.over(kit.pack), canned=True)
    counts: Counter[str] = Counter()
    for file in each_file(files):
        for reply in replies_in(file, checking, console):
            found = lint(reply, file, subject, checking).report.findings
            counts.update({one.rule for one in found if one.severity != "hint"})
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
