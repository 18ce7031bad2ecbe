"""What the desk shows: lines of the queue, and a ticket with its user and its suggestion. Pure."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from empathkit.connect.around import page_of
from empathkit.memory.waiting import Cursor, Row
from empathkit.models import Device, Known, Remembered, Suggestion, Ticket
from empathkit.pipeline import Kit
from empathkit.serve.pages.ages import age, lasted, local_time
from empathkit.serve.pages.view import View, view

#: Feelings by level, as a line of the queue shows them.
LEVELS = ("", "upset", "upset", "very upset")


class Line(NamedTuple):
    """A line of the queue. ``tone`` is a class of its style."""

    row: Row
    href: str
    what: str
    where: str
    tags: tuple[tuple[str, str], ...]
    waited: str


class Fact(NamedTuple):
    """One value of something that is known: ``state`` tells where it may not hold."""

    value: str
    source: str
    age: str
    state: str


class Card(NamedTuple):
    """The user: ``who`` are pairs of name and value."""

    name: str
    vip: bool
    who: tuple[tuple[str, str], ...]
    devices: tuple[tuple[str, str], ...]
    facts: Mapping[str, tuple[Fact, ...]]
    past: tuple[tuple[str, str, str, str], ...]


class Shown(NamedTuple):
    """A ticket at the desk: ``answered`` where an agent has written since."""

    ticket: Ticket
    suggestion: Suggestion
    view: View
    card: Card
    answered: bool


def line(row: Row, now: float) -> Line:
    """A row of the queue, as people read it."""
    tags = [("urgent", _plain(row.situation))] if not row.later else []
    if level := LEVELS[min(row.level, 3)]:
        tags.append(("upset", level))
    if not row.draft:
        tags.append(("plain", "card only"))
    if row.state != "waiting":
        tags.append(("done", row.state))
    about = (row.topic, row.situation if row.later else None)
    what = ", ".join(dict.fromkeys(_plain(one) for one in about if one))
    where = ", ".join(one for one in (row.department, row.site) if one)
    return Line(row, page_of(row.platform, row.ticket), what, where, tuple(tags), lasted(now - row.made))


def show(ticket: Ticket, kit: Kit, remembered: Remembered, told: Iterable[str], now: datetime) -> Shown:
    """A ticket with the suggestion as it was made when the requester last wrote: the same words give the same reply, so
    none has to be kept. ``told`` are the fingerprints of its sentences."""
    asked = until_requester(ticket)
    then = before_it(remembered, ticket.key, told)
    suggestion = kit.suggest(asked, now=now, remembered=then)
    masked = kit.understand(ticket, now=now, remembered=then).ticket
    return Shown(
        masked,
        suggestion,
        view(masked, suggestion, kit.pack["note"]),
        card(masked, suggestion, now),
        asked is not ticket,
    )


def until_requester(ticket: Ticket) -> Ticket:
    """The ticket as it stood when the requester last wrote where all could see; as it is where they have the last
    word."""
    spoken = [place for place, one in enumerate(ticket.messages) if one.public and one.author != "integration"]
    asked = [place for place in spoken if ticket.messages[place].author == "requester"]
    if not asked or asked[-1] == spoken[-1]:
        return ticket
    return ticket.model_copy(update={"messages": ticket.messages[: asked[-1] + 1]})


def before_it(remembered: Remembered, key: str, told: Iterable[str]) -> Remembered:
    """What was remembered before this ticket's own suggestion was made."""
    mine = (f"{key}, ", f"{key}:")
    own = frozenset(told)
    return remembered.model_copy(
        update={
            "known": tuple(one for one in remembered.known if not one.source.startswith(mine)),
            "preferences": tuple(one for one in remembered.preferences if not one.source.startswith(mine)),
            "phrases": tuple(one for one in remembered.phrases if one not in own),
        }
    )


def card(ticket: Ticket, suggestion: Suggestion, now: datetime) -> Card:
    """The user of a ticket."""
    person = ticket.requester
    names = ("role", "department", "manager", "site", "email", "language")
    who = [(name.capitalize(), str(value)) for name in names if (value := getattr(person, name))]
    if time := local_time(person.timezone, now):
        who.append(("Local time", f"{time} ({person.timezone})"))
    return Card(
        name=person.name or person.id or "",
        vip=person.vip,
        who=tuple(who),
        devices=tuple(_device(one, now) for one in person.devices),
        facts=_facts(suggestion.context.known, now),
        past=tuple(
            (one.key or "", one.summary or _plain(one.topic), age(one.opened, now), one.resolution or "")
            for one in person.history[:10]
        ),
    )  # fmt: skip


def _plain(name: str | None) -> str:
    return (name or "").replace("_", " ")


def _device(device: Device, now: datetime) -> tuple[str, str]:
    name = " ".join(part for part in (device.model, f"({device.name})" if device.name else None) if part)
    assigned = f"assigned {device.assigned}" if device.assigned else None
    seen = f"last seen {age(device.last_seen, now)}" if device.last_seen else None
    return name or "device", ", ".join(part for part in (device.os, device.usage, assigned, seen) if part)


def _facts(known: Iterable[Known], now: datetime) -> Mapping[str, tuple[Fact, ...]]:
    """What is known, by kind; the time of day stands above already."""
    found: dict[str, tuple[Fact, ...]] = {}
    for one in known:
        if one.kind != "local_time":
            state = one.state if one.state != "current" else ""
            doubt = "not sure" if one.confidence == "low" else ""
            fact = Fact(one.value, one.source, age(one.as_of, now), state or doubt)
            found[_plain(one.kind)] = (*found.get(_plain(one.kind), ()), fact)
    return found


def pack_cursor(row: Row) -> str:
    """A row's place in the queue, for an address."""
    place = json.dumps([row.later, row.made, row.platform, row.ticket])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read_cursor(given: str) -> Cursor | None:
    """The place an address names; None for one that is none."""
    try:
        later, made, platform, ticket = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        return Cursor(int(later), float(made), str(platform), str(ticket))
    except (ValueError, TypeError):
        return None


def links(keys: Iterable[str], platform: str) -> Mapping[str, str]:
    """Where the pages of tickets are, by key."""
    return {key: page_of(platform, key) for key in keys}
