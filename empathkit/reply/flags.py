"""The flags by which phrases are chosen: what kind of ticket, person and moment this is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from empathkit.models import Evidence
from empathkit.reply.material import Material, Slot, pattern
from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack
from empathkit.text.view import LONGEST

#: From so many facts on, a message has told us exactly what we needed.
MANY_FACTS = 5
#: So many technical words of their own, and a reply may be terse.
TECHNICAL = 2
#: A message and a title of so few words each tell only what it is about.
THIN = 2
_NONE = Slot("", ())
_TOKEN = re.compile(r"[\w.]+")
#: Feelings that are named only where they were said outright: a guess at them reads as a script.
_SAID_OUTRIGHT = frozenset({"worry", "frustration", "urgency", "disappointment"})
#: How somebody speaks shows in so many characters.
TELLING = 2000
#: So many characters around a feeling tell before whom it was felt.
NEAR = 120


def flags(material: Material) -> frozenset[str]:
    """All flags of this ticket; packs/en/phrases.toml lists them."""
    return frozenset(_flags(material))


def _flags(material: Material) -> Iterator[str]:
    reading = material.reading
    yield f"situation:{reading.situation}"
    yield f"topic:{reading.topic}"
    yield from _manner(material)
    yield "turn:later" if any(one.author == "agent" for one in material.ticket.messages) else "turn:first"
    yield from _felt(material)
    for preference in material.context.preferences:
        yield f"{preference.name}:{preference.value}"
        if preference.name == "formality" and preference.value == "formal":
            yield "formal"
    if reading.repeat:
        yield "repeat"
    if reading.unknown:
        yield "unknown"
    if len(reading.facts) >= MANY_FACTS:
        yield "many_facts"
    if material.ticket.requester.vip:
        yield "vip"
    if any(point.topic == reading.topic for point in material.context.pain_points):
        yield "history"


def _thin(material: Material) -> bool:
    """Whether they have written next to nothing so far."""
    said = [one.body for one in material.ticket.messages if one.author == "requester"]
    return len(" ".join((*said, material.ticket.summary)).split()) <= 2 * THIN and not material.reading.tried


def called(filled: Mapping[str, Slot]) -> bool:
    """Whether they asked to be called: then what is still open is asked on the phone."""
    asked = any(reason.rule == "reach.said" for reason in filled["reach"].reasons)
    return asked and any(
        one.rule in {"reach.phone", "reach.mobile"} for one in filled.get("asked_reach", _NONE).reasons
    )


def call_first(filled: Mapping[str, Slot], flags: frozenset[str]) -> frozenset[str]:
    """That the call they asked for is spoken of before all else: it can't wait."""
    pressing = {"feeling:urgency", "situation:outage"} & flags or {
        "deadline",
        "due_clause",
        "due_words",
    } & filled.keys()
    return frozenset({"call_first"} if called(filled) and pressing else ())


def _felt(material: Material) -> Iterator[str]:
    """What they showed to feel, how strongly, and before whom."""
    for one in material.reading.feelings:
        if one.level != "mild" or one.feeling not in _SAID_OUTRIGHT:
            yield f"feeling:{one.feeling}"
        yield f"level:{one.level}"
        yield f"{one.feeling}:{one.level}"
        if one.feeling == "embarrassment" and _before_others(one.evidence, material):
            yield "embarrassed_before_others"


def _before_others(shown: Evidence, material: Material) -> bool:
    """Whether what embarrasses them is how they stood before others, and not having to ask."""
    words = material.pack["voice"]
    body = fold(material.ticket.messages[shown.message].body[:LONGEST])
    near = body[max(0, shown.start - NEAR) : shown.end + NEAR]
    told = pattern(str(words["before_others"])).search(fold(shown.quote))
    if told is None:
        return False
    asking = pattern(str(words["embarrassed_to_ask"])).search(near)
    of_itself = told.group().endswith("ing") and not asking
    return of_itself or pattern(str(words["others_there"])).search(near) is not None


def _manner(material: Material) -> Iterator[str]:
    """Register, formality and technical level of their own words."""
    words = material.pack["voice"]
    said = [one.body[:LONGEST] for one in material.ticket.messages if one.author == "requester"]
    register = next((one for body in reversed(said) if (one := _register(body, words["registers"]))), "none")
    yield f"register:{register}"
    whole = fold("\n".join(said))
    if register == "dear" or pattern(str(words["formal"])).search(whole[:TELLING]):
        yield "formal"
    if _thin(material):
        yield "thin"
    if _technical(whole[:TELLING], material.pack):
        yield "technical"


def _technical(said: str, pack: Pack) -> bool:
    """Whether enough different technical words stand in the text."""
    words, phrases = _trade(pack)
    found = len(words.intersection(_TOKEN.findall(said)))
    return found >= TECHNICAL or found + sum(phrase in said for phrase in phrases) >= TECHNICAL


@per_pack
def _trade(pack: Pack) -> tuple[frozenset[str], tuple[str, ...]]:
    """The technical words, and those that are made of several."""
    listed = [" ".join(word.split()) for word in str(pack["voice"]["technical"]).split(",")]
    return frozenset(one for one in listed if " " not in one), tuple(one for one in listed if " " in one)


def _register(body: str, registers: dict[str, str]) -> str | None:
    """How a message greets, if it does."""
    start = body.lstrip().lower()[:20]
    for opening, register in registers.items():
        if start.startswith(opening) and not start[len(opening) : len(opening) + 1].isalpha():
            return register
    return None
