"""EK303: a policy wall, or wording that sets the desk against the user.

Saying what is possible holds even where the wish can't be met (Marinova, Singh, Singh, Journal of Marketing Research
2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """A wall; a rule given as the reason at the head of a sentence may be taken out."""
    for hit in subject.hits("EK303"):
        start = subject.sentence_at(hit.start)[0]
        leads = hit.cut and hit.start == start and subject.text[hit.start : hit.end].rstrip().endswith(",")
        yield subject.finding("EK303", hit.start, hit.end, fix="" if leads else None)
