"""EK302: makes the user's trouble small."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack


@per_pack
def _moment_ago(pack: Pack) -> Regex:
    return combined(tables(pack)["EK302"]["moment_ago"])


def check(subject: Subject) -> Iterator[Finding]:
    """A word that makes the trouble small; "just" as "a moment ago" does not, nor does the user's own wording."""
    for hit in subject.hits("EK302"):
        before = subject.flat[max(0, hit.start - 24) : hit.start]
        recent = subject.flat.startswith("just", hit.start) and _moment_ago(subject.pack).search(before)
        needs = subject.flat.startswith(("just need ", "just want "), hit.start)
        if (recent and not needs) or subject.echoes(hit.start, hit.end):
            continue
        yield subject.finding("EK302", hit.start, hit.end, fix="" if hit.cut else None)
