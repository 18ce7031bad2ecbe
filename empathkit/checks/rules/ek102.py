"""EK102: a line that fits any ticket.

Concrete words show that somebody listened (Packard, Berger, Journal of Consumer Research 2021).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.words import content_words


def check(subject: Subject) -> Iterator[Finding]:
    """A generic line, unless its sentence holds a word of this ticket's issue."""
    for hit in subject.hits("EK102"):
        start, end = subject.sentence_at(hit.start)
        if not content_words(subject.text[start:end], subject.pack).keys() & subject.issue_words.keys():
            yield subject.finding("EK102", hit.start, hit.end)
