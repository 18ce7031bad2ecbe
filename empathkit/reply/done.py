"""What they have done for us: steps tried, what the scope tells, details given, answers to our questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.detect.questions import find_questions
from empathkit.detect.steps import find_steps
from empathkit.models import Evidence, Fact, Reason
from empathkit.reply.material import Material, Slot, because, pattern, topic_words
from empathkit.reply.wording import as_written, joined
from empathkit.text.clauses import begins_clause
from empathkit.text.fold import fold
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.view import LONGEST

#: An answer of more characters is no longer said back.
LONGEST_ANSWER = 40
#: Words of an answer that is said back whole.
LONGEST_WORDS = 6
#: A point of more words is not said back whole, and no more than so many are.
LONGEST_POINT = 16
MOST_POINTS = 3
_VAGUE = re.compile(r"(?:the|this|that) (?:one|same|usual)\b|it\b", re.IGNORECASE)
_MARKED = re.compile(r"(?<!\w)['\"“‘]([^'\"“”‘’\n]{3,60})['\"”’](?!\w)")
_OF_MANY = re.compile(r"^another (?=[a-z]+[^s]s$)")


def tried(material: Material) -> dict[str, Slot]:
    """The steps taken, as nouns that can follow "you've tried"."""
    nouns: dict[str, Reason] = {}
    names = material.pack["credit"].get("nouns", {})
    for one in material.reading.tried:
        for step in find_steps(one.evidence.quote, material.pack):
            noun = str(names.get(step.action, ""))
            needed = pattern(str(material.pack["credit"].get("needs", {}).get(step.action, "")))
            said = needed.search(fold(one.evidence.quote))
            if step.form != "told" and noun and said and ("{thing}" not in noun or step.thing):
                noun = noun.replace("{thing}", step.thing or "").strip()
                noun = _OF_MANY.sub("other ", noun)
                nouns.setdefault(noun, Reason(rule="credit.tried", evidence=one.evidence))
    listed = list(nouns)[:3]
    verb = "is" if len(listed) == 1 else "are"
    reasons = tuple(nouns[noun] for noun in listed)
    return {
        "tried": Slot(joined(listed), reasons),
        "tried_are": Slot(f"{joined(listed)} {verb}" if listed else "", reasons),
    }


def clues(material: Material) -> dict[str, Slot]:
    """What it tells that others have it too, or that it works elsewhere: the topic's sentence or the pack's.

    ``works`` is what still works in their own words, where these are a clause.
    """
    words = topic_words(material).get("clues", {})
    shared = material.pack["credit"].get("clues", {})
    for fact in material.reading.facts:
        name = _scope(fact, material)
        if name is None:
            continue
        reasons = because(f"clue.{name}", fact.evidence)
        works = _clause(fact, material)
        filled = {"works": Slot(works, reasons)} if works else {}
        if text := str(words.get(name) or shared.get(name) or ""):
            return filled | {"clue": Slot(text, reasons)}
        if filled:
            return filled
    return {}


def _scope(fact: Fact, material: Material) -> str | None:
    """Which of the pack's scopes a fact tells."""
    if fact.kind != "scope":
        return None
    quote = fold(fact.evidence.quote)
    scopes = material.pack["credit"].get("scope", {}).items()
    return next((name for name, source in scopes if pattern(str(source)).search(quote)), None)


def _clause(fact: Fact, material: Material) -> str:
    """What works, as a clause of ours: "the web page works"."""
    body, quote = material.ticket.messages[fact.evidence.message].body, " ".join(fact.evidence.quote.split())
    whole = pattern(str(material.pack["credit"]["works"])).fullmatch(fold(quote))
    following = body[fact.evidence.end : fact.evidence.end + 1]
    ends = not following or following in ".,;!?\n)"
    if not whole or not ends or addresses_reader(quote) or fold(quote) in fold(material.reading.issue or ""):
        return ""
    if not begins_clause(body, fact.evidence.start, material.pack):
        return ""
    return second_person(quote)


def details(material: Material) -> dict[str, Slot]:
    """A kind of fact worth a thank-you, and what answers the agent's last question."""
    filled: dict[str, Slot] = {}
    named = material.pack["credit"].get("details", {})
    given = {_worth(fact): fact for fact in reversed(material.reading.facts) if not fact.vague}
    for kind in named:
        if kind in given:
            filled.setdefault("detail", Slot(str(named[kind]), because("detail.given", given[kind].evidence)))
    if whole := _whole_answer(material):
        return filled | {"newest": whole}
    given_now = (fact.evidence for fact in _answering(material))
    if newest := [one for one in given_now if not _VAGUE.match(one.quote)][:MOST_POINTS]:
        text = ", ".join(_answer(one, material) for one in newest)
        filled["newest"] = Slot(text, tuple(Reason(rule="answer.given", evidence=one) for one in newest))
    return filled


