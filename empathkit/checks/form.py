"""EK6: no placeholder, no secret, the user's language, and no longer than they like it."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.registry import by_patterns, rule
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.language import detect
from empathkit.text.redact import secrets
from empathkit.text.words import count_words

rule("EK601")(by_patterns("EK601"))

#: Texts shorter than this, in words, are too short to tell a language by.
ENOUGH_WORDS = 6


@rule("EK602")
def secret_echoed(subject: Subject) -> Iterator[Finding]:
    """A password, token or number that must not travel by reply."""
    for start, end in secrets(subject.text, subject.pack):
        yield subject.finding("EK602", start, end)


@rule("EK603")
def other_language(subject: Subject) -> Iterator[Finding]:
    """A reply in another language than the user's."""
    if subject.heard is None or count_words(subject.text) < ENOUGH_WORDS:
        return
    theirs, ours = subject.heard.language, detect(subject.text, subject.pack)[0]
    if theirs != ours and "und" not in {theirs, ours}:
        yield subject.finding("EK603", 0, len(subject.text), theirs=theirs, ours=ours)


@rule("EK604")
def too_long(subject: Subject) -> Iterator[Finding]:
    """More words than the limit for a user who wants it brief; danger and data loss excepted."""
    table = subject.rule("EK604")
    preferences = subject.context.preferences if subject.context else ()
    if not any(one.name == "detail" and one.value == "brief" for one in preferences):
        return
    if subject.heard is not None and subject.heard.situation in table["except"]:
        return
    count, limit = count_words(subject.text), int(table["limit"])
    if count > limit:
        yield subject.finding("EK604", 0, len(subject.text), count=str(count), limit=str(limit))
