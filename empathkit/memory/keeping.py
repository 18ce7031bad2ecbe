"""What is worth keeping of a suggestion, and under whose name. Pure.

Only what the requester said in this conversation is kept, and of that only what outlasts the ticket; the
profile is read anew every time. A fact keeps its own date and says which ticket it is from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from empathkit.context.usage import USE
from empathkit.models import Known, PastTicket, Preference, Suggestion, Ticket
from empathkit.text.moments import moment
from empathkit.text.words import digest, fingerprint

#: Kinds that stay true when the ticket is closed. An error, a deadline or a place belongs to its own ticket.
LASTING = frozenset({"device", "os", "contact"})
#: How many phrases of drafts are kept per user, newest first.
PHRASES = 20

#: A greeting may be the same every time.
GREETING = "greet"
#: Longer things are not worth keeping, and no database index takes them.
LONGEST = 500

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


#: Tickets a user is remembered by, newest first.
TICKETS = 200
#: What troubles others: in so many days, among so many of the latest tickets of a place, so many people at least.
DAYS, AROUND, PEOPLE = 30, 40, 3


class Place(NamedTuple):
    """Where somebody works and on what: by these others are found who may have the same trouble."""

    department: str | None = None
    site: str | None = None
    model: str | None = None


class Past(NamedTuple):
    """What is remembered of a ticket: its topic and times, what it was about in the desk's own terms, how it was ended.
    None of the requester's words: ``digest`` is a fingerprint of them, ``manner`` how they asked to be dealt with, as
    JSON."""

    ticket: str
    topic: str | None = None
    opened: str | None = None
    resolved: str | None = None
    reopened: int = 0
    reassigned: int = 0
    resolution: str | None = None
    department: str | None = None
    site: str | None = None
    model: str | None = None
    application: str | None = None
    repeat: bool = False
    digest: str | None = None
    manner: str | None = None


class Kept(NamedTuple):
    """What one suggestion adds to the memory of a user."""

    known: tuple[Known, ...] = ()
    preferences: tuple[Preference, ...] = ()
    phrases: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()


def user_key(ticket: Ticket) -> str | None:
    """``platform:requester.id``; the id alone without a platform. None without a usable id, because
    two people may share a name."""
    if not ticket.requester.id:
        return None
    name = f"{ticket.platform}:{ticket.requester.id}" if ticket.platform else ticket.requester.id
    return storable(name) if len(name) <= LONGEST else None


def place(ticket: Ticket) -> Place:
    """The requester's, as memory holds it. The model only where there is one device or several alike."""
    models = {one.model for one in ticket.requester.devices if one.model}
    model = models.pop() if len(models) == 1 else None
    return Place(_short(ticket.requester.department), _short(ticket.requester.site), _short(model))


def since(ticket: Ticket) -> str | None:
    """The date from which others' tickets count for this one; None where it has no date."""
    opened = moment(ticket.created or ticket.messages[0].at)
    return (opened - timedelta(days=DAYS)).date().isoformat() if opened else None


def worth_keeping(ticket: Ticket, suggestion: Suggestion) -> Kept:
    """The lasting facts and preferences the requester stated, and fingerprints of the sentences suggested to them:
    a sentence may hold the user's own words; what the ticket was about; and the earlier tickets it came with."""
    past = (*_history(ticket), *_this(ticket, suggestion))
    return Kept(_facts(ticket, suggestion), _preferences(ticket, suggestion), _phrases(suggestion), past)


def past_ticket(past: Past) -> PastTicket:
    """A remembered ticket as the history of a user gives it."""
    return PastTicket(
        key=past.ticket,
        topic=past.topic,
        opened=past.opened,
        resolved=past.resolved,
        reopened=past.reopened,
        reassigned=past.reassigned,
        resolution=past.resolution,
        digest=past.digest or "",
        application=past.application,
        site=past.site,
        manner=json.loads(past.manner or "{}"),
    )


def storable(text: str) -> str:
    """Text every database takes: NUL and lone surrogates become U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _facts(ticket: Ticket, suggestion: Suggestion) -> tuple[Known, ...]:
    unsure = {(one.kind, one.value) for one in suggestion.context.known if one.confidence == "low"}
    stated = [
        one
        for one in suggestion.reading.facts
        if one.kind in LASTING and not one.vague and len(one.value) <= LONGEST and (one.kind, one.value) not in unsure
    ]
    latest = {(one.kind, storable(one.value)): one.evidence.message for one in stated}
    return tuple(
        Known(kind=kind, value=value, source=_source(ticket, message), as_of=ticket.messages[message].at)
        for (kind, value), message in latest.items()
    )


def _preferences(ticket: Ticket, suggestion: Suggestion) -> tuple[Preference, ...]:
    return tuple(
        Preference(
            name=storable(one.name),
            value=storable(one.value),
            source=storable(f"{ticket.key}, {one.source}"),
            basis="said",
        )
        for one in suggestion.context.preferences
        if _of_this_ticket(one) and one.basis == "said"
    )


def _of_this_ticket(wish: Preference) -> bool:
    return wish.basis in {"said", "observed"} and wish.source.startswith("message")


def _manner(suggestion: Suggestion) -> str | None:
    """How they asked to be dealt with in this ticket, where and on what they said they worked; what comes again and
    again is learned."""
    manner = {one.name: one.value for one in suggestion.context.preferences if _of_this_ticket(one)}
    manner |= {one.kind: one.value for one in suggestion.context.known if one.kind in USE and _said_here(one)}
    return json.dumps(manner, sort_keys=True) if manner else None


def _said_here(one: Known) -> bool:
    return one.source.startswith("message") and one.state == "current" and one.confidence != "low"


def _this(ticket: Ticket, suggestion: Suggestion) -> Iterator[Past]:
    if not ticket.key or len(ticket.key) > LONGEST:
        return
    said = {one.kind: one.value for one in suggestion.reading.facts if not one.vague}
    yield Past(
        ticket=storable(ticket.key),
        topic=suggestion.reading.topic,
        opened=_short(ticket.created or ticket.messages[0].at),
        **place(ticket)._asdict(),
        application=_short(said.get("application")),
        repeat=suggestion.reading.repeat,
        digest=digest(ticket.summary or ticket.messages[0].body) or None,
        manner=_manner(suggestion),
    )


def _history(ticket: Ticket) -> Iterator[Past]:
    """Only how they ended: what they were about is read from their words when the platform gives them again."""
    for one in ticket.requester.history:
        if one.key and one.topic and one.key != ticket.key and len(one.key) <= LONGEST:
            yield Past(
                ticket=storable(one.key),
                topic=one.topic,
                opened=_short(one.opened),
                resolved=_short(one.resolved),
                reopened=one.reopened,
                reassigned=one.reassigned,
                resolution=_short(one.resolution),
            )


def _short(text: str | None) -> str | None:
    return storable(text)[:LONGEST] if text else None


def _phrases(suggestion: Suggestion) -> tuple[str, ...]:
    sentences = suggestion.draft.sentences if suggestion.draft else ()
    return tuple(dict.fromkeys(fingerprint(one.text) for one in sentences if one.move != GREETING))


def _source(ticket: Ticket, message: int) -> str:
    return storable(f"{ticket.key}, message {message + 1}")
