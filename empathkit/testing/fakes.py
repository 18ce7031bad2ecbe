"""Fakes of the ports, for tests of what stands between them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from empathkit.connect.note import as_text
from empathkit.connect.receiver import document
from empathkit.errors import EmpathKitError, MalformedEvent, NotVisible, SignatureError
from empathkit.models import (
    Draft,
    Ignored,
    InternalNote,
    PlacedNote,
    Reading,
    Reason,
    Remembered,
    Sentence,
    Suggestion,
    Ticket,
    TicketEvent,
    UserContext,
)
from empathkit.ports import Preview
from empathkit.text.pack import Pack, load_pack


@dataclass
class FakeDesk:
    """A :class:`empathkit.ports.Connector` that keeps tickets and notes in memory.

    ``errors`` are raised one by one by the calls to come, whatever the call.
    """

    tickets: dict[str, Ticket] = field(default_factory=dict)
    platform: str = "fake"
    site: str = "fake.example"
    written: list[InternalNote] = field(default_factory=list)
    errors: list[EmpathKitError] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def fetch(self, key: str) -> Ticket:
        """The ticket. Raises NotVisible for one that is not there."""
        self._stumble()
        if key not in self.tickets:
            raise NotVisible(f"fake: {key} is not there")
        return self.tickets[key]

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """What was written on this ticket."""
        self._stumble()
        with self.lock:
            held = [(index, note) for index, note in enumerate(self.written) if note.ticket == key]
        return tuple(PlacedNote(id=str(index), marker=note.marker, at="2026-11-02T09:20:00Z") for index, note in held)

    def push(self, note: InternalNote) -> PlacedNote:
        """Keep the note."""
        self._stumble()
        with self.lock:
            self.written.append(note)
            return PlacedNote(id=str(len(self.written) - 1), marker=note.marker)

    def preview(self, note: InternalNote) -> Preview:
        """The note as text."""
        return Preview(f"POST fake://{self.site}/{note.ticket}", {"internal": True, "text": as_text(note)})

    def _stumble(self) -> None:
        if self.errors:
            raise self.errors.pop(0)


class FakeReceiver:
    """A :class:`empathkit.ports.Receiver` that takes the fields of an event as JSON, signed with one header."""

    def __init__(self, platform: str = "fake", word: str = "open") -> None:
        self.platform = platform
        self._word = word

    def accept(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | Ignored:
        """An event without a ``ticket`` is ignored by its ``kind``. Raises SignatureError or MalformedEvent."""
        if {name.lower(): value for name, value in headers.items()}.get("x-fake-secret") != self._word:
            raise SignatureError("the secret does not fit")
        given = document(body)
        if not isinstance(given.get("kind"), str):
            raise MalformedEvent("the event has no kind")
        if "ticket" not in given:
            return Ignored(name=given["kind"], reason="it names no ticket")
        return TicketEvent(**{"platform": self.platform, "site": "fake.example", **given})


class FakeKit:
    """Stands in for :class:`empathkit.pipeline.Kit` where only what is made of a suggestion matters.

    ``draft`` is the one sentence of every reply; None makes it abstain. It keeps what it was given.
    """

    def __init__(self, draft: str | None = "I'll look into it and write to you here.") -> None:
        self.draft = draft
        self.pack: Pack = load_pack("en")
        self.given: list[tuple[Ticket, datetime | None, Remembered | None]] = []

    def suggest(
        self, ticket: Ticket, *, now: datetime | None = None, remembered: Remembered | None = None
    ) -> Suggestion:
        """A suggestion with the one sentence, or one that abstains."""
        self.given.append((ticket, now, remembered))
        reading = Reading(language="en")
        if self.draft is None:
            return Suggestion(ticket=ticket.key, reading=reading, context=UserContext(), abstained="told to")
        sentence = Sentence(text=self.draft, move="next_step", because=(Reason(rule="told"),))
        draft = Draft(text=self.draft, language="en", template="fake", sentences=(sentence,))
        return Suggestion(ticket=ticket.key, reading=reading, context=UserContext(), draft=draft)


def fake_ticket(key: str = "IT-1", *said: tuple[str, str], **requester: Any) -> Ticket:
    """A ticket of (author, body) pairs; one message of the requester where none is given."""
    messages = [
        {"author": author, "body": body, "id": str(index), "public": author != "integration"}
        for index, (author, body) in enumerate(said or [("requester", "the printer on floor 2 is stuck")], 1)
    ]
    person = {"id": "u1", "name": "Ines Kaya", **requester}
    return Ticket.model_validate({"key": key, "platform": "fake", "requester": person, "messages": messages})


def fake_event(ticket: str = "IT-1", kind: str = "created", delivery: str = "d1", **rest: Any) -> TicketEvent:
    """An event of the fake platform."""
    given = {"platform": "fake", "site": "fake.example", "ticket": ticket, "kind": kind, "delivery": delivery}
    return TicketEvent.model_validate({**given, **rest})


def texts(notes: Iterable[InternalNote]) -> list[str]:
    """Notes as text."""
    return [as_text(note) for note in notes]
