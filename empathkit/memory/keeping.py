"""What is worth keeping of a suggestion, and under whose name. Pure.

Only what the requester said in this conversation is kept, and of that only what outlasts the ticket; the
profile is read anew every time. A fact keeps its own date and says which ticket it is from.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from empathkit.models import Known, Preference, Suggestion, Ticket
from empathkit.text.words import fingerprint

#: Kinds that stay true when the ticket is closed. An error, a deadline or a place belongs to its own ticket.
LASTING = frozenset({"device", "os", "contact"})
#: How many phrases of drafts are kept per user, newest first.
PHRASES = 20

#: A greeting may be the same every time.
GREETING = "greet"
#: Longer things are not worth keeping, and no database index takes them.
LONGEST = 500

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Kept(NamedTuple):
    """What one suggestion adds to the memory of a user."""

    known: tuple[Known, ...] = ()
    preferences: tuple[Preference, ...] = ()
    phrases: tuple[str, ...] = ()


def user_key(ticket: Ticket) -> str | None:
    """``platform:requester.id``; the id alone without a platform. None without a usable id, because
    two people may share a name."""
    if not ticket.requester.id:
        return None
    name = f"{ticket.platform}:{ticket.requester.id}" if ticket.platform else ticket.requester.id
    return storable(name) if len(name) <= LONGEST else None


def worth_keeping(ticket: Ticket, suggestion: Suggestion) -> Kept:
    """The lasting facts and preferences the requester stated, and fingerprints of the sentences suggested to them:
    a sentence may hold the user's own words."""
    return Kept(_facts(ticket, suggestion), _preferences(ticket, suggestion), _phrases(suggestion))


def storable(text: str) -> str:
    """Text every database takes: NUL and lone surrogates become U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _facts(ticket: Ticket, suggestion: Suggestion) -> tuple[Known, ...]:
    stated = [
        one for one in suggestion.reading.facts if one.kind in LASTING and not one.vague and len(one.value) <= LONGEST
    ]
    latest = {(one.kind, storable(one.value)): one.evidence.message for one in stated}
    return tuple(
        Known(kind=kind, value=value, source=_source(ticket, message), as_of=ticket.messages[message].at)
        for (kind, value), message in latest.items()
    )


def _preferences(ticket: Ticket, suggestion: Suggestion) -> tuple[Preference, ...]:
    stated = [one for one in suggestion.context.preferences if one.source.startswith("message")]
    return tuple(
        Preference(name=storable(one.name), value=storable(one.value), source=storable(f"{ticket.key}, {one.source}"))
        for one in stated
    )


def _phrases(suggestion: Suggestion) -> tuple[str, ...]:
    sentences = suggestion.draft.sentences if suggestion.draft else ()
    return tuple(dict.fromkeys(fingerprint(one.text) for one in sentences if one.move != GREETING))


def _source(ticket: Ticket, message: int) -> str:
    return storable(f"{ticket.key}, message {message + 1}")
