"""EK602: repeats a secret that must not travel by reply."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.redact import secrets


def check(subject: Subject) -> Iterator[Finding]:
    """A password, token or number of a card or person."""
    for start, end in secrets(subject.text, subject.pack):
        yield subject.finding("EK602", start, end)
