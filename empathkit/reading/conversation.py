"""The requester's side of a ticket, ready to be heard: each message cleaned, with its secrets as holes."""

from __future__ import annotations

from typing import NamedTuple

from empathkit.models import Evidence, Ticket
from empathkit.text.clean import clean
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.redact import masked
from empathkit.text.spans import Span, blanked, merged, trimmed, without
from empathkit.text.view import LONGEST, View, view


class Heed(NamedTuple):
    """One requester message: its place in the ticket, its body as given, the look at what is heard of it, and the holes
    that no evidence may touch."""

    at: int
    body: str
    seen: View
    holes: tuple[Span, ...]

    def evidence(self, start: int, end: int) -> Evidence | None:
        """Evidence for a span, kept clear of the holes; None where nothing of it is left."""
        whole = without((start, end), self.holes)
        if whole is None:
            return None
        span = trimmed(self.body, *whole)
        if span.end <= span.start:
            return None
        return Evidence(message=self.at, start=span.start, end=span.end, quote=self.body[span.start : span.end])


def heed(ticket: Ticket, pack: Pack) -> list[Heed]:
    """The requester's public messages in order."""
    return [
        _heed(index, message.body, pack)
        for index, message in enumerate(ticket.messages)
        if message.author == "requester"
    ]


def _heed(index: int, body: str, pack: Pack) -> Heed:
    holes = tuple(merged(masked(body)))
    text = clean(blanked(body[:LONGEST], [hole for hole in holes if hole.end <= LONGEST]), pack)
    return Heed(index, body, view(text, pack), holes)


def summary_view(ticket: Ticket, pack: Pack) -> View:
    """The look at the ticket's summary; it is context and never evidence."""
    summary = ticket.summary[:300]
    return view(blanked(summary, masked(summary)), pack)


def asked_before(ticket: Ticket, index: int) -> str:
    """The last words of an agent before message ``index``, folded."""
    for message in reversed(ticket.messages[:index]):
        if message.author == "agent" and message.public:
            return fold(message.body)
    return ""
