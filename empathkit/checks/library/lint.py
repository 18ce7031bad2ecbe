"""One run over canned replies: read a file by its kind, check each reply, sift by the ignores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from empathkit.checks.checker import run
from empathkit.checks.config import Checking
from empathkit.checks.ignores import find_ignores, sift, without_ignores
from empathkit.checks.library.plain import plain_replies
from empathkit.checks.library.reply import CannedReply
from empathkit.checks.library.table import table_replies
from empathkit.checks.library.tree import lines_replies, tree_replies
from empathkit.checks.subject import Subject
from empathkit.models import CheckReport, Finding
from empathkit.text.pack import Pack

Reader = Callable[[str, Sequence[str]], list[CannedReply]]

#: What counts as a file of canned replies, by how its name ends.
READERS: Mapping[str, Reader] = {
    ".txt": lambda text, _: plain_replies(text, markdown=False),
    ".text": lambda text, _: plain_replies(text, markdown=False),
    ".liquid": lambda text, _: plain_replies(text, markdown=False),
    ".md": lambda text, _: plain_replies(text, markdown=True),
    ".markdown": lambda text, _: plain_replies(text, markdown=True),
    ".csv": table_replies,
    ".tsv": table_replies,
    ".json": tree_replies,
    ".jsonl": lines_replies,
    ".ndjson": lines_replies,
}
#: Exports hold canned replies only; a text may be a draft.
EXPORTS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".liquid"})


@dataclass(frozen=True)
class Linted:
    """A reply of a file with what the rules found in it, and what was ignored with the reason."""

    file: str
    reply: CannedReply
    report: CheckReport
    ignored: tuple[tuple[Finding, str], ...] = ()


def read_replies(text: str, suffix: str, fields: Sequence[str] = ()) -> list[CannedReply]:
    """The replies of a file by how its name ends; plain text by default. Raises InputError."""
    return READERS.get(suffix.lower(), READERS[".txt"])(text, fields)


def lint(reply: CannedReply, file: str, make: Callable[[str], Subject], checking: Checking) -> Linted:
    """Check one reply. ``make`` gives the subject of a text."""
    ignores = find_ignores(reply.text)
    subject = make(without_ignores(reply.text, ignores))
    report = run(subject)
    sifted = sift(report.findings, ignores, subject)
    off = tuple(checking.ignore)
    kept = tuple(one for one in sifted.kept if not (off and one.rule.startswith(off)))
    ignored = [(one, _reason(one, checking)) for one in sifted.kept if off and one.rule.startswith(off)]
    report = CheckReport(findings=kept, scores=report.scores)
    return Linted(file, reply, report, (*sifted.ignored, *ignored))


def of_the_settings(linted: Sequence[Linted], checking: Checking, pack: Pack) -> tuple[Finding, ...]:
    """Hints on the ignores of empathkit.toml that nothing needed or that give no reason."""
    subject = Subject(text="", pack=pack)
    seen = [finding.rule for one in linted for finding, _ in one.ignored]
    hints = []
    for code, reason in checking.ignore.items():
        if not any(rule.startswith(code) for rule in seen):
            hints.append(subject.finding("EK002", 0, 0, codes=code))
        elif not reason:
            hints.append(subject.finding("EK001", 0, 0, codes=code))
    return tuple(hints)


def _reason(finding: Finding, checking: Checking) -> str:
    return next(why for code, why in checking.ignore.items() if finding.rule.startswith(code))
