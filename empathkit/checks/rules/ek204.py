"""EK204: more than two questions.

One or two follow-up questions show interest (Huang, Yeomans, Brooks, Minson, Gino, Journal of Personality and Social
Psychology 2017); a list of them is a form.
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """More questions than the limit; the finding stands from the first one over it to the last."""
    limit = int(subject.rule("EK204")["limit"])
    if len(subject.questions) > limit:
        yield subject.finding("EK204", subject.questions[limit].start, subject.questions[-1].end)
