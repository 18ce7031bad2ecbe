"""What a reply is made from, and the pieces with reasons that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from empathkit.models import Evidence, Known, Reading, Reason, Ticket, UserContext
from empathkit.text.pack import Pack
from empathkit.text.redact import masked
from empathkit.text.sentences import split
from empathkit.text.spans import Span, without


class Slot(NamedTuple):
    """A piece of text and what it rests on."""

    text: str
    reasons: tuple[Reason, ...]


class Material(NamedTuple):
    """All that a reply is composed from."""

    reading: Reading
    ticket: Ticket
    context: UserContext
    pack: Pack


def topic_words(material: Material) -> Mapping[str, Any]:
    """What the pack says of this ticket's topic."""
    topics = material.pack["topics"]
    table = topics.get(material.reading.topic or "_default") or topics["_default"]
    return table if isinstance(table, Mapping) else {}


def said(material: Material) -> Evidence:
    """The requester's own words that a sentence about the ticket as a whole rests on."""
    spans = [fact.evidence for fact in material.reading.facts] + [one.evidence for one in material.reading.asks]
    if spans:
        return spans[0]
    index = max(i for i, message in enumerate(material.ticket.messages) if message.author == "requester")
    body = material.ticket.messages[index].body
    whole = without((0, len(body)), masked(body)) or Span(0, 0)
    start, end = next(iter(split(body[whole.start : whole.end], material.pack)), (0, 0))
    start, end = whole.start + start, whole.start + end
    return Evidence(message=index, start=start, end=end, quote=body[start:end])


def because(rule: str, evidence: Evidence | None = None, known: Known | None = None) -> tuple[Reason, ...]:
    """One reason, as a slot holds it."""
    return (Reason(rule=rule, evidence=evidence, known=known),)
