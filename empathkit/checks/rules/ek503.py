"""EK503: "we" where the agent acts.

"I" shows that somebody is in charge (Packard, Moore, McFerran, Journal of Marketing Research 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """The word "we" before something one person does."""
    swap = subject.rule("EK503")["swap"]
    for hit in subject.hits("EK503"):
        yield subject.finding("EK503", hit.start, hit.end, fix=swap.get(subject.flat[hit.start : hit.end]))