def _answer(at: Evidence, material: Material) -> str:
    """A fact as it can stand in a list; with its quotation marks, where they quoted it."""
    body, plain = material.ticket.messages[at.message].body, " ".join(at.quote.split())
    if quoted := _MARKED.search(body[max(0, at.start - 1) : at.end + 1]):
        return f"“{quoted[1]}”"
    return as_written(second_person(plain.strip(" '\"“”‘’")), material.pack)


def _whole_answer(material: Material) -> Slot | None:
    """An answer to the agent of a few calm words, as it stands: "black", "since Tuesday, credit notes"."""
    *before, last = material.ticket.messages
    words = last.body.split()
    asked = bool(before) and before[-1].author == "agent" and "?" in before[-1].body
    plain = pattern(str(material.pack["voice"]["plain_answer"])).fullmatch(last.body.strip())
    if not asked or plain is None or len(words) > LONGEST_WORDS or addresses_reader(last.body):
        return None
    start, end = last.body.index(plain["told"]), last.body.index(plain["told"]) + len(plain["told"])
    at = Evidence(message=len(before), start=start, end=end, quote=plain["told"])
    return Slot(as_written(second_person(plain["told"]), material.pack), because("answer.given", at))


def coming(material: Material) -> dict[str, Slot]:
    """What they said they would send: "the screenshot"."""
    if material.reading.done_talking:
        return {}
    named = pattern(str(material.pack["voice"]["coming_thing"]))
    for index in reversed(range(len(material.ticket.messages))):
        message = material.ticket.messages[index]
        match = named.search(message.body[:LONGEST]) if message.author == "requester" else None
        if match:
            name = "thing" if match["thing"] else "other"
            at = Evidence(message=index, start=match.start(name), end=match.end(name), quote=match[name])
            return {"coming": Slot(f"the {match[name].lower()}", because("coming.said", at))}
    return {}


def _worth(fact: Fact) -> str:
    """The kind of a fact; an error that quotes nothing is what the screen shows."""
    told = any(mark in fact.evidence.quote for mark in "\"“”'") or any(map(str.isdigit, fact.evidence.quote))
    return "shown" if fact.kind == "error" and not told else str(fact.kind)


def approval(material: Material) -> dict[str, Slot]:
    """Who has approved it, where they say so by name."""
    source = re.compile(str(material.pack["voice"]["approved"]))
    for index, message in enumerate(material.ticket.messages):
        match = source.search(message.body[:LONGEST]) if message.author == "requester" else None
        if match:
            group = next(name for name in ("by", "who", "owner") if match[name])
            at = Evidence(message=index, start=match.start(group), end=match.end(group), quote=match[group])
            return {"approver": Slot(match[group], because("approval.named", at))}
    return {}


def exceptions(material: Material) -> dict[str, Slot]:
    """The points of their list that ask for something otherwise than usual, said back in their words."""
    mark = pattern(str(material.pack["voice"]["point"]))
    other = pattern(str(material.pack["voice"]["exception"]))
    found: list[tuple[str, Reason]] = []
    for index, message in enumerate(material.ticket.messages):
        body = message.body[:LONGEST] if message.author == "requester" else ""
        for match in mark.finditer(body):
            quote = body[match.end() :].partition("\n")[0].strip()
            if other.search(quote) and 1 < len(quote.split()) <= LONGEST_POINT and "?" not in quote:
                at = Evidence(message=index, start=match.end(), end=match.end() + len(quote), quote=quote)
                found.append((f"“{quote.rstrip(' .;,')}”", Reason(rule="exceptions.point", evidence=at)))
    listed = found[:MOST_POINTS]
    return {"exceptions": Slot(joined([text for text, _ in listed]), tuple(why for _, why in listed))}


def _answering(material: Material) -> Iterator[Fact]:
    """Facts of the last message that answer what the agent's last message asked."""
    messages = material.ticket.messages
    asked = next((one.body for one in reversed(messages) if one.author == "agent"), "")
    kinds = {kind for one in find_questions(asked, material.pack) for kind in one.kinds}
    for fact in material.reading.facts:
        if fact.evidence.message == len(messages) - 1 and fact.kind in kinds and _short(fact):
            yield fact


def _short(fact: Fact) -> bool:
    told = len(fact.evidence.quote.split()) > 1 or any(map(str.isdigit, fact.evidence.quote))
    return len(fact.evidence.quote) <= LONGEST_ANSWER and told
