"""EK604: too long for a user who wants it brief; danger and data loss excepted."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.words import count_words


def check(subject: Subject) -> Iterator[Finding]:
    """More words than the limit."""
    table = subject.rule("EK604")
    preferences = subject.context.preferences if subject.context else ()
    if not any(one.name == "detail" and one.value == "brief" for one in preferences):
        return
    if subject.heard is not None and subject.heard.situation in table["except"]:
        return
    count, limit = count_words(subject.text), int(table["limit"])
    if count > limit:
        yield subject.finding("EK604", 0, len(subject.text), count=str(count), limit=str(limit))
