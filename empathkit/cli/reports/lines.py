"""For people: a line per finding, as compilers write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from empathkit.checks.library.lint import Linted
from empathkit.models import Finding


def one_line(text: str) -> str:
    """The text with each run of white space as one blank."""
    return " ".join(text.split())


def describe(linted: Iterable[Linted]) -> Iterator[str]:
    """File, line, column, reply, severity, rule and message of each finding, and the fix where there is one."""
    for one in linted:
        named = f" ({one_line(one.reply.name)})" if one.reply.name else ""
        for finding in one.report.findings:
            line, column = one.reply.place(finding.start)
            yield f"{one.file}:{line}:{column}{named}: {said(finding)}"
            if finding.source:
                yield f"    because: {one_line(finding.source)}"
            if finding.fix is not None:
                yield f"    fix: “{one_line(finding.quote)}” → “{one_line(finding.fix)}”"


def said(finding: Finding) -> str:
    """Severity, rule and message."""
    return f"{finding.severity} {finding.rule}: {one_line(finding.message)}"
