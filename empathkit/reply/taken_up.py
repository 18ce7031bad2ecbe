"""Taking up what they ask where the pack has no answer to it: one at a time, or several in one sentence."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from empathkit.detect.topics import find_topic
from empathkit.models import Reason, Sentence
from empathkit.reply.asked import Ask
from empathkit.reply.indirect import indirect
from empathkit.reply.material import Material, Slot, pattern
from empathkit.reply.phrases import choose
from empathkit.reply.wording import joined, lower_start, wording
from empathkit.text.person import addresses_reader, second_person

#: Longer asks are not said back whole; their content stands in the restatement or not at all.
LONGEST = 160
#: Words of a question that can be said back between quotation marks.
SHORT_QUESTION = 10
#: An ask of which so much stands elsewhere in the reply is taken up there.
CARRIED = 0.5
#: A question of which so much is the issue itself is the issue.
SAME = 0.8
#: Words of a request that can be said back, and of one among several.
LONGEST_REQUEST = 16
#: More than so many are not said in one sentence.
MOST_TOGETHER = 4


class Taking(NamedTuple):
    """What bears on how an ask is taken up: the flags, what the reply says already, and whether it gives first help."""

    material: Material
    flags: frozenset[str]
    said: Set[str]
    advised: bool


def taken_up(asks: Sequence[Ask], taking: Taking, *, more: bool) -> list[Sentence]:
    """A sentence for each ask that the reply doesn't carry; several questions, and several requests, share one.

    ``more``: an answer stands before it.
    """
    open_ones = [ask for ask in asks if _open(ask, taking)]
    made: list[Sentence] = []
    for together in (
        [(ask, clause) for ask in open_ones if ask.question and (clause := indirect(ask.quote, taking.material.pack))],
        [(ask, deed) for ask in open_ones if not ask.question and (deed := _deed(ask, taking.material))],
    ):
        if 2 <= len(together) <= MOST_TOGETHER:
            made.append(_together(together, taking))
            open_ones = [ask for ask in open_ones if ask not in [one for one, _ in together]]
    for ask in open_ones:
        if sentence := _alone(ask, taking, more=more or bool(made)):
            made.append(sentence)
    return made


def _open(ask: Ask, taking: Taking) -> bool:
    """Whether nothing else in the reply is about this ask."""
    material = taking.material
    if not ask.own or len(ask.quote) > LONGEST:
        return False
    carried = len(ask.own & taking.said) >= CARRIED * len(ask.own)
    if not ask.question:
        return not carried and _sayable_request(ask, material)
    if carried and (taking.advised or indirect(ask.quote, material.pack) is None):
        return False
    words = material.pack
    pronoun = pattern(str(words["howto"]["stands_for"])).search(ask.quote) is not None
    how = pattern(str(words["answers"]["how"])).match(ask.quote) is not None
    how = how and ("answered" in taking.flags or pronoun)
    helped = taking.advised and (material.reading.situation == "howto" or how)
    return not (helped or _is_the_issue(ask, taking))


def _together(asks: Sequence[tuple[Ask, str]], taking: Taking) -> Sentence:
    reasons = tuple(Reason(rule="answer.taken_up", evidence=ask.mention.evidence) for ask, _ in asks)
    question = asks[0][0].question
    slot = Slot(joined([text for _, text in asks]), reasons)
    filled = {"asked_clauses" if question else "deeds": slot}
    move = "answer_questions" if question else "answer_requests"
    seed = taking.material.ticket.key + asks[0][0].quote
    phrase = choose(move, taking.material.pack, filled, taking.flags, seed=seed)
    assert phrase is not None  # the pack has words for each move; a test holds it to that
    return Sentence(text=phrase.text, move="answer", because=reasons)


def _alone(ask: Ask, taking: Taking, *, more: bool) -> Sentence | None:
    material, pack = taking.material, taking.material.pack
    reason = (Reason(rule="answer.taken_up", evidence=ask.mention.evidence),)
    filled = {"asked": Slot(ask.quote, reason)}
    if ask.question and (clause := indirect(ask.quote, pack)):
        filled["asked_clause"] = Slot(clause, reason)
    if not ask.question:
        for name, text in (("deed", _deed(ask, material)), ("wished", _wished(ask, material))):
            filled |= {name: Slot(text, reason)} if text else {}
    kind = "answer_question" if ask.question else "answer_request"
    phrase = choose(kind, pack, filled, taking.flags | _marks(ask, taking, more), seed=material.ticket.key + ask.quote)
    return Sentence(text=phrase.text, move="answer", because=phrase.reasons or reason) if phrase else None


def _marks(ask: Ask, taking: Taking, more: bool) -> set[str]:
    """The flags of this very ask, by which phrases are chosen."""
    other = find_topic(ask.quote, taking.material.pack)
    short = ask.question and len(ask.quote.split()) <= SHORT_QUESTION and "<" not in ask.quote
    marks = {
        "more": more,
        "restated": bool(taking.said),
        "other_topic": bool(other) and other != taking.material.reading.topic,
        "short_question": short,
    }
    return {name for name, holds in marks.items() if holds}


def _is_the_issue(ask: Ask, taking: Taking) -> bool:
    """Whether the reply says this very question back as the issue, so that the next step is about nothing else."""
    issue = taking.material.reading.issue or ""
    wished = any(issue.startswith(opening) for opening in taking.material.pack["answers"]["asking"])
    return wished and bool(ask.own) and len(ask.own & taking.said) >= SAME * len(ask.own)


def _sayable_request(ask: Ask, material: Material) -> bool:
    """Whether a request says a whole thing in a calm voice, and is no cost told as a wish."""
    loud = any(word.isupper() and len(word) > 3 for word in ask.quote.split())
    long = len(ask.quote.split()) > LONGEST_REQUEST
    hangs = pattern(str(material.pack["answers"]["no_wish"])).search(ask.quote)
    asks = wording(material.pack).request.search(ask.quote) or _wished(ask, material)
    return bool(asks) and not loud and not long and not hangs and len(ask.own) > 1


def _deed(ask: Ask, material: Material) -> str:
    """What they ask us to do, as it can follow "to": "add Ana to the list"."""
    match = pattern(str(material.pack["answers"]["deed"])).match(ask.quote)
    rest = ask.quote[match.end() :] if match else ""
    if not rest and pattern(str(material.pack["answers"]["bare_deed"])).match(ask.quote):
        rest = ask.quote
    told = second_person(pattern(str(material.pack["answers"]["or_else"])).split(rest)[0])
    return lower_start(told, material.pack)[:1].lower() + told[1:]


def _wished(ask: Ask, material: Material) -> str:
    """What they wish for, as it can follow "you'd like": "a longer cable"."""
    match = pattern(str(material.pack["answers"]["wish"])).match(ask.quote)
    rest = ask.quote[match.end() :] if match else ""
    return "" if addresses_reader(rest) else second_person(rest)
