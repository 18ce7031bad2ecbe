"""Secrets are masked in place, with as many marks as they had characters, so that every offset holds.

Passwords after a word for them, tokens and API keys by their form, card numbers (Luhn), IBANs (mod 97), national
ids with a check digit or after their word, postal addresses in signatures; and what was masked once, wherever it
stands again in the ticket. Phone, ticket, asset and account references are facts, not secrets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import ahocorasick

from empathkit.models import Given, PastTicket, Requester, Ticket
from empathkit.text.addresses import addresses
from empathkit.text.fold import fold
from empathkit.text.keys import keys
from empathkit.text.numbers import numbers
from empathkit.text.pack import Pack, load_pack
from empathkit.text.passwords import passwords, words
from empathkit.text.spans import Span, merged

MASK = "•"
G = TypeVar("G", bound=Given)
_MASKED = re.compile(MASK + "{2,}")
#: Stands between the texts of a ticket while they are looked at as one; no pattern reaches over it.
_BETWEEN = "\x1e"
#: What is looked up or shown as it is: names, addresses, dates and words of the contract.
_KEPT: Mapping[type[Given], frozenset[str]] = {
    Ticket: frozenset({"key", "platform", "url", "created", "sla_due", "messages"}),
    Requester: frozenset({"id", "name", "email"}),
    PastTicket: frozenset({"key"}),
}
#: Masking may bare what was hidden by its neighbour. Two looks have been enough for any text tried; this is the limit.
_LOOKS = 6


def redact(ticket: Ticket, pack: Pack | None = None) -> tuple[Ticket, tuple[tuple[Span, ...], ...]]:
    """The ticket with the secrets masked in all its free text, the requester's profile and history included, and the
    masked spans of each message. Doing it twice changes nothing."""
    texts = [message.body for message in ticket.messages]
    bodies = len(texts)
    texts.extend(_free(ticket))
    joined = _BETWEEN.join(texts)
    spans = secrets(joined, pack or load_pack())
    if not spans:
        return ticket, ((),) * bodies
    places = list(_places(texts))
    whole = mask(joined, spans)
    pieces = iter([whole[start:end] for start, end in places])
    messages = tuple(
        message if message.body == body else message.model_copy(update={"body": body})
        for message, body in zip(ticket.messages, pieces, strict=False)
    )
    rest = _changed(ticket, lambda _: next(pieces))
    return rest.model_copy(update={"messages": messages}), tuple(_within(spans, places[:bodies]))


def mask(text: str, spans: Iterable[Span]) -> str:
    """``text`` with every character of the spans turned into the mask; line breaks stay."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces.append(text[at:start])
        pieces.append("".join("\n" if mark == "\n" else MASK for mark in text[start:end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def secrets(text: str, pack: Pack) -> list[Span]:
    """Where secrets stand in ``text``, sorted and without overlaps."""
    found: list[Span] = []
    seen = text
    known: set[str] = set()
    for _ in range(_LOOKS):
        folded = fold(seen)
        new = [
            *passwords(seen, folded, pack),
            *keys(seen, words(pack).harmless),
            *numbers(folded, pack),
            *addresses(folded, pack),
        ]
        known.update(value for start, end in new if _telling(value := seen[start:end], pack))
        spans = merged([*new, *_again(seen, known)])
        if not spans:
            break
        found += spans
        seen = mask(seen, spans)
    return merged(found)


def masked(text: str) -> list[Span]:
    """Where a text has been masked already."""
    return [Span(*match.span()) for match in _MASKED.finditer(text)] if MASK in text else []


def _telling(value: str, pack: Pack) -> bool:
    """Whether a secret is so much itself that the same string is the same secret anywhere."""
    if MASK in value or not 4 <= len(value) <= 500:
        return False
    kinds = {mark.isalpha() + 2 * mark.isdigit() for mark in value}
    return len(kinds) > 1 or (len(value) >= 6 and words(pack).named.match(fold(value) + ": xx") is None)


def _again(text: str, known: Iterable[str]) -> Iterator[Span]:
    automaton: Any = ahocorasick.Automaton()
    for value in known:
        automaton.add_word(value, len(value))
    if len(automaton):
        automaton.make_automaton()
        for last, length in automaton.iter_long(text):
            yield Span(last + 1 - length, last + 1)


def _places(texts: Iterable[str]) -> Iterator[Span]:
    at = 0
    for text in texts:
        yield Span(at, at + len(text))
        at += len(text) + len(_BETWEEN)


def _within(spans: list[Span], places: Iterable[Span]) -> Iterator[tuple[Span, ...]]:
    """The spans of each place, counted from its start. None reaches over the end of one."""
    for begin, stop in places:
        inside = spans[bisect_left(spans, (begin, begin)) : bisect_left(spans, (stop, stop))]
        yield tuple(Span(start - begin, end - begin) for start, end in inside)


def _free(given: Given) -> list[str]:
    """The free texts in ``given``, in the order in which :func:`_changed` comes by them."""
    texts: list[str] = []

    def note(text: str) -> str:
        texts.append(text)
        return text

    _changed(given, note)
    return texts


def _changed(given: G, change: Callable[[str], str]) -> G:
    """``given`` with ``change`` done to each free text in it, in the order of its fields; messages apart."""
    update: dict[str, Any] = {}
    for name in type(given).model_fields:
        value = getattr(given, name)
        if name not in _KEPT.get(type(given), ()):
            new = _changed_value(value, change)
            if new is not value:
                update[name] = new
    return given.model_copy(update=update) if update else given


def _changed_value(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        new = change(value)
        return value if new == value else new
    if isinstance(value, Given):
        return _changed(value, change)
    if isinstance(value, tuple):
        items = tuple(_changed_value(item, change) for item in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value
