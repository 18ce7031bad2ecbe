"""EK601: a placeholder left over.

In a canned reply what the desks' template languages fill is known; in a draft everything is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import overlaps


class _Placeholders(NamedTuple):
    desk: Regex
    never: Regex


@per_pack
def _placeholders(pack: Pack) -> _Placeholders:
    table = tables(pack)["EK601"]
    return _Placeholders(combined(table["desk"], 0), combined(table["never"], 0))


def check(subject: Subject) -> Iterator[Finding]:
    """What is still to be filled."""
    words = _placeholders(subject.pack)
    known = [match.span() for match in words.desk.finditer(subject.text)]
    at = 0
    for match in subject.matches(words.never):
        while at < len(known) and known[at][1] <= match.start():
            at += 1
        if at == len(known) or not overlaps(known[at], match.span()):
            yield subject.finding("EK601", *match.span())
    if not subject.canned:
        for match in subject.matches(words.desk):
            yield subject.finding("EK601", *match.span())
