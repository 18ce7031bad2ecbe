"""EK502: warm words in the middle, a cold start or end.

Warm at the start and the end, competent in between (Packard, Li, Berger, Journal of Consumer Research 2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding


def check(subject: Subject) -> Iterator[Finding]:
    """Feeling words in the middle third of a reply long enough to have one."""
    sentences = subject.sentences
    if len(sentences) < int(subject.rule("EK502")["sentences"]):
        return
    third = len(sentences) / 3
    first, last = sentences[int(third + 0.5)], sentences[min(len(sentences) - 1, int(2 * third - 0.5))]
    for hit in subject.hits("EK502"):
        if first[0] <= hit.start and hit.end <= last[1]:
            yield subject.finding("EK502", hit.start, hit.end)
