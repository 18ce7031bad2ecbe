"""What the ticket is about, as it can stand in a sentence of ours: "the printer on floor 2", "Outlook", "the VPN"."""

from __future__ import annotations

import re

from empathkit.detect.topics import find_topic
from empathkit.models import Fact
from empathkit.reply.material import Material, Slot, because, pattern, said, topic_words
from empathkit.reply.wording import proper, with_article, wording
from empathkit.text.person import addresses_reader, second_person


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
    if (quote.isupper() and " " in quote) or _is_person(fact, material):
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


def _is_person(fact: Fact, material: Material) -> bool:
    """Whether it is a name of somebody who is to be given something, or to have it taken away."""
    voice = material.pack["voice"]
    body = material.ticket.messages[fact.evidence.message].body
    before = pattern(str(voice["person_before"])).search(body[: fact.evidence.start])
    return before is not None and re.fullmatch(str(voice["person"]), fact.evidence.quote.strip()) is not None


def _is_name(quote: str, material: Material) -> bool:
    return quote in wording(material.pack).names.values()


def _had_article(fact: Fact, material: Material) -> bool:
    """Whether they wrote "the" before it."""
    body = material.ticket.messages[fact.evidence.message].body
    return body[max(0, fact.evidence.start - 4) : fact.evidence.start].lower() == "the "
