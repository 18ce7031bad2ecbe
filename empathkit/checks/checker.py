"""Running the rules over a text."""

from __future__ import annotations

from empathkit.checks.registry import RULES
from empathkit.checks.scores import score
from empathkit.checks.subject import Subject
from empathkit.models import CheckReport, Finding


def run(subject: Subject) -> CheckReport:
    """All findings in the order of the text, and the score card."""
    return report_of(subject, findings_of(subject))


def report_of(subject: Subject, findings: tuple[Finding, ...]) -> CheckReport:
    """The findings with the score card."""
    return CheckReport(findings=findings, scores=score(subject, findings))


def findings_of(subject: Subject) -> tuple[Finding, ...]:
    """All findings, by place and code, each place and code once. Rules the pack has switched off are not asked."""
    if not subject.text.strip():
        return ()
    off = frozenset(subject.pack["checking"].get("off", ()))
    found = {
        (one.start, one.end, one.rule, one.message): one
        for code, check in RULES.items()
        if code not in off
        for one in check(subject)
    }
    return tuple(found[key] for key in sorted(found))
