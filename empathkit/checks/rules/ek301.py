"""EK301: puts the fault on the user.

"You" does no good where an agent speaks of what went wrong (Packard, Moore, McFerran, Journal of Marketing Research
2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding

_FIRST_PERSON = {"you": "i", "your": "my", "you've": "i've", "you're": "i'm", "you'd": "i'd", "yourself": "myself"}
_YOU = re.compile(r"\byou(?:r|'ve|'re|'d|rself)?\b")


def check(subject: Subject) -> Iterator[Finding]:
    """Blame, open or hidden. What the user said of themselves may be said back."""
    for hit in subject.hits("EK301"):
        if not _admitted(subject, hit.start, hit.end):
            yield subject.finding("EK301", hit.start, hit.end, fix="" if hit.cut else None)


def _admitted(subject: Subject, start: int, end: int) -> bool:
    words = subject.flat[start:end].strip()
    owned = _YOU.sub(lambda match: _FIRST_PERSON[match.group()], words)
    return owned != words and owned in subject.requester_said
