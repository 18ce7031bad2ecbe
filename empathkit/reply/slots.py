"""What a reply may be made of: each slot a piece of text with the reason it is true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.detect.questions import find_questions
from empathkit.detect.steps import find_steps
from empathkit.detect.topics import find_topic
from empathkit.models import Fact, Known, Reason
from empathkit.reply.material import Material, Slot, because, said, topic_words
from empathkit.reply.phrases import Phrase
from empathkit.reply.wording import joined, lower_start, with_article, wording
from empathkit.text.clauses import begins_clause
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.render import printable

#: The slots that say the issue back, and those another sentence may have carried before.
ISSUES = frozenset({"issue", "issue_in"})
#: Characters of a name that can still be a name.
LONGEST_NAME = 60
#: Words of a wish to be reached that can still be said back.
LONGEST_REACH = 12
CARRIED = frozenset({"impact", "deadline", "before"})


def slots(material: Material) -> dict[str, Slot]:
    """Every slot that can be filled for this ticket."""
    filled: dict[str, Slot] = {}
    for fill in (_records, _names, _topic, _issue, _deadline, _impact, _tried, _device, _history, _details):
        filled |= {name: slot for name, slot in fill(material).items() if slot.text}
    return filled


def said_once(filled: dict[str, Slot], phrase: Phrase) -> dict[str, Slot]:
    """The slots that are left when a phrase has been said: the issue without what the phrase has carried already."""
    left = dict(filled)
    for name in ISSUES & filled.keys():
        text = filled[name].text
        for carried in CARRIED & phrase.used:
            for joint in (", and ", ", "):
                text = text.replace(joint + filled[carried].text, "")
        left[name] = Slot(text, filled[name].reasons)
        if text.rstrip(".").lower() in phrase.text.lower():
            del left[name]
    return left


# --- who and what ------------------------------------------------------------------------------------


def _names(material: Material) -> dict[str, Slot]:
    name = " ".join(printable(material.ticket.requester.name or "").split())
    name = name if len(name) <= LONGEST_NAME else ""
    reason = because("greet.name", known=Known(kind="name", value=name, source="profile"))
    first = name.split()[0] if name else ""
    words = wording(material.pack)
    if not first or first.rstrip(".").lower() in words.titles or len(first.rstrip(".")) == 1:
        first = name
    return {"first_name": Slot(first, reason), "full_name": Slot(name, reason)}


def _topic(material: Material) -> dict[str, Slot]:
    table = topic_words(material)
    reason = because(f"topic.{material.reading.topic or 'none'}", said(material))
    filled = {name: Slot(str(table.get(name, "")), reason) for name in ("burden", "relief")}
    thing = _thing(material) or Slot(str(table.get("thing", "")), reason)
    named = thing if thing.text != material.pack["topics"]["_default"]["thing"] else Slot("", ())
    return filled | {"thing": thing, "named": named}


def _thing(material: Material) -> Slot | None:
    """The thing in the user's own words: the first application or device they named that the issue is about."""
    words = wording(material.pack)
    issue = (material.reading.issue or "").lower()
    for fact in material.reading.facts:
        quote = fact.evidence.quote.strip()
        if fact.kind not in {"application", "device"} or addresses_reader(quote) or not quote[:1].isalnum():
            continue
        if quote.split()[0].lower() in words.indefinite:
            continue
        if find_topic(quote, material.pack) not in {None, material.reading.topic}:
            continue
        if second_person(quote).lower() in issue and len(quote.split()) <= words.longest_thing and "\n" not in quote:
            return Slot(
                with_article(second_person(quote), material.pack, device=fact.kind == "device"),
                because("thing.named", fact.evidence),
            )
    return None


def _issue(material: Material) -> dict[str, Slot]:
    issue = material.reading.issue
    if not issue:
        return {}
    words = set(re.findall(r"\w{3,}", issue.lower()))
    spans = [
        fact.evidence
        for fact in material.reading.facts
        if words & set(re.findall(r"\w{3,}", fact.evidence.quote.lower()))
    ]
    reasons = tuple(Reason(rule="restate.issue", evidence=one) for one in (spans or [said(material)])[:3])
    return {"issue": Slot(issue, reasons), "issue_in": Slot(lower_start(issue, material.pack), reasons)}


# --- what it costs them ------------------------------------------------------------------------------


def _deadline(material: Material) -> dict[str, Slot]:
    """A deadline that can follow a verb ("before your 14:00 call"), the first one named."""
    words = wording(material.pack)
    for fact in material.reading.facts:
        quote = fact.evidence.quote.strip(" .!,;")
        quote = quote.lower() if quote.isupper() else quote
        if fact.kind == "deadline" and words.deadline.match(quote) and not addresses_reader(quote):
            phrase = lower_start(second_person(quote), material.pack)
            slot = Slot(phrase, because("deadline.said", fact.evidence))
            return {"deadline": slot, "before": slot if words.before.match(phrase) else Slot("", ())}
    return {}


