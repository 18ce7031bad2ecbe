"""EK301: puts the fault on the user.

"You" does no good where an agent speaks of what went wrong (Packard, Moore, McFerran, Journal of Marketing Research
2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from empathkit.checks.subject import Subject
from empathkit.models import Finding

_I = {"you": "i", "your": "my", "you've": "i've", "you're": "i'm", "you'd": "i'd", "yourself": "myself"}
_WE = {"you": "we", "your": "our", "you've": "we've", "you're": "we're", "you'd": "we'd", "yourself": "ourselves"}
#: Said back, "after we changed it" may become "since you changed it".
_SINCE = re.compile(r"^(?:because|since|as) (?=you\b)")
_YOU = re.compile(r"\byou(?:r|'ve|'re|'d|rself)?\b")


def check(subject: Subject) -> Iterator[Finding]:
    """Blame, open or hidden. What the user said of themselves may be said back."""
    for hit in subject.hits("EK301"):
        if not _admitted(subject, hit.start, hit.end):
            yield subject.finding("EK301", hit.start, hit.end, fix="" if hit.cut else None)


def _admitted(subject: Subject, start: int, end: int) -> bool:
    words = _SINCE.sub("", subject.flat[start:end].strip())
    owned = {_owned(words, _I), _owned(words, _WE)} - {words}
    return any(one in subject.requester_said for one in owned)


def _owned(words: str, forms: Mapping[str, str]) -> str:
    return _YOU.sub(lambda match: forms[match.group()], words)
