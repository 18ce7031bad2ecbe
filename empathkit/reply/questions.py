"""The question planner: at most two questions, the most telling gaps first, each with why it helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from empathkit.detect.topics import speaks_for
from empathkit.models import Reason, Sentence
from empathkit.reply.material import Material, Slot, heard_in, last_said, pattern, said, situation_words, topic_words
from empathkit.reply.own_words import own_words
from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack
from empathkit.text.person import second_person
from empathkit.text.render import render

#: More questions than this read like a form.
MOST = 2
#: With first help and so many facts known one question is enough.
KNOWN = 5
SEVERAL = "several_issues"


class Planned(NamedTuple):
    """A question to ask, why it helps, and the kind of fact it is after."""

    kind: str
    ask: str
    why: str
    reasons: tuple[Reason, ...]


def plan(material: Material, filled: Mapping[str, Slot], *, advised: bool = False) -> tuple[Planned, ...]:
    """The questions of this reply. With two devices on file it asks which, naming both. ``advised``: it gives first
    help, so that where much is known already one question is enough."""
    confirming = tuple(_confirming(material))[:1]
    if _all_is_well(material):
        return ()
    if advised and heard_in(material, str(material.pack["voice"]["at_once"])):
        return confirming
    if _other_question(material) and not advised:
        return confirming
    planned = {one.why: one for one in reversed(tuple(_planned(material, filled)))}
    one_is_enough = (advised and len(material.reading.facts) >= KNOWN) or material.reading.situation == SEVERAL
    most = (1 if one_is_enough else MOST) - len(confirming)
    return (*_telling(tuple(reversed(planned.values())), material, advised=advised)[:most], *confirming)


def _other_question(material: Material) -> bool:
    """Whether a how-to asks for something that its topic, heard elsewhere in the message, has no questions for."""
    reading, pack = material.reading, material.pack
    if reading.situation != "howto" or not reading.topic:
        return False
    asked = (fold(one.evidence.quote) for one in reading.asks)
    return bool(reading.asks) and not any(speaks_for(one, reading.topic, pack, "common") for one in asked)


def _all_is_well(material: Material) -> bool:
    """Whether their last message says that the matter is mended, though it asks or tells something more."""
    signs = material.pack["situations"]["thanks"].get("signs")
    later = any(one.author == "agent" for one in material.ticket.messages)
    return later and bool(signs) and pattern(str(signs)).search(last_said(material)) is not None


def _telling(planned: tuple[Planned, ...], material: Material, *, advised: bool) -> tuple[Planned, ...]:
    """Those that tell most; one of the weak ones only where there is no other, and no first help."""
    later = any(one.author == "agent" for one in material.ticket.messages)
    if advised:
        planned = tuple(one for one in planned if one.ask not in _plain_asks(material.pack))
    weak = [*material.pack["voice"]["weak_questions"], *(material.pack["voice"]["weak_later"] if later else ())]
    return tuple(one for one in planned if one.kind not in weak) or (() if advised or later else planned[:1])


@per_pack
def _plain_asks(pack: Pack) -> frozenset[str]:
    """The questions that any ticket could be asked: with first help given, they tell too little."""
    return frozenset(str(one["ask"]) for one in pack["topics"]["_default"]["questions"].values())


def questions(planned_ones: Sequence[Planned], pack: Pack) -> Iterator[Sentence]:
    """The planned questions as sentences, each followed by why it helps; a second one goes on with "And"."""
    again = str(pack["voice"]["second_question"])
    for place, planned in enumerate(planned_ones):
        ask = render(again, {"ask": planned.ask[:1].lower() + planned.ask[1:]}) if place else planned.ask
        yield Sentence(text=ask, move="ask", because=planned.reasons)
        yield Sentence(text=planned.why, move="ask", because=planned.reasons)


def _planned(material: Material, filled: Mapping[str, Slot]) -> Iterator[Planned]:
    for kind in material.reading.unknown:
        words = _words(kind, material)
        if words is None or not _makes_sense(kind, words, material):
            continue
        half = "half" in words and heard_in(material, str(words["half"]))
        ask = str(words["ask_half"] if half else words["ask"])
        if _known_kinds(ask, material):
            continue
        reasons: tuple[Reason, ...] = (Reason(rule=f"ask.{kind}", evidence=said(material)),)
        if kind in {"device", "reference"} and {"device_one", "device_other"} <= filled.keys():
            ask, reasons = _which(material, filled), filled["device_one"].reasons
        yield Planned(kind, ask, str(words["why"]), reasons)


def _makes_sense(kind: str, words: Mapping[str, Any], material: Material) -> bool:
    """Whether what a question is for was written, and what makes it needless was not."""
    known = material.pack["voice"]["known_by_words"].get(kind)
    if known and heard_in(material, str(known)):
        return False
    if "unless" in words and heard_in(material, str(words["unless"])):
        return False
    return "fits" not in words or heard_in(material, str(words["fits"])) is not None


def _confirming(material: Material) -> Iterator[Planned]:
    """Where their words deny a record, the one question is whether it is now as they say."""
    words = material.pack["context"]["confirm"]
    if material.reading.situation not in words["situations"]:
        return
    for record, stated in material.context.disputed:
        quoted = [
            one.evidence for one in material.reading.facts if (one.kind, one.value) == (stated.kind, stated.value)
        ]
        if not quoted:
            continue
        slots = {"said": second_person(" ".join(quoted[-1].quote.split())), "recorded": record.value}
        ask = render(str(words["ask"]), slots)
        reasons = (
            Reason(rule=f"confirm.{record.kind}", known=record),
            Reason(rule="confirm.said", evidence=quoted[-1]),
        )
        yield Planned(record.kind, ask, str(words["why"]), reasons)


def _words(kind: str, material: Material) -> Mapping[str, Any] | None:
    """The question for a kind: the situation's own, the topic's, or the shared one; None where it makes no sense."""
    situation, topic = situation_words(material), topic_words(material) if material.reading.topic else {}
    for table, never in (
        (situation, ()),
        ({} if situation.get("own_questions") else topic, situation.get("never_ask", ())),
    ):
        if kind in table.get("questions", {}) and kind not in never:
            return cast("Mapping[str, Any]", table["questions"][kind])
    if situation.get("own_questions"):
        return None
    if any(kind in never for never in (situation.get("never_ask", ()), situation.get("never_shared", ()))):
        return None
    if kind in topic.get("never_ask", ()):
        return None
    if kind == "device" and material.reading.topic not in {None, *material.pack["voice"]["device_asked"]}:
        return None
    return cast("Mapping[str, Any] | None", material.pack["topics"]["_default"]["questions"].get(kind))


def _known_kinds(ask: str, material: Material) -> bool:
    """Whether a question, as it is read, also asks for something that is known."""
    known = {one.kind for one in material.context.known if one.state == "current"} - set(material.reading.unknown)
    known |= {"tried"} if material.reading.tried else set()
    return bool(known & own_words(ask, material.pack).asks)


def _which(material: Material, filled: Mapping[str, Slot]) -> str:
    names = {name: filled[name].text for name in ("device_one", "device_other")}
    return render(str(material.pack["phrases"]["ask_which"][0]["texts"][0]), names)
