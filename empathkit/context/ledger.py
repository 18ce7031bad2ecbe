"""The ledger: every fact known for this ticket, with its source, date and state. Later words win over earlier ones, the
user's words over any record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from empathkit.context.unknown import meant
from empathkit.models import Device, Fact, Heard, Known, Remembered, Ticket
from empathkit.text.fold import fold
from empathkit.text.moments import moment
from empathkit.text.pack import Pack, per_pack

State = Literal["current", "stale", "contradicted"]
Confidence = Literal["high", "medium", "low"]

#: A record of a device not seen for so long may no longer be true, nor may what they said so long ago.
STALE_AFTER = timedelta(days=180)
#: Kinds of which one thing holds at a time.
_SINGLE = frozenset({"os", "contact", "place", "network", "started", "version"})
#: How far before a fact its owner or its denial may stand.
_NEAR = 45
_SENTENCE_END = re.compile(r"[.!?\n](?=\s|$)")


class Rules(NamedTuple):
    """What tells whose a fact is and which statement holds, in folded text."""

    others: re.Pattern[str]
    own: re.Pattern[str]
    corrected: re.Pattern[str]
    denied: re.Pattern[str]


@per_pack
def _rules(pack: Pack) -> Rules:
    table: Any = pack["context"]
    return Rules(*(re.compile(str(table[name])) for name in Rules._fields))


def known_facts(
    heard: Heard, ticket: Ticket, pack: Pack, remembered: Remembered, now: datetime | None
) -> tuple[Known, ...]:
    """What was said in this ticket, then the profile, then memory; a record the user's words deny is contradicted."""
    said = tuple(_said(heard, ticket, pack))
    holds = tuple(one for one in said if one.state == "current" and one.confidence != "low")
    kinds = {one.kind for one in holds}
    profile = tuple(_profile(heard, ticket, pack, holds, remembered, now))
    memory = (_aged(one, now) for one in remembered.known if one.kind not in kinds and one not in profile)
    return _unique((*said, *profile, *memory))


def _said(heard: Heard, ticket: Ticket, pack: Pack) -> Iterator[Known]:
    rules = _rules(pack)
    facts = [one for one in heard.facts if not one.vague]
    for fact in facts:
        state: State = "contradicted" if _overtaken(fact, facts, ticket, rules) else "current"
        sure: Confidence = "low" if state != "current" or others(fact, ticket, pack) else "high"
        yield Known(
            kind=fact.kind, value=fact.value, source=f"message {fact.evidence.message + 1}",
            as_of=ticket.messages[fact.evidence.message].at or ticket.created, state=state, confidence=sure,
        )  # fmt: skip


def others(fact: Fact, ticket: Ticket, pack: Pack) -> bool:
    """Whether a thing is somebody else's: "my colleague's laptop", "her ThinkPad"."""
    rules = _rules(pack)
    near = f"{_before(fact, ticket)}{fold(fact.evidence.quote)}"
    named = list(rules.others.finditer(near))
    return bool(named) and rules.own.search(near[named[-1].end() :]) is None


def _overtaken(fact: Fact, facts: Sequence[Fact], ticket: Ticket, rules: Rules) -> bool:
    """Whether a value is denied where it stands, or corrected later."""
    if rules.denied.search(_before(fact, ticket)):
        return True
    if fact.kind not in _SINGLE:
        return False
    place = (fact.evidence.message, fact.evidence.start)
    later = (
        one for one in facts
        if one.kind == fact.kind and (one.evidence.message, one.evidence.start) > place and not agree(one, fact)
    )  # fmt: skip
    return any(rules.corrected.search(_before(one, ticket)) for one in later)


def _before(fact: Fact, ticket: Ticket) -> str:
    """The words before a fact in its sentence."""
    at = fact.evidence.start
    text = fold(ticket.messages[fact.evidence.message].body[max(0, at - _NEAR) : at])
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[ends[-1] :] if ends else text


def _profile(
    heard: Heard, ticket: Ticket, pack: Pack, said: Sequence[Known], remembered: Remembered, now: datetime | None
) -> Iterator[Known]:
    person = ticket.requester
    theirs = meant(heard, person.devices, pack)
    for device in sorted(person.devices, key=lambda one: one is not theirs):
        age = _age(device.last_seen, now)
        if device.model or device.name:
            value = " ".join(part for part in (device.model, f"({device.name})" if device.name else "") if part)
            yield _record("device", value, device, age)
        if device.os:
            denied = device is theirs and _denied(device, said, remembered)
            yield _record("os", device.os, device, "contradicted" if denied else age)
    if person.site:
        yield Known(kind="place", value=person.site, source="profile", confidence="medium")
    contact = ", ".join(part for part in (person.preferences.channel, person.preferences.hours) if part)
    if contact:
        yield Known(kind="contact", value=contact, source="profile")


def _record(kind: str, value: str, device: Device, state: State) -> Known:
    sure: Confidence = "medium" if state == "current" else "low"
    return Known(kind=kind, value=value, source="profile", as_of=device.last_seen, state=state, confidence=sure)


def _denied(device: Device, said: Sequence[Known], remembered: Remembered) -> bool:
    """Whether their words deny the system on file: words of this ticket, or later ones than the record."""
    here = [one.value for one in said if one.kind == "os"]
    if here:
        return not any(_agree(value, device.os or "") for value in here)
    seen = moment(device.last_seen)
    before = [one for one in remembered.known if one.kind == "os" and seen and (moment(one.as_of) or seen) > seen]
    return bool(before) and not any(_agree(one.value, device.os or "") for one in before)


def _aged(one: Known, now: datetime | None) -> Known:
    state = _age(one.as_of, now) if one.state == "current" else one.state
    return one.model_copy(update={"state": state, "confidence": "medium" if state == "current" else "low"})


def _age(at: str | None, now: datetime | None) -> Literal["current", "stale"]:
    seen = moment(at)
    return "stale" if seen and now and now - seen > STALE_AFTER else "current"


def agree(one: Fact, other: Fact) -> bool:
    """Whether two facts say the same, or one says less."""
    return _agree(one.value, other.value)


def _agree(one: str, other: str) -> bool:
    """Whether one says the same as the other or less ("Windows 11" and "Windows 11 23H2")."""
    mine, theirs = set(re.split(r"[\s:]+", one.lower())), set(re.split(r"[\s:]+", other.lower()))
    return mine <= theirs or theirs <= mine


def _unique(facts: tuple[Known, ...]) -> tuple[Known, ...]:
    seen: dict[tuple[str, str], Known] = {}
    for one in facts:
        seen.setdefault((one.kind, one.value.lower()), one)
    return tuple(seen.values())
