"""EK304: shouting or sarcasm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack

#: A word of so many capitals is no abbreviation.
LONG = 6
_WORD = re.compile(r"[A-Z]+")


class _Loud(NamedTuple):
    marks: Regex
    capitals: Regex
    ordinary: frozenset[str]


@per_pack
def _loud(pack: Pack) -> _Loud:
    table = tables(pack)["EK304"]
    return _Loud(
        re.compile(str(table["marks"])),
        combined(table["shouting"], 0),
        frozenset(str(pack["language"].get("own", "")).split()),
    )


def check(subject: Subject) -> Iterator[Finding]:
    """Sarcasm, piled up marks, and words in capitals that neither the user nor the ticket wrote so."""
    loud = _loud(subject.pack)
    for hit in subject.hits("EK304"):
        yield subject.finding("EK304", hit.start, hit.end)
    for match in subject.matches(loud.marks):
        yield subject.finding("EK304", *match.span(), fix="?" if "?" in match.group() else "!")
    theirs = (
        "\n".join((subject.ticket.summary, *(one.body for one in subject.ticket.messages))) if subject.ticket else ""
    )
    for match in subject.matches(loud.capitals):
        if match.group() not in theirs and _are_words(match.group(), loud):
            yield subject.finding("EK304", *match.span(), fix=_calm(match.group(), subject, match.start(), loud))


def _are_words(run: str, loud: _Loud) -> bool:
    """Whether words are shouted, and not abbreviations listed."""
    words = _WORD.findall(run)
    return sum(word.lower() in loud.ordinary or len(word) >= LONG for word in words) > 1


def _calm(run: str, subject: Subject, at: int, loud: _Loud) -> str:
    """The words in small letters, the first one of a sentence with its capital; abbreviations stay."""
    calm = _WORD.sub(
        lambda word: word[0].lower() if word[0].lower() in loud.ordinary or len(word[0]) > 4 else word[0], run
    )
    return calm[:1].upper() + calm[1:] if subject.sentence_at(at)[0] == at else calm
