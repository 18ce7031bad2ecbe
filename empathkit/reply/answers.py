"""Taking up every direct question and request that nothing else in the reply carries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from empathkit.detect.topics import find_topic
from empathkit.models import Mention, Reason, Sentence
from empathkit.reply.indirect import indirect
from empathkit.reply.material import Material, Slot, pattern, situation_words, topic_words
from empathkit.reply.phrases import choose, fill
from empathkit.reply.wording import lower_start, wording
from empathkit.text.fold import fold
from empathkit.text.person import second_person
from empathkit.text.render import variables
from empathkit.text.words import content_words

#: Longer asks are not said back whole; their content stands in the restatement or not at all.
LONGEST = 160
#: What an agent did stands in so many characters of a message.
TELLING = 2000
#: Words of a question that can be said back between quotation marks.
SHORT_QUESTION = 10
#: More than so many would turn the reply into a list.
MOST = 3
#: An ask of which so much stands elsewhere in the reply is taken up there.
CARRIED = 0.5
#: A question of which so much is the issue itself is the issue.
SAME = 0.8
#: Words of a request that can be said back.
LONGEST_REQUEST = 16


class _Ask(NamedTuple):
    quote: str
    mention: Mention
    question: bool
    own: Set[str]


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
    advised = any(one.move in {"advise", "safety"} for one in others)
    made: list[Sentence] = []
    todo: list[str] = []
    for ask in _asks(material):
        entry = _entry(ask, material, filled, flags | ({"advised"} if advised else set()))
        if entry is not None:
            sentence = _from_pack(entry, ask, filled)
            todo.extend(str(one) for one in entry.get("before_sending", ()))
        else:
            marks = flags | ({"more"} if made else set()) | ({"restated"} if said else set())
            sentence = _taken_up(ask, said, material, marks, advised)
        if sentence is not None and sentence.text not in {one.text for one in made}:
            made.append(sentence)
    return Answered(tuple(made[:MOST]), tuple(dict.fromkeys(todo)))


def _asks(material: Material) -> Iterator[_Ask]:
    settled = _settled(material)
    for ask in material.reading.asks:
        if ask.evidence.message < settled:
            continue
        quote = " ".join(ask.evidence.quote.split()).strip(' .!?,"“”')
        if wording(material.pack).unsayable.search(quote) or _about_reaching(ask, material):
            continue
        told = pattern(str(material.pack["answers"]["tell_me"])).match(quote)
        quote = quote[told.end() :] if told else quote
        own = content_words(quote, material.pack).keys() - wording(material.pack).cry
        yield _Ask(quote, ask, told is not None or _is_question(ask, material), own)


def _settled(material: Material) -> int:
    """Asks of messages before this one have met an answer: the agent wrote since and they have asked anew, or told."""
    messages = material.ticket.messages
    answered = max((i for i, one in enumerate(messages) if one.author == "agent"), default=-1)
    agent = fold(messages[answered].body[:TELLING]) if answered >= 0 else ""
    done = pattern(str(material.pack["answers"]["done"])).search(agent)
    return answered if done or any(one.evidence.message > answered >= 0 for one in material.reading.asks) else -1


def _about_reaching(ask: Mention, material: Material) -> bool:
    """Whether an ask is how they want to be reached, which the next step carries."""
    spans = [fact.evidence for fact in material.reading.facts if fact.kind == "contact"]
    own = ask.evidence
    return any(one.message == own.message and one.start < own.end and own.start < one.end for one in spans)


def _entry(ask: _Ask, material: Material, filled: Mapping[str, Slot], flags: Set[str]) -> Mapping[str, Any] | None:
    """The answer the pack has for this question, or None. The flag "advised": the reply has first help."""
    sources: tuple[Iterable[Mapping[str, Any]], ...] = (
        situation_words(material).get("answers", ()),
        topic_words(material).get("answers", ()),
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


def _from_pack(entry: Mapping[str, Any], ask: _Ask, filled: Mapping[str, Slot]) -> Sentence | None:
    if not entry["say"]:
        return None
    phrase = fill(str(entry["say"]), filled)
    reasons = (Reason(rule="answer.pack", evidence=ask.mention.evidence), *phrase.reasons)
    return Sentence(text=phrase.text, move="answer", because=reasons)


def _taken_up(ask: _Ask, said: Set[str], material: Material, flags: frozenset[str], advised: bool) -> Sentence | None:
    if not ask.own or len(ask.quote) > LONGEST:
        return None
    carried = len(ask.own & said) >= CARRIED * len(ask.own)
    clause = indirect(ask.quote, material.pack) if ask.question else None
    if carried and (not ask.question or advised or clause is None):
        return None
    if ask.question and (_is_the_issue(ask, material) or (advised and material.reading.situation == "howto")):
        return None
    if not ask.question and not _sayable_request(ask, material):
        return None
    reason = (Reason(rule="answer.taken_up", evidence=ask.mention.evidence),)
    filled = {"asked": Slot(ask.quote, reason)}
    if clause:
        filled["asked_clause"] = Slot(clause, reason)
    if not ask.question and (deed := _deed(ask, material)):
        filled["deed"] = Slot(deed, reason)
    other = find_topic(ask.quote, material.pack)
    kind = "answer_question" if ask.question else "answer_request"
    brief = ask.question and len(ask.quote.split()) <= SHORT_QUESTION and "<" not in ask.quote
    marks = flags | ({"other_topic"} if other and other != material.reading.topic else set())
    marks |= {"short_question"} if brief else set()
    phrase = choose(kind, material.pack, filled, marks, seed=material.ticket.key + ask.quote)
    return Sentence(text=phrase.text, move="answer", because=phrase.reasons or reason) if phrase else None


def _is_the_issue(ask: _Ask, material: Material) -> bool:
    """Whether the issue says this very question back, so that the next step is about nothing else."""
    issue = material.reading.issue or ""
    wished = any(issue.startswith(opening) for opening in material.pack["answers"]["asking"])
    told = content_words(issue, material.pack).keys()
    return wished and bool(ask.own) and len(ask.own & told) >= SAME * len(ask.own)


def _sayable_request(ask: _Ask, material: Material) -> bool:
    """Whether a request says a whole thing in a calm voice; the first one of a request is what the reply is about."""
    loud = any(word.isupper() and len(word) > 3 for word in ask.quote.split())
    long = len(ask.quote.split()) > LONGEST_REQUEST
    return bool(wording(material.pack).request.search(ask.quote)) and not loud and not long and len(ask.own) > 1


def _deed(ask: _Ask, material: Material) -> str:
    """What they ask us to do, as it can follow "to": "add Ana to the list"."""
    match = pattern(str(material.pack["answers"]["deed"])).match(ask.quote)
    if match is None:
        return ""
    rest = ask.quote[match.end() :]
    return lower_start(second_person(rest), material.pack)[:1].lower() + second_person(rest)[1:]


def _is_question(ask: Mention, material: Material) -> bool:
    body = material.ticket.messages[ask.evidence.message].body
    quote = ask.evidence.quote.strip()
    if pattern(str(material.pack["answers"]["deed"])).match(quote):
        return False
    ends = body[ask.evidence.start : ask.evidence.end + 2].rstrip().endswith("?")
    return ends or wording(material.pack).question.match(quote) is not None
