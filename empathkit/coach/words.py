"""What can be said truthfully of a ticket: the reply's own phrases, slots and routes. Nothing generic."""

from __future__ import annotations

from functools import cached_property

from empathkit.checks.subject import Subject
from empathkit.models import Reading
from empathkit.reply.flags import flags
from empathkit.reply.material import Material, Slot
from empathkit.reply.phrases import choose
from empathkit.reply.routes import next_step
from empathkit.reply.slots import slots


class Words:
    """The words for the ticket of a subject; without a ticket there are none."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    @cached_property
    def _material(self) -> Material | None:
        one = self._subject
        if one.ticket is None or one.heard is None or one.context is None:
            return None
        if not any(message.author == "requester" for message in one.ticket.messages):
            return None  # there is nothing of theirs that a sentence could rest on
        reading = Reading.model_validate({**dict(one.heard), "unknown": one.unknown})
        return Material(reading, one.ticket, one.context, one.pack)

    @cached_property
    def _slots(self) -> dict[str, Slot]:
        return slots(self._material) if self._material else {}

    def phrase(self, move: str) -> str | None:
        """A sentence of a move that holds a piece of this ticket, or None."""
        material = self._material
        if material is None:
            return None
        chosen = choose(
            move, material.pack, self._slots, flags(material), seed=material.ticket.key, avoid=self._subject.phrases
        )
        return chosen.text if chosen and chosen.used else None

    def next_step(self) -> str | None:
        """What the desk's routes allow the agent to promise on this ticket, or None."""
        return next_step(self._material, self._slots, None).text if self._material else None

    def first_name(self) -> str | None:
        """How the requester is called."""
        slot = self._slots.get("first_name")
        return slot.text if slot else None
