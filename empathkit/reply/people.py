"""The person: what to call them, and how they want to be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from empathkit.models import Evidence, Known, Reason
from empathkit.reply.material import Material, Slot, because, pattern
from empathkit.reply.wording import wording
from empathkit.text.fold import fold
from empathkit.text.render import printable

#: Characters of a name that can still be a name.
LONGEST_NAME = 60
#: Words of a wish to be reached that can still be said back.
LONGEST_REACH = 12
_NUMBER = re.compile(
    r"(?:\b(?:ext|extension|x)\.? ?)?\+?\d[\d ()/-]{2,18}\d(?: ?(?:ext|extension|x)\.? ?\d{1,6})?", re.IGNORECASE
)


def names(material: Material) -> dict[str, Slot]:
    """The name as given, and the first name; a title, an initial or one word alone is never shortened.
    What they asked to be called goes before."""
    for one in material.context.preferences:
        if one.name == "name":
            wished = Slot(
                one.value, because("greet.wished", known=Known(kind="name", value=one.value, source=one.source))
            )
            return {"first_name": wished, "full_name": wished}
    name = " ".join(printable(material.ticket.requester.name or "").split())
    name = name if len(name) <= LONGEST_NAME else ""
    reason = because("greet.name", known=Known(kind="name", value=name, source="profile"))
    first = name.split()[0] if name else ""
    if not first or first.rstrip(".").lower() in wording(material.pack).titles or len(first.rstrip(".")) == 1:
        first = name
    return {"first_name": Slot(first, reason), "full_name": Slot(name, reason)}


def reach(material: Material) -> dict[str, Slot]:
    """How the next word comes to them, as it follows "I'll": as they asked, as their profile says, or here.

    ``asked_reach`` is filled only where they asked for something else than an answer on the ticket.
    """
    words = material.pack["voice"]["reach"]
    here = Slot(str(words["here"]), ())
    for evidence in _wishes(material):
        if way := _way(fold(evidence.quote), words):
            number = _number(evidence, material) if way in {"phone", "mobile", "text"} else ""
            told_on = "text_on" if way == "text" else "phone_on"
            text = str(words[told_on]).replace("{number}", number) if number else str(words[way])
            return {"reach": Slot(text, because("reach.said", evidence)), "asked_reach": _asked(evidence, way)}
    for one in material.context.preferences:
        if one.name == "channel" and one.value in words and one.value != "here":
            known = Known(kind="contact", value=one.value, source=one.source)
            return {"reach": Slot(str(words[one.value]), because("reach.preferred", known=known))}
    return {"reach": here}


def _wishes(material: Material) -> Iterator[Evidence]:
    """Where they say how to be reached: a fact, or an ask."""
    yield from (fact.evidence for fact in material.reading.facts if fact.kind == "contact")
    yield from (ask.evidence for ask in material.reading.asks)


def _way(quote: str, words: Mapping[str, Any]) -> str | None:
    """phone, mobile, chat or email; write where they ask not to be phoned."""
    return next((way for way, source in words["asked"].items() if pattern(str(source)).search(quote)), None)


def _number(evidence: Evidence, material: Material) -> str:
    """The number in their wish, or the only one they gave in that message."""
    if match := _NUMBER.search(evidence.quote):
        return match.group().strip()
    numbers = [
        one.evidence.quote.strip()
        for one in material.reading.facts
        if one.kind in {"reference", "contact"} and one.evidence.message == evidence.message
    ]
    numbers = [one for one in numbers if _NUMBER.fullmatch(one)]
    return numbers[0] if len(numbers) == 1 else ""


def _asked(evidence: Evidence, way: str) -> Slot:
    quote = " ".join(evidence.quote.split())
    sayable = 1 < len(quote.split()) <= LONGEST_REACH and quote[:1].isalnum()
    return Slot(quote if sayable else "", (Reason(rule=f"reach.{way}", evidence=evidence),))
