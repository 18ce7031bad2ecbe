"""Taking up every direct question and request that nothing else in the reply carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from empathkit.models import Reason, Sentence
from empathkit.reply.asked import Ask, asked
from empathkit.reply.howto import how_to
from empathkit.reply.material import Material, Slot, pattern, situation_words, topic_words
from empathkit.reply.phrases import fill
from empathkit.reply.taken_up import Taking, taken_up
from empathkit.text.fold import fold
from empathkit.text.render import variables
from empathkit.text.words import content_words

#: More than so many would turn the reply into a list.
MOST = 3


class Answered(NamedTuple):
    """The sentences, and what the agent must do before the reply that says so goes out."""

    sentences: tuple[Sentence, ...]
    before_sending: tuple[str, ...] = ()


def answers(
    material: Material, filled: Mapping[str, Slot], others: Sequence[Sentence], flags: frozenset[str]
) -> Answered:
    """A sentence for each ask: the pack's answer where it has one, else a word that it is taken up.

    Asks that the ``others`` carry, and bare cries for help, need none.
    """
    if not material.reading.asks:
        return Answered(())
    said = content_words(" ".join(one.text for one in others), material.pack).keys()
    carried = " ".join(one.text for one in others)
    advised = any(one.move in {"advise", "safety"} for one in others)
    taking = Taking(material, flags, said, advised)
    made: list[Sentence] = []
    todo: list[str] = []
    left: list[Ask] = []
    for ask in asked(material):
        entry = _entry(ask, material, filled, flags | ({"advised"} if advised else set()))
        if entry is None or (_listed(ask, filled) and entry in material.pack["answers"].get("shared", ())):
            left.append(ask)
            continue
        todo.extend(str(one) for one in entry.get("before_sending", ()))
        sentence = _from_pack(entry, ask, filled)
        if sentence is not None and sentence.text not in {one.text for one in made} and sentence.text not in carried:
            made.append(sentence)
    made += taken_up([ask for ask in left if not _listed(ask, filled)], taking, more=bool(made))
    return Answered(tuple(made[:MOST]), tuple(dict.fromkeys(todo)))


def _listed(ask: Ask, filled: Mapping[str, Slot]) -> bool:
    """Whether the restatement says this ask back as a point of their list."""
    own = ask.mention.evidence
    points = [one.evidence for one in filled["points_told"].reasons] if "points_told" in filled else []
    return any(at and at.message == own.message and at.start < own.end and own.start < at.end for at in points)


def _entry(ask: Ask, material: Material, filled: Mapping[str, Slot], flags: Set[str]) -> Mapping[str, Any] | None:
    """The answer the pack has for this question, or None. The flag "advised": the reply has first help."""
    common = how_to(ask.mention.evidence.quote, material.pack)
    known = [{"when": "", "say": common[1]["say"]}] if common else []
    sources: tuple[Iterable[Mapping[str, Any]], ...] = (
        known if material.reading.situation == "howto" else (),
        situation_words(material).get("answers", ()),
        topic_words(material).get("answers", ()),
        known,
        material.pack["answers"].get("shared", ()),
    )
    folded = fold(ask.quote)
    for entries in sources:
        for entry in entries:
            if not pattern(str(entry["when"])).search(folded):
                continue
            if "advised" in entry and bool(entry["advised"]) is not ("advised" in flags):
                continue
            if not flags.isdisjoint(entry.get("unless", ())):
                continue
            situations = entry.get("situations")
            if situations and material.reading.situation not in situations:
                continue
            if variables(str(entry["say"])) <= filled.keys():
                return entry
    return None


def _from_pack(entry: Mapping[str, Any], ask: Ask, filled: Mapping[str, Slot]) -> Sentence | None:
    if not entry["say"]:
        return None
    phrase = fill(str(entry["say"]), filled)
    reasons = (Reason(rule="answer.pack", evidence=ask.mention.evidence), *phrase.reasons)
    return Sentence(text=phrase.text, move="answer", because=reasons)
