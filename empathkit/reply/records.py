"""What is on file: every known fact by its kind, the device, earlier tickets, the time this ticket is due."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from empathkit.detect.topics import find_topic
from empathkit.models import Known, Reason
from empathkit.reply.material import Material, Slot, because
from empathkit.reply.wording import joined
from empathkit.text.moments import moment
from empathkit.text.person import second_person
from empathkit.text.render import printable
from empathkit.text.view import LONGEST
from empathkit.text.words import content_words

#: Of the words of an earlier title so many, and two at least, stand in this ticket.
ALIKE = 0.5


def records(material: Material) -> dict[str, Slot]:
    """Every kind of fact that is known, under its own name, for the routes of a desk ("{{ contact }}")."""
    filled: dict[str, Slot] = {}
    quotes: dict[tuple[str, str], str] = {
        (fact.kind, fact.value): " ".join(fact.evidence.quote.split()) for fact in material.reading.facts
    }
    for one in material.context.known:
        if one.state == "current":
            said = quotes.get((one.kind, one.value), one.value)
            filled.setdefault(one.kind, Slot(second_person(said), because(f"known.{one.kind}", known=one)))
    for taken in ("device", "deadline", "impact"):
        filled.pop(taken, None)
    return filled


def device(material: Material) -> dict[str, Slot]:
    """The device on file, where only one fits and the topic is about the device itself."""
    devices = material.ticket.requester.devices
    if material.reading.topic not in material.pack["grammar"]["device_topics"]:
        return {}
    held = [one for one in material.context.known if one.kind == "device" and one.source == "profile"]
    if len(devices) == 2 and len(held) == 2:
        reasons = tuple(Reason(rule="known.device", known=one) for one in held)
        return {
            "device_one": Slot(f"the {held[0].value}", reasons),
            "device_other": Slot(f"the {held[1].value}", reasons),
        }
    if len(devices) == 1 and held and held[0].state == "current":
        return {"device": Slot(held[0].value, because("known.device", known=held[0]))}
    return {}


def history(material: Material) -> dict[str, Slot]:
    """Earlier tickets on the same topic, by their keys."""
    for point in material.context.pain_points:
        if point.topic == material.reading.topic and point.tickets:
            known = Known(kind="history", value=point.summary, source="history " + ", ".join(point.tickets))
            return {"past_tickets": Slot(joined(list(point.tickets[:2])), because("history.same_topic", known=known))}
    return _one_before(material)


def _one_before(material: Material) -> dict[str, Slot]:
    """An earlier ticket that they name, or else the latest of those whose title says the same."""
    said = "\n".join(one.body[:LONGEST] for one in material.ticket.messages if one.author == "requester")
    now = content_words(f"{material.ticket.summary} {material.reading.issue or ''}", material.pack).keys()
    alike: dict[str, Slot] = {}
    for one in material.ticket.requester.history:
        if not one.key or one.key == material.ticket.key:
            continue
        known = Known(kind="history", value=one.summary, source=f"history {one.key}")
        if one.key in said:
            return {"named_ticket": Slot(one.key, because("history.named", known=known))}
        title = content_words(one.summary, material.pack).keys()
        if len(title & now) >= max(2, ALIKE * len(title)):
            alike = {"like_ticket": Slot(one.key, because("history.alike", known=known))}
        elif not alike and title & now and find_topic(one.summary, material.pack) == material.reading.topic:
            reasons = because("history.same_topic", known=known)
            alike = {"topic_ticket": Slot(one.key, reasons), "topic_title": Slot(printable(one.summary), reasons)}
    return alike


def due(material: Material) -> dict[str, Slot]:
    """When the service level of this ticket ends, in the requester's own time zone."""
    given = material.ticket.sla_due
    at = moment(given)
    if at is None or given is None:
        return {}
    zone = material.ticket.requester.timezone
    try:
        local = at.astimezone(ZoneInfo(zone)) if zone else at
    except (ZoneInfoNotFoundError, ValueError, OSError):
        local, zone = at, None
    words = material.pack["voice"]
    text = str(words["moment"]).format(
        day=words["days"][local.weekday()], date=local.day, month=words["months"][local.month - 1],
        time=f"{local:%H:%M}", zone="" if zone else f" {local.tzname() or ''}".rstrip(),
    )  # fmt: skip
    known = Known(kind="sla_due", value=given, source="ticket")
    return {"sla": Slot(text, (Reason(rule="expectation.sla", known=known, route="sla_due"),))}
