"""One run for one ticket: fetch, recall, suggest, write the note, remember.

Work is at-least-once, so the note's marker is looked for before anything is written, and a run that was cut
short can simply be made again.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import empathkit
from empathkit.connect.handover import write_handover
from empathkit.connect.note import marker, write_note
from empathkit.errors import PlatformError
from empathkit.models import InternalNote, PlacedNote, Suggestion, Ticket
from empathkit.ports import Connector, KeepsProfile, Memory

if TYPE_CHECKING:
    from empathkit.pipeline import Kit


log = logging.getLogger("empathkit.queue")


class Prepared(NamedTuple):
    """What a run would do. Without a note, ``why_not`` says why there is nothing to write."""

    ticket: Ticket
    suggestion: Suggestion | None = None
    note: InternalNote | None = None
    why_not: str | None = None


def prepare(connector: Connector, key: str, kit: Kit, memory: Memory, now: datetime) -> Prepared:
    """Everything but the writing. Raises PlatformError: PermissionDenied where notes can't be read, because
    then nothing may be written."""
    return prepare_for(connector, connector.fetch(key), kit, memory, now)


def prepare_for(connector: Connector, ticket: Ticket, kit: Kit, memory: Memory, now: datetime) -> Prepared:
    """The same for a ticket that was fetched already."""
    if not requester_spoke_last(ticket):
        return Prepared(ticket, why_not="the last public message is not the requester's")
    suggestion = kit.suggest(ticket, now=now, remembered=memory.recall(ticket))
    mark = marker(connector.platform, connector.site, ticket, "suggestion" if suggestion.draft else "card")
    placed = connector.notes(ticket.key)
    if any(one.marker == mark for one in placed):
        return Prepared(ticket, suggestion, why_not=f"the note {mark} is there already")
    replaces = _name(placed[-1]) if placed else None
    note = write_note(suggestion, ticket, mark, kit.pack, version=empathkit.__version__, replaces=replaces)
    return Prepared(ticket, suggestion, note)


def hand_over(connector: Connector, ticket: Ticket, kit: Kit, memory: Memory, now: datetime) -> PlacedNote | None:
    """Write the note for who takes the ticket over; None where it is there already, or where no agent has spoken yet
    and there is nothing to hand over. Raises PlatformError."""
    if not any(one.author == "agent" and one.public for one in ticket.messages):
        return None
    mark = marker(connector.platform, connector.site, ticket, "handover")
    if any(one.marker == mark for one in connector.notes(ticket.key)):
        return None
    understood = kit.understand(ticket, now=now, remembered=memory.recall(ticket))
    return connector.push(write_handover(understood, mark, kit.pack, version=empathkit.__version__))


def deliver(connector: Connector, prepared: Prepared, memory: Memory) -> PlacedNote | None:
    """Write the note and remember what it rests on; None where there is nothing to write. Raises PlatformError."""
    if prepared.note is None or prepared.suggestion is None:
        return None
    placed = connector.push(prepared.note)
    _keep_profile(connector, prepared.ticket, prepared.suggestion, placed.marker)
    memory.remember(prepared.ticket, prepared.suggestion)
    return placed


def _keep_profile(connector: Connector, ticket: Ticket, suggestion: Suggestion, mark: str) -> None:
    """For machines, where it is wanted. The note is there already, so that what fails here is only told."""
    if isinstance(connector, KeepsProfile):
        try:
            connector.keep_profile(ticket, suggestion, mark)
        except PlatformError as error:
            log.warning("%s %s: the profile was not kept: %s", connector.platform, ticket.key, error)


def requester_spoke_last(ticket: Ticket) -> bool:
    """Whether the last message the requester can see is their own."""
    seen = [message for message in ticket.messages if message.public]
    return bool(seen) and seen[-1].author == "requester"


def _name(placed: PlacedNote) -> str:
    return f"{placed.marker} ({placed.at})" if placed.at else placed.marker