def _impact(material: Material) -> dict[str, Slot]:
    """What it keeps them from, where they said it as a clause that can stand in a sentence of ours."""
    for one in material.reading.impact:
        body, start = material.ticket.messages[one.evidence.message].body, one.evidence.start
        quote = " ".join(one.evidence.quote.split()).strip(" .!,;")
        if not begins_clause(body, start, material.pack):
            continue
        if wording(material.pack).unsayable.search(quote):
            continue
        if wording(material.pack).clause.match(quote) and not addresses_reader(quote) and quote == _calm(quote):
            return {
                "impact": Slot(lower_start(second_person(quote), material.pack), because("impact.said", one.evidence))
            }
    return {}


def _calm(text: str) -> str:
    return (
        "" if "?" in text or "!" in text or sum(word.isupper() and len(word) > 4 for word in text.split()) > 1 else text
    )


# --- what was done, what is on file ------------------------------------------------------------------


def _tried(material: Material) -> dict[str, Slot]:
    """The steps taken, as nouns that can follow "you've tried"."""
    nouns: dict[str, Reason] = {}
    names = material.pack["credit"].get("nouns", {})
    for one in material.reading.tried:
        for step in find_steps(one.evidence.quote, material.pack):
            noun = str(names.get(step.action, "")).replace("{thing}", step.thing or "").strip()
            if noun and ("{thing}" not in names[step.action] or step.thing):
                nouns.setdefault(noun, Reason(rule="credit.tried", evidence=one.evidence))
    return {"tried": Slot(joined(list(nouns)[:3]), tuple(list(nouns.values())[:3]))}


def _device(material: Material) -> dict[str, Slot]:
    """The device on file, where only one fits and the topic is about the device itself."""
    devices = material.ticket.requester.devices
    if material.reading.topic not in material.pack["grammar"]["device_topics"]:
        return {}
    records = [one for one in material.context.known if one.kind == "device" and one.source == "profile"]
    if len(devices) == 2 and len(records) == 2:
        reasons = tuple(Reason(rule="known.device", known=one) for one in records)
        return {
            "device_one": Slot(f"the {records[0].value}", reasons),
            "device_other": Slot(f"the {records[1].value}", reasons),
        }
    if len(devices) == 1 and records and records[0].state == "current":
        return {"device": Slot(records[0].value, because("known.device", known=records[0]))}
    return {}


def _history(material: Material) -> dict[str, Slot]:
    """Earlier tickets on the same topic, by their keys."""
    for point in material.context.pain_points:
        if point.topic == material.reading.topic and point.tickets:
            known = Known(kind="history", value=point.summary, source="history " + ", ".join(point.tickets))
            return {"past_tickets": Slot(joined(list(point.tickets[:2])), because("history.same_topic", known=known))}
    return {}


def _records(material: Material) -> dict[str, Slot]:
    """Every kind of fact that is known, under its own name, for the routes of a desk ("{{ contact }}")."""
    filled: dict[str, Slot] = {}
    for one in material.context.known:
        if one.state == "current":
            filled.setdefault(one.kind, Slot(second_person(one.value), because(f"known.{one.kind}", known=one)))
    for taken in ("device", "deadline", "impact"):
        filled.pop(taken, None)
    return filled


def _details(material: Material) -> dict[str, Slot]:
    return dict(_fact_slots(material))


def _fact_slots(material: Material) -> Iterator[tuple[str, Slot]]:
    named = material.pack["credit"].get("details", {})
    for fact in material.reading.facts:
        if fact.kind in named:
            yield "detail", Slot(str(named[fact.kind]), because("detail.given", fact.evidence))
        if fact.kind == "contact" and fact.evidence.quote[:1].isalnum() and _sayable(fact):
            yield "reach", Slot(" ".join(fact.evidence.quote.split()), because("contact.said", fact.evidence))
    for fact in _answering(material):
        yield "newest", Slot(f"“{fact.evidence.quote.strip()}”", because("answer.given", fact.evidence))
        return


def _answering(material: Material) -> Iterator[Fact]:
    """Facts of the last message that answer what the agent's last message asked."""
    messages = material.ticket.messages
    asked = next((one.body for one in reversed(messages) if one.author == "agent"), "")
    kinds = {kind for one in find_questions(asked, material.pack) for kind in one.kinds}
    for fact in material.reading.facts:
        if fact.evidence.message == len(messages) - 1 and fact.kind in kinds and _short(fact):
            yield fact


def _sayable(fact: Fact) -> bool:
    """Whether a wish to be reached is more than a word and no more than a line."""
    return 1 < len(fact.evidence.quote.split()) <= LONGEST_REACH


def _short(fact: Fact) -> bool:
    return len(fact.evidence.quote) <= 40 and len(fact.evidence.quote.split()) > 1
