"""Safe first help: what the pack knows to do now for this situation or topic, never what was tried or said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from empathkit.detect.found import FoundStep
from empathkit.detect.steps import broad_actions, find_steps, same_step
from empathkit.models import Evidence, Reason, Sentence
from empathkit.reply.howto import how_tos
from empathkit.reply.material import (
    Material,
    Slot,
    all_said,
    heard_in,
    pattern,
    said,
    situation_words,
    texts,
    topic_words,
)
from empathkit.reply.own_words import own_words
from empathkit.reply.phrases import fill
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.render import variables
from empathkit.text.sentences import split
from empathkit.text.view import LONGEST
from empathkit.text.words import content_words

#: A step of which so much was said to the requester before is not said again.
SAID_BEFORE = 0.6
#: What protects is left out only where nearly all of it was.
SAID_WHOLE = 0.85
#: An answer of so few words says nothing without what was written before.
SHORT = 12
#: In a message of more words not every word is about the issue.
LONG = 55
#: So many characters before a sign can deny it.
NEGATED = 24
_PLAIN = frozenset({"fault", "account_lock", "several_issues", None})


class Advice(NamedTuple):
    """An entry of the pack that fits, and the words of the requester it fits to."""

    name: str
    entry: Mapping[str, Any]
    evidence: Evidence


def find_advice(material: Material, filled: Mapping[str, Slot], flags: frozenset[str]) -> Advice | None:
    """The answer to a common how-to question, else the first entry that fits: the situation's own, then the topic's;
    one that needs no sign in the text last."""
    before = _before(material)
    if common := _how_to(material, filled, flags, before):
        return common
    open_ones: list[Advice] = []
    for name, entry in _entries(material, flags):
        if not _allowed(entry, material, filled, flags) or _known_to_them(entry, before, material.pack):
            continue
        if "when" not in entry and "fits" in entry and not heard_in(material, str(entry["fits"])):
            continue
        if "when" not in entry:
            open_ones.append(Advice(name, entry, said(material)))
        elif evidence := _fits(
            entry, material, anywhere=not name.endswith(f".{material.reading.topic}") or bool(entry.get("anywhere"))
        ):
            return Advice(name, entry, evidence)
    fitting = [one for one in open_ones if _may_be_open(one.entry, material, flags)]
    return fitting[0] if fitting else None


def _how_to(material: Material, filled: Mapping[str, Slot], flags: frozenset[str], before: _Before) -> Advice | None:
    """The answer to a common how-to question, where that is what they came with."""
    if material.reading.situation != "howto":
        return None
    for found in how_tos(material.reading, material.ticket, material.pack):
        entry = {key: value for key, value in found.entry.items() if key != "unless"}
        if _allowed(entry, material, filled, flags) and not _known_to_them(entry, before, material.pack):
            return Advice(f"help.howto.{found.name}", {**entry, "enough": True}, found.evidence or said(material))
    return None


def beside_the_topic(material: Material) -> bool:
    """Whether the ticket is of a matter that the topic's help is not for, and of none it is: then its questions, and
    what it would look at, miss the point as well."""
    entries = topic_words(material).get("help", ())
    others = [str(entry["unless"]) for entry in entries if "fits" in entry and "unless" in entry]
    signs = [str(entry["when"]) for entry in entries if "when" in entry]
    return any(heard_in(material, one) for one in others) and not any(heard_in(material, sign) for sign in signs)


def advise(advice: Advice, filled: Mapping[str, Slot], flags: frozenset[str], pack: Pack) -> Iterator[Sentence]:
    """Its sentences: what to do, then how to see that it worked."""
    say = advice.entry["say"]
    if {"technical", "detail:brief"} & flags and "brief" in advice.entry:
        say = advice.entry["brief"]
    move = str(advice.entry.get("move", "advise"))
    yield from _sentences(str(say), move, advice, filled, pack)
    if verify := advice.entry.get("verify"):
        yield from _sentences(str(verify), "verify", advice, filled, pack)


def _entries(material: Material, flags: frozenset[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    situation, table = material.reading.situation, situation_words(material)
    yield from ((f"help.{situation}", entry) for entry in table.get("help", ()))
    for entry in topic_words(material).get("help", ()):
        silent = table.get("no_topic_help") or table.get("topic_help_from", "") not in {"", *flags}
        meant = situation in texts(entry.get("situations", ())) or (situation == "howto" and entry.get("enough"))
        if meant or not (silent or situation == "howto"):
            yield f"help.{material.reading.topic}", entry


def _may_be_open(entry: Mapping[str, Any], material: Material, flags: frozenset[str]) -> bool:
    """Help without any sign in the text is for danger, or for a plain fault nobody has spoken to yet."""
    if entry.get("move") == "safety" or material.reading.situation in texts(entry.get("situations", ())):
        return True
    return "turn:first" in flags and material.reading.situation in _PLAIN and "many_facts" not in flags


def _fits(entry: Mapping[str, Any], material: Material, *, anywhere: bool) -> Evidence | None:
    """The words an entry fits to. In a long message only what the issue or an error speaks of counts, where not
    ``anywhere`` does, as it does for the help of a situation."""
    evidence = heard_in(material, str(entry["when"]), last=_moved_on(material))
    if evidence is None or _denied(evidence, material):
        return None
    if anywhere:
        return evidence
    body = material.ticket.messages[evidence.message].body
    if len(body[:LONGEST].split()) <= LONG:
        return evidence
    errors = [fact.evidence.quote for fact in material.reading.facts if fact.kind in {"error", "frequency"}]
    core = fold("\n".join((material.ticket.summary, material.reading.issue or "", *errors)))
    return evidence if pattern(str(entry["when"])).search(core) else None


def _denied(at: Evidence, material: Material) -> bool:
    """Whether the sign stands behind a "not": "by cable, not by Bluetooth"."""
    before = material.ticket.messages[at.message].body[max(0, at.start - NEGATED) : at.start]
    return pattern(str(material.pack["voice"]["denied"])).search(before) is not None


def _moved_on(material: Material) -> bool:
    """Whether the last message says enough by itself that what was said before an agent wrote no longer counts."""
    asked = any(one.author == "agent" for one in material.ticket.messages)
    return asked and len(material.ticket.messages[-1].body.split()) > SHORT


def _allowed(entry: Mapping[str, Any], material: Material, filled: Mapping[str, Slot], flags: frozenset[str]) -> bool:
    situations = texts(entry.get("situations", ()))
    if situations and material.reading.situation not in situations:
        return False
    if not flags.issuperset(entry.get("flags", ())) or not variables(str(entry["say"])) <= filled.keys():
        return False
    if _for_another_system(str(entry["say"]), material):
        return False
    return not ("unless" in entry and heard_in(material, str(entry["unless"])))


def _for_another_system(say: str, material: Material) -> bool:
    """Whether a step exists on Windows only and they told of another system, or their only device has one."""
    words = material.pack["voice"]
    if not pattern(str(words["windows_only"])).search(say) or "Mac" in say:
        return False
    elsewhere = pattern(str(words["elsewhere"]))
    told = [fact.evidence.quote for fact in material.reading.facts if fact.kind in {"os", "device"}]
    return any(elsewhere.search(text) for text in (material.ticket.summary, *told)) and not any(
        "windows" in text.lower() for text in told
    )


class _Before(NamedTuple):
    """What they did or at least named, what agents wrote to them, each message as the stems of its words, and all that
    they said."""

    done: tuple[FoundStep, ...]
    told: tuple[frozenset[str], ...]
    said: str


def _before(material: Material) -> _Before:
    tried = [step for one in material.reading.tried for step in find_steps(one.evidence.quote, material.pack)]
    said = (one.body[:LONGEST] for one in material.ticket.messages if one.author == "requester")
    tried += [step for body in said for step in find_steps(body, material.pack) if step.form == "named"]
    told = (one.body for one in material.ticket.messages if one.author == "agent")
    return _Before(
        tuple(tried),
        tuple(frozenset(content_words(body[:LONGEST], material.pack)) for body in told),
        all_said(material),
    )


def _known_to_them(entry: Mapping[str, Any], before: _Before, pack: Pack) -> bool:
    """Whether they did it already, or an agent has told them to."""
    if {step.action for step in before.done} & set(texts(entry.get("tried", ()))):
        return True
    say = str(entry["say"])
    for way in pack["voice"]["known_ways"]:
        if pattern(str(way["says"])).search(say) and pattern(str(way["heard"])).search(before.said):
            return True
    own = own_words(say, pack)
    if entry.get("move") != "safety" and _done_before(own.steps, before.done, pack):
        return True
    enough = SAID_WHOLE if entry.get("move") == "safety" else SAID_BEFORE
    return any(len(own.words & said) >= enough * len(own.words) for said in before.told)


def _done_before(steps: Iterable[FoundStep], done: Iterable[FoundStep], pack: Pack) -> bool:
    broad, taken = broad_actions(pack), tuple(done)
    return any(same_step(step, other, broad) for step in steps for other in taken)


def _sentences(text: str, move: str, advice: Advice, filled: Mapping[str, Slot], pack: Pack) -> Iterator[Sentence]:
    phrase = fill(text, filled)
    reasons = (Reason(rule=advice.name, evidence=advice.evidence), *phrase.reasons)
    for start, end in split(phrase.text, pack):
        yield Sentence(text=phrase.text[start:end], move=move, because=reasons)
