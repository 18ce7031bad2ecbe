"""EK603: another language than the user's."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.language import detect
from empathkit.text.words import count_words

#: Texts shorter than this, in words, are too short to tell a language by.
ENOUGH_WORDS = 6


def check(subject: Subject) -> Iterator[Finding]:
    """A reply in another language than the user's."""
    if subject.heard is None or count_words(subject.text) < ENOUGH_WORDS:
        return
    theirs, ours = subject.heard.language, detect(subject.text, subject.pack)[0]
    if theirs != ours and "und" not in {theirs, ours}:
        yield subject.finding("EK603", 0, len(subject.text), theirs=theirs, ours=ours)
