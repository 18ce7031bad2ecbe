"""A message cut into pieces so that every span that was heard in it can be marked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from empathkit.models import Evidence, Reading


class Heard(NamedTuple):
    """One thing that was heard: its family (fact, tried, impact, feeling, ask), a label, what it was taken for, and
    where it stands. ``level`` is that of a feeling."""

    family: str
    label: str
    value: str
    evidence: Evidence
    level: str = ""


class Piece(NamedTuple):
    """A part of a message no span begins or ends within. ``family`` is that of the shortest span over it; ``begins``
    are the spans that begin with it."""

    start: int
    end: int
    text: str
    family: str
    begins: tuple[Heard, ...]


def everything(reading: Reading) -> list[Heard]:
    """All that was heard, in the order of the conversation."""
    found = [
        *(Heard("fact", one.kind, one.value, one.evidence) for one in reading.facts),
        *(Heard("tried", "tried", "", one.evidence) for one in reading.tried),
        *(Heard("impact", "impact", "", one.evidence) for one in reading.impact),
        *(Heard("feeling", one.feeling, "", one.evidence, one.level) for one in reading.feelings),
        *(Heard("ask", "asks", "", one.evidence) for one in reading.asks),
    ]
    return sorted(found, key=lambda one: (one.evidence.message, one.evidence.start, -one.evidence.end))


def pieces(body: str, message: int, heard: Iterable[Heard]) -> list[Piece]:
    """The whole of ``body`` in pieces; joined, they are it."""
    mine = [one for one in heard if one.evidence.message == message]
    edges = {0, len(body)} | {edge for one in mine for edge in (one.evidence.start, one.evidence.end)}
    cuts = sorted(edges)
    return [_piece(body, start, end, mine) for start, end in pairwise(cuts)]


def _piece(body: str, start: int, end: int, mine: list[Heard]) -> Piece:
    over = sorted(_over(start, end, mine), key=lambda one: one.evidence.end - one.evidence.start)
    begins = tuple(one for one in over if one.evidence.start == start)
    return Piece(start, end, body[start:end], over[0].family if over else "", begins)


def _over(start: int, end: int, mine: list[Heard]) -> Iterator[Heard]:
    return (one for one in mine if one.evidence.start <= start and end <= one.evidence.end)
