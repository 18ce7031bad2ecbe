"""EK504: a sentence this user was sent lately, word for word. Scripted empathy is recognised."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.words import fingerprint


def check(subject: Subject) -> Iterator[Finding]:
    """A sentence whose fingerprint memory holds for this user."""
    used = set(subject.phrases)
    for start, end in subject.sentences if used else ():
        if fingerprint(subject.text[start:end]) in used:
            yield subject.finding("EK504", start, end)
