"""What the ticket is about, as it can stand in a sentence of ours: "the printer on floor 2", "Outlook", "the VPN"."""

from __future__ import annotations

import itertools

from empathkit.detect.topics import find_topic, speaks_for
from empathkit.models import Evidence, Fact, Ticket
from empathkit.reply.material import Material, Slot, because, pattern, said, topic_words
from empathkit.reply.wording import joined, proper, with_article, wording
from empathkit.text.pack import Pack
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.view import LONGEST

#: More things than this are not listed.
MOST_POINTS = 4
#: A point of more words is a story of its own.
LONGEST_POINT = 40


def topic(material: Material) -> dict[str, Slot]:
    """The thing, what being without it is like, and what would help, by the topic's words or the user's own."""
    table = topic_words(material)
    reason = because(f"topic.{material.reading.topic or 'none'}", said(material))
    filled = {name: Slot(str(table.get(name, "")), reason) for name in ("burden", "relief")}
    own = _thing(material)
    thing = own or Slot(str(table.get("thing", "")), reason)
    named = thing if thing.text not in material.pack["voice"]["generic"] else Slot("", ())
    return filled | {"thing": thing, "named": named}


def _thing(material: Material) -> Slot | None:
    """The first application or device they named that the issue is about, in their own words."""
    if topic_words(material).get("own_thing") is False:
        return None
    for fact in material.reading.facts:
        if fact.kind in {"application", "device"} and _fits(fact, material):
            quote = proper(second_person(fact.evidence.quote.strip()), material.pack)
            text = with_article(quote, material.pack, device=fact.kind == "device")
            text = (
                f"the {quote}"
                if text == quote and not _is_name(quote, material) and _had_article(fact, material)
                else text
            )
            return Slot(text, because("thing.named", fact.evidence))
    return None


def _fits(fact: Fact, material: Material) -> bool:
    words = wording(material.pack)
    quote = fact.evidence.quote.strip()
    if quote.isupper() and " " in quote:
        return False
    if addresses_reader(quote) or not quote[:1].isalnum() or "\n" in quote or "," in quote:
        return False
    if quote.split()[0].lower() in words.indefinite or len(quote.split()) > words.longest_thing:
        return False
    if material.reading.situation == "lost_device" and fact.kind == "device":
        return True
    told = find_topic(quote, material.pack)
    plain = fact.kind == "device" and quote.isalpha() and quote.islower()
    if told not in {None, material.reading.topic} or (plain and told is None):
        return False
    issue = (material.reading.issue or "").lower()
    return second_person(quote).lower() in issue


def _is_name(quote: str, material: Material) -> bool:
    return quote in wording(material.pack).names.values()


def _had_article(fact: Fact, material: Material) -> bool:
    """Whether they wrote "the" before it."""
    body = material.ticket.messages[fact.evidence.message].body
    return body[max(0, fact.evidence.start - 4) : fact.evidence.start].lower() == "the "


def points(material: Material) -> dict[str, Slot]:
    """The things of a message about several, by the topics of its points: "the sound, the shared drive"."""
    if material.reading.situation != "several_issues":
        return {}
    listed = [Slot(thing, because("topic.point", at)) for thing, at in points_of(material.ticket, material.pack)]
    if len(listed) < 2:
        return {}
    reasons = tuple(reason for slot in listed for reason in slot.reasons)
    return {"points": Slot(joined([slot.text for slot in listed]), reasons)}


def points_of(ticket: Ticket, pack: Pack) -> list[tuple[str, Evidence]]:
    """What each point of a numbered or dashed list is about, where a word of a topic tells it; each thing once."""
    found: dict[str, Evidence] = {}
    mark = pattern(str(pack["voice"]["point"]))
    for index, message in enumerate(ticket.messages):
        body = message.body[:LONGEST] if message.author == "requester" else ""
        starts = [match.end() for match in mark.finditer(body)]
        for start, end in itertools.pairwise([*starts, len(body)]):
            quote = body[start:end].strip()
            name = find_topic(quote, pack)
            if name and len(quote.split()) <= LONGEST_POINT and speaks_for(quote, name, pack):
                thing = str(pack["topics"][name].get("thing", ""))
                at = body.index(quote, start)
                found.setdefault(thing, Evidence(message=index, start=at, end=at + len(quote), quote=quote))
    return [one for one in found.items() if one[0] not in pack["voice"]["generic"]][:MOST_POINTS]
