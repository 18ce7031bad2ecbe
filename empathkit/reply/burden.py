"""What it costs them, where they said it in words that can stand in a sentence of ours."""

from __future__ import annotations

import re

from empathkit.models import Fact
from empathkit.reply.material import Material, Slot, because, pattern
from empathkit.reply.wording import as_written, lower_start, wording
from empathkit.text.clauses import begins_clause
from empathkit.text.fold import fold
from empathkit.text.person import addresses_reader, second_person

_ARTICLE = re.compile(r"^an? ", re.IGNORECASE)
#: More words than this is a story, not a clause.
LONGEST = 24


def deadline(material: Material) -> dict[str, Slot]:
    """A deadline that can follow a verb ("before your 14:00 call"), and the occasion in it ("your 14:00 call")."""
    words = wording(material.pack)
    for fact in material.reading.facts:
        quote = " ".join(fact.evidence.quote.split()).strip(" .!,;")
        first, _, rest = quote.partition(" ")
        quote = quote.lower() if quote.isupper() else f"{first.lower()} {rest}" if first.isupper() and rest else quote
        if quote.endswith(("'s", "’s")) or pattern(str(material.pack["voice"]["due_never"])).match(fold(quote)):
            continue
        if fact.kind == "deadline" and words.deadline.match(quote) and not addresses_reader(quote):
            phrase = lower_start(second_person(quote), material.pack)
            slot = Slot(phrase, because("deadline.said", fact.evidence))
            filled = {"deadline": slot}
            if words.before.match(phrase):
                filled |= {"before": slot}
            if match := words.occasion.match(phrase):
                filled |= {"occasion": Slot(match.group(1), slot.reasons)}
            return filled
        if clause := _due_clause(fact, material):
            return {"due_clause": Slot(clause, because("deadline.said", fact.evidence))}
        if fact.kind == "deadline" and pattern(str(material.pack["voice"]["due_words"])).fullmatch(quote):
            text = _ARTICLE.sub("your ", second_person(quote))
            bare = pattern(str(material.pack["voice"]["due_occasion"])).match(fold(text))
            named = bare and fold(text).split()[0] not in words.determiners
            text = f"your {text}" if named else text
            return {"due_words": Slot(text, because("deadline.said", fact.evidence))}
    return {}


def _due_clause(fact: Fact, material: Material) -> str:
    """A deadline told as a clause of its own ("the board meets at nine"), or ""."""
    quote = " ".join(fact.evidence.quote.split()).strip(" .!,;")
    whole = 3 <= len(quote.split()) <= LONGEST // 2 and pattern(str(material.pack["voice"]["due_clause"])).search(quote)
    if fact.kind != "deadline" or not whole or addresses_reader(quote) or quote.isupper():
        return ""
    body = material.ticket.messages[fact.evidence.message].body
    return second_person(quote) if begins_clause(body, fact.evidence.start, material.pack) else ""


def impact(material: Material) -> dict[str, Slot]:
    """What it keeps them from, where they said it as a whole clause."""
    for one in material.reading.impact:
        body, start = material.ticket.messages[one.evidence.message].body, one.evidence.start
        quote = " ".join((one.evidence.quote + _rest(body, one.evidence.end, material)).split()).strip(" .!,;")
        if pattern(str(material.pack["voice"]["broken_clause"])).search(quote):
            continue
        if match := pattern(str(material.pack["voice"]["doing_before"])).search(body[:start]):
            start, quote = match.start("who"), f"{match['who']} {quote}"
        if not begins_clause(body, start, material.pack) or wording(material.pack).unsayable.search(quote):
            continue
        whole = _costs(quote, material) and wording(material.pack).clause.match(quote) and len(quote.split()) <= LONGEST
        if whole and not addresses_reader(quote) and _calm(quote):
            clause = lower_start(second_person(quote), material.pack)
            return {"impact": Slot(clause, because("impact.said", one.evidence))}
    return {}


def _rest(body: str, end: int, material: Material) -> str:
    """The few words up to the end of the clause, where a cost was heard without them."""
    match = pattern(str(material.pack["voice"]["rest_of_clause"])).match(body, end)
    return match.group() if match else ""


def stake(material: Material) -> dict[str, Slot]:
    """What hangs on it, where they named it in no clause of its own: "nine nurses who have no roster for Sunday"."""
    for one in material.reading.impact:
        quote = " ".join(one.evidence.quote.split()).strip(" .!,;")
        quote = as_written(quote.lower(), material.pack) if quote.isupper() else quote
        named = pattern(str(material.pack["voice"]["stake"])).fullmatch(quote)
        if (
            named
            and not pattern(str(material.pack["voice"]["no_cost"])).search(fold(quote))
            and _calm(quote)
            and not addresses_reader(quote)
            and not wording(material.pack).unsayable.search(quote)
        ):
            return {
                "stake": Slot(lower_start(second_person(quote), material.pack), because("impact.said", one.evidence))
            }
    return {}


def _costs(quote: str, material: Material) -> bool:
    """Whether a clause tells of a cost, and not only of what is or was done."""
    words = material.pack["voice"]
    told = fold(quote)
    return bool(pattern(str(words["cost"])).search(told)) and not pattern(str(words["no_cost"])).search(told)


def _calm(text: str) -> bool:
    loud = sum(word.isupper() and len(word) > 4 for word in text.split()) > 1
    return not loud and "?" not in text and "!" not in text
