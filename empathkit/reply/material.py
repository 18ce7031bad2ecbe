"""What a reply is made from, and the pieces with reasons that it is made of."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from empathkit.models import Evidence, Known, Reading, Reason, Ticket, UserContext
from empathkit.text.fold import fold
from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack
from empathkit.text.redact import masked
from empathkit.text.sentences import split
from empathkit.text.spans import Span, without
from empathkit.text.view import LONGEST


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


def situation_words(material: Material) -> Mapping[str, Any]:
    """What the pack says of this ticket's situation."""
    situations = material.pack["situations"]
    table = situations.get(material.reading.situation or "", {})
    brought = situations.get(material.reading.topic or "", {})
    if material.reading.situation == "answers" and brought.get("topic") == material.reading.topic:
        table = {**brought, **table}
    elif material.reading.situation == "answers" and pattern(str(situations["answers"]["wished"])).match(
        material.reading.issue or ""
    ):
        table = {**situations["request"], **table}
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


def heard_in(material: Material, source: str, *, last: bool = False) -> Evidence | None:
    """Where the requester said what a pattern (any case) looks for; the last message first, the title last.

    With ``last`` only their last message counts.
    """
    for index, body, folded in _spoken(material, last=last):
        for match in pattern(source).finditer(folded):
            clear = without(match.span(), masked(body)) if match.end() > match.start() else None
            if clear == match.span():
                return Evidence(message=index, start=match.start(), end=match.end(), quote=body[slice(*match.span())])
    titled = not last and pattern(source).search(fold(material.ticket.summary[:LONGEST]))
    return said(material) if titled else None


def all_said(material: Material) -> str:
    """All they wrote, title first, folded."""
    bodies = (one.body[:LONGEST] for one in material.ticket.messages if one.author == "requester")
    return fold("\n".join((material.ticket.summary[:LONGEST], *bodies)))


def last_said(material: Material) -> str:
    """Their last message, folded."""
    return next((text for _, _, text in _spoken(material, last=True)), "")


def _spoken(material: Material, *, last: bool) -> Iterator[tuple[int, str, str]]:
    for index in reversed(range(len(material.ticket.messages))):
        message = material.ticket.messages[index]
        if message.author == "requester":
            yield index, message.body, fold(message.body[:LONGEST])
            if last:
                return


@functools.lru_cache(maxsize=4096)
def pattern(source: str) -> Regex:
    """A pack's pattern, compiled once; it sees folded text."""
    return compiled(source, re.IGNORECASE)


def texts(value: object) -> tuple[str, ...]:
    """The texts of a key that may hold one or a list."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, Iterable) else ()


def because(rule: str, evidence: Evidence | None = None, known: Known | None = None) -> tuple[Reason, ...]:
    """One reason, as a slot holds it."""
    return (Reason(rule=rule, evidence=evidence, known=known),)
