"""EK404: a fix offered while the telling fact is missing.

Advice before exploration may offend (Liu et al., ACL 2021).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.checks.suggested import suggested_steps
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """A step suggested while a telling fact is missing and nothing is asked."""
    if not subject.unknown or subject.questions:
        return
    step = next(suggested_steps(subject), None)
    if step is not None:
        yield subject.finding("EK404", step.start, step.end, kind=subject.unknown[0])
