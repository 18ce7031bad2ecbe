"""The rows of a note that say who asks, with what, and who else has a part in the ticket. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from empathkit.models import Approval, Attachment, Device, Ticket
from empathkit.text.render import render

_PLAIN = ("role", "department", "organization", "manager", "site", "timezone", "language")
#: So many tickets in thirty days are worth a row.
_OFTEN = 3


def card_rows(ticket: Ticket, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What each row is called, and what it says; none that says nothing."""
    names, person = pack_rows(words), ticket.requester
    for name in _PLAIN:
        value = getattr(person, name)
        if value and not (name == "organization" and value == person.department):
            yield names.get(name, name), str(value)
    if person.lately is not None and person.lately >= _OFTEN:
        yield names.get("lately", "lately"), str(person.lately)
    for device in person.devices:
        yield names.get("device", "device"), _device(device)
    for one in ticket.approvals:
        yield names.get("approvals", "approvals"), _approval(one, words)
    if ticket.participants:
        yield names.get("participants", "participants"), ", ".join(ticket.participants)
    if ticket.attachments:
        yield names.get("attachments", "attachments"), ", ".join(_file(one) for one in ticket.attachments)
    if person.vip:
        yield names.get("vip", "VIP"), names.get("vip_care", "✓")


def pack_rows(words: Mapping[str, object]) -> Mapping[str, str]:
    """The names of the card's rows."""
    rows = words.get("rows")
    return rows if isinstance(rows, Mapping) else {}


def _approval(one: Approval, words: Mapping[str, Any]) -> str:
    texts = words.get("approval", {})
    template = str(texts.get(one.decision, texts.get("pending", "")))
    return render(template, {"by": ", ".join(one.by), "name": one.name, "at": (one.at or "")[:10]})


def _device(device: Device) -> str:
    seen = f"last seen {device.last_seen}" if device.last_seen else None
    assigned = f"assigned {device.assigned}" if device.assigned else None
    covered = f"warranty {device.warranty}" if device.warranty else None
    parts = (device.model, device.name, device.os, device.usage, assigned, covered, seen)
    return ", ".join(part for part in parts if part)


def _file(one: Attachment) -> str:
    """Its name, and its size in KB of 1024 bytes, rounded up."""
    name = one.name or "?"
    return name if one.size is None else f"{name} ({math.ceil(max(0, one.size) / 1024)} KB)"
