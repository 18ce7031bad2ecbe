"""EK101: sympathy instead of empathy.

Attentive, cognitive answers work better than affective ones (Clark, Murfett, Rogers, Ang, Journal of Business and
Technical Communication 2013).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """Pity from outside, or the bare phrase."""
    for hit in subject.hits("EK101"):
        yield subject.finding("EK101", hit.start, hit.end)
