"""Running the rules over a text."""

from __future__ import annotations

from empathkit.checks import accuracy, dose, empathy, form, listening, respect
from empathkit.checks.registry import RULES
from empathkit.checks.scores import score
from empathkit.checks.subject import Subject
from empathkit.models import CheckReport, Finding

#: The families, loaded so that their rules are registered.
FAMILIES = (empathy, listening, respect, accuracy, dose, form)


def run(subject: Subject) -> CheckReport:
    """All findings in the order of the text, and the score card."""
    findings = findings_of(subject)
    return CheckReport(findings=findings, scores=score(subject, findings))


def findings_of(subject: Subject) -> tuple[Finding, ...]:
    """All findings, by place and code, each place and code once."""
    if not subject.text.strip():
        return ()
    found = {(one.start, one.end, one.rule, one.message): one for check in RULES.values() for one in check(subject)}
    return tuple(found[key] for key in sorted(found))
