"""Spans: where something stands in a text, as code-point offsets. All functions are pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_EDGES = " \t\r\n\v\f\u00a0\u200b\u200d\ufeff"


class Span(NamedTuple):
    """``start`` and ``end`` are code-point offsets, ``end`` exclusive."""

    start: int
    end: int


def trimmed(text: str, start: int, end: int, edges: str = _EDGES) -> Span:
    """The span without blanks and ``edges`` at its ends."""
    while start < end and (text[start] in edges or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in edges or text[end - 1].isspace()):
        end -= 1
    return Span(start, end)


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def without(span: tuple[int, int], holes: Sequence[tuple[int, int]]) -> Span | None:
    """The longest part of ``span`` that overlaps none of the sorted ``holes``."""
    best: Span | None = None
    at = span[0]
    for start, end in (*holes, (span[1], span[1])):
        piece = Span(at, min(start, span[1]))
        if piece.end > piece.start and (best is None or piece.end - piece.start > best.end - best.start):
            best = piece
        at = max(at, end)
    return best


def merged(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The same ground as ``spans``, sorted and without overlaps."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, end))
        elif end > start:
            out.append(Span(start, end))
    return out


def holding(spans: Sequence[Span], at: int) -> int:
    """The index of the last of the sorted ``spans`` that begins at or before ``at`` (0 if none does)."""
    return max(0, bisect_right(spans, (at, 1 << 62)) - 1)


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with the spans turned into blanks (line breaks stay), so that every offset holds."""
    pieces: list[str] = []
    at = 0
    for start, end in merged(spans):
        pieces.append(text[at:start])
        pieces.append("".join("\n" if mark == "\n" else " " for mark in text[start:end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
