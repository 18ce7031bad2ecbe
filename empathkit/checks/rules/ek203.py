"""EK203: carries the issue nowhere.

A paraphrase shows listening when something is done with it (Weger, Castle, Emmett, International Journal of Listening
2010).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """A reply that holds no word of what it is about."""
    if subject.issue_words and not subject.words.keys() & subject.issue_words.keys():
        yield subject.finding("EK203", 0, len(subject.text))
