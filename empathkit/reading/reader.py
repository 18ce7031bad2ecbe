"""Reads what a requester said: one ticket in, :class:`empathkit.models.Heard` out. Pure and deterministic."""

from __future__ import annotations

import re
from collections.abc import Iterable

from empathkit.detect.facts import once
from empathkit.detect.feelings import LEVELS
from empathkit.detect.found import FoundAsk, FoundFact, FoundFeeling
from empathkit.detect.tagging.hits import Ruled
from empathkit.detect.times import dated
from empathkit.models import Evidence, Fact, Feeling, Heard, Mention, Ticket
from empathkit.reading.conversation import Heed, heed, summary_view
from empathkit.reading.heard import hear_all
from empathkit.reading.issue import Told, restate
from empathkit.reading.situation import Shown, find_situation
from empathkit.reading.talk import done_talking, repeated
from empathkit.reading.topic import find_topic
from empathkit.reading.words import not_offered
from empathkit.text.fold import fold
from empathkit.text.language import detect
from empathkit.text.pack import Pack
from empathkit.text.spans import Span

#: A letter or a digit: without one there is nothing to go on.
_WORDS = re.compile(r"[^\W_]")


def hear(ticket: Ticket, pack: Pack) -> Heard:
    """What the requester of a redacted ticket said, every item with its exact span; or why we can't tell."""
    messages = heed(ticket, pack)
    spoken = [message for message in messages if message.seen.sentences]
    summary = summary_view(ticket, pack)
    words = "\n".join(message.seen.text for message in spoken)
    language, supported = detect(words if words.strip() else summary.text, pack)
    if not supported:
        return Heard(language=language, abstained=_why(pack, "language", language))
    if not _WORDS.search(words) and not _WORDS.search(summary.text):
        return Heard(language=pack.language, abstained=_why(pack, "thin", language))
    return _heard(ticket, spoken, pack, language)


def _why(pack: Pack, reason: str, language: str) -> str:
    names = pack["abstain"].get("languages", {})
    return str(pack["abstain"].get(reason, reason)).replace("{language}", str(names.get(language, language)))


def _heard(ticket: Ticket, spoken: list[Heed], pack: Pack, language: str) -> Heard:
    summary = summary_view(ticket, pack)
    heard = list(zip(spoken, hear_all(spoken, pack), strict=True))
    facts = _facts(heard)
    tried = [(message, span) for message, said in heard for span in said.tried]
    impact = [(message, span) for message, said in heard for span in said.impact]
    asks = _asks(heard, facts)
    done, repeat = done_talking(spoken, pack), repeated(spoken, pack)
    errors = [message.seen.text[fact.start : fact.end] for message, fact in facts if fact.kind == "error"]
    shown = Shown(
        [ask for _, ask in asks], done, repeat, sum(not not_offered(pack).match(fold(error)) for error in errors)
    )
    situation = find_situation(ticket, spoken, shown, pack) if spoken else "fault"
    topic = find_topic(summary, [message.seen for message in spoken], pack)
    issue = restate(Told(summary, spoken, facts, impact, asks, tried, situation, pack), pack)
    return Heard(
        language=language,
        topic=topic,
        situation=situation,
        issue=issue,
        facts=tuple(_stated(facts, ticket, pack)),
        tried=tuple(_mentions(tried)),
        impact=tuple(_mentions(impact)),
        feelings=tuple(_feelings(heard)),
        asks=tuple(_mentions((message, Span(ask.start, ask.end)) for message, ask in asks)),
        done_talking=done,
        repeat=repeat,
    )


def _facts(heard: list[tuple[Heed, Ruled]]) -> list[tuple[Heed, FoundFact]]:
    """The facts of all messages, each once. Offsets are laid end to end while they are compared."""
    shifted: list[FoundFact] = []
    starts: list[tuple[int, Heed]] = []
    at = 0
    for message, said in heard:
        starts.append((at, message))
        shifted.extend(fact._replace(start=fact.start + at, end=fact.end + at) for fact in said.facts)
        at += len(message.body) + 1
    found: list[tuple[Heed, FoundFact]] = []
    for fact in once(shifted):
        base, message = max((entry for entry in starts if entry[0] <= fact.start), key=lambda entry: entry[0])
        value = fact.value.partition(":")[2] if fact.kind == "device" else fact.value
        found.append((message, fact._replace(start=fact.start - base, end=fact.end - base, value=value)))
    return found


def _stated(facts: list[tuple[Heed, FoundFact]], ticket: Ticket, pack: Pack) -> Iterable[Fact]:
    for message, fact in facts:
        evidence = message.evidence(fact.start, fact.end)
        if evidence is None:
            continue
        value = fact.value
        if fact.kind in {"started", "deadline"}:
            value = dated(value, ticket.messages[message.at].at, pack)
        yield Fact(kind=fact.kind, value=value, vague=fact.vague, evidence=evidence)


def _asks(heard: list[tuple[Heed, Ruled]], facts: list[tuple[Heed, FoundFact]]) -> list[tuple[Heed, FoundAsk]]:
    """What is asked and still open; a bare cry for help only when nothing else is asked."""
    every = [
        (message, ask)
        for message, said in heard
        for ask in said.asks
        if not any(
            fact.kind == "error" and other is message and fact.start <= ask.start and ask.end <= fact.end
            for other, fact in facts
        )
    ]
    plain = [(message, ask) for message, ask in every if ask.kind in {"question", "request"}]
    if plain:
        return plain
    wishes = [(message, ask) for message, ask in every if ask.kind == "wish"]
    return wishes or every[-1:]


def _feelings(heard: list[tuple[Heed, Ruled]]) -> Iterable[Feeling]:
    """Each feeling once a conversation, at its strongest."""
    kept: dict[str, tuple[Heed, FoundFeeling]] = {}
    for message, said in heard:
        for feeling in said.feelings:
            known = kept.get(feeling.feeling)
            if known is None or LEVELS.index(feeling.level) > LEVELS.index(known[1].level):
                kept[feeling.feeling] = (message, feeling)
    for message, feeling in kept.values():
        evidence = message.evidence(feeling.start, feeling.end)
        if evidence is not None:
            yield Feeling(feeling=feeling.feeling, level=feeling.level, evidence=evidence)


def _mentions(found: Iterable[tuple[Heed, Span]]) -> Iterable[Mention]:
    for message, span in found:
        evidence: Evidence | None = message.evidence(span.start, span.end)
        if evidence is not None:
            yield Mention(evidence=evidence)
