"""The ledger: every fact known for this ticket, with its source and date, the user's words before any record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from empathkit.models import Device, Heard, Known, Remembered, Requester, Ticket
from empathkit.text.moments import moment

#: A record of a device not seen for so long may no longer be true.
STALE_AFTER = timedelta(days=180)


def known_facts(heard: Heard, ticket: Ticket, remembered: Remembered, now: datetime | None) -> tuple[Known, ...]:
    """What was said in this ticket, then the profile, then memory; a record the user's words deny is contradicted."""
    said = tuple(_said(heard, ticket))
    kinds = {one.kind for one in said}
    profile = tuple(_profile(ticket.requester, said, now))
    memory = (one for one in remembered.known if one.kind not in kinds and one not in profile)
    return _unique((*said, *profile, *memory))


def _said(heard: Heard, ticket: Ticket) -> Iterator[Known]:
    for fact in heard.facts:
        if not fact.vague:
            at = ticket.messages[fact.evidence.message].at
            yield Known(kind=fact.kind, value=fact.value, source=f"message {fact.evidence.message + 1}", as_of=at)


def _profile(person: Requester, said: tuple[Known, ...], now: datetime | None) -> Iterator[Known]:
    for device in person.devices:
        if device.model or device.name:
            value = " ".join(part for part in (device.model, f"({device.name})" if device.name else "") if part)
            yield Known(kind="device", value=value, source="profile", as_of=device.last_seen, state=_age(device, now))
        if device.os:
            denied = len(person.devices) == 1 and any(
                one.kind == "os" and not _agree(one.value, device.os) for one in said
            )
            yield Known(
                kind="os", value=device.os, source="profile", as_of=device.last_seen,
                state="contradicted" if denied else _age(device, now),
            )  # fmt: skip
    if person.site:
        yield Known(kind="place", value=person.site, source="profile")
    contact = ", ".join(part for part in (person.preferences.channel, person.preferences.hours) if part)
    if contact:
        yield Known(kind="contact", value=contact, source="profile")


def _age(device: Device, now: datetime | None) -> Literal["current", "stale"]:
    seen = moment(device.last_seen)
    return "stale" if seen and now and now - seen > STALE_AFTER else "current"


def _agree(one: str, other: str) -> bool:
    """Whether one says the same as the other or less ("Windows 11" and "Windows 11 23H2")."""
    mine, theirs = one.lower().split(), other.lower().split()
    return set(mine) <= set(theirs) or set(theirs) <= set(mine)


def _unique(facts: tuple[Known, ...]) -> tuple[Known, ...]:
    seen: dict[tuple[str, str], Known] = {}
    for one in facts:
        seen.setdefault((one.kind, one.value.lower()), one)
    return tuple(seen.values())
