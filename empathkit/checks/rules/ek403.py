"""EK403: closes before the user has said that it works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.checks.patterns import tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack


class _Words(NamedTuple):
    confirmed: re.Pattern[str]
    announced: re.Pattern[str]


@per_pack
def _words(pack: Pack) -> _Words:
    table = tables(pack)["EK403"]
    return _Words(re.compile(str(table["confirmed"])), re.compile(str(table["announced"])))


def check(subject: Subject) -> Iterator[Finding]:
    """A closing, unless the user said that it works. A reply without its ticket is taken at its word on that; one
    that announces a closing and leaves the user the say does not close."""
    words = _words(subject.pack)
    thanked = subject.heard is not None and subject.heard.situation == "thanks"
    if thanked or (subject.ticket is None and words.confirmed.search(subject.flat)):
        return
    for hit in subject.hits("EK403"):
        start, _ = subject.sentence_at(hit.start)
        if not words.announced.search(subject.flat[start : hit.start + 1]):
            yield subject.finding("EK403", hit.start, hit.end)
