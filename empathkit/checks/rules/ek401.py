"""EK401: a promise nothing stands behind.

What stands behind one: a route of the desk, the time its service level gives, or an agent's message on the ticket
that has the same time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.fold import fold
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack


class _Words(NamedTuple):
    conditional: Regex
    time: Regex


@per_pack
def _words(pack: Pack) -> _Words:
    table = tables(pack)["EK401"]
    return _Words(combined(table["conditional"]), re.compile(str(table["time"])))


def check(subject: Subject) -> Iterator[Finding]:
    """A promise that is neither a route, nor conditional, nor evidenced."""
    words = _words(subject.pack)
    for hit in subject.hits("EK401"):
        start, end = subject.sentence_at(hit.start)
        if subject.text[start:end].strip() in subject.routes or words.conditional.search(subject.flat[start : hit.end]):
            continue
        if not _evidenced(subject.flat[hit.start : end], subject):
            yield subject.finding("EK401", hit.start, hit.end)


def _evidenced(promise: str, subject: Subject) -> bool:
    """Whether every time it names stands in the service level or in an agent's message."""
    times = set(_words(subject.pack).time.findall(promise))
    if not times or subject.ticket is None:
        return False
    said = fold("\n".join(one.body for one in subject.ticket.messages if one.author == "agent"))
    return times <= _due(subject.ticket.sla_due) | set(_words(subject.pack).time.findall(said))


def _due(given: str | None) -> set[str]:
    """The day and the time of the service level, as a reply may write them."""
    try:
        due = datetime.fromisoformat(given or "")
    except ValueError:
        return set()
    return {f"{due:%H:%M}", f"{due:%A}".lower(), f"{due:%Y-%m-%d}"}
