"""The issue in one sentence, second person, in the requester's own words: the main symptom, since when or after
what, and what it keeps them from or by when it matters. About 30 words, never over 40."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from empathkit.detect.found import FoundAsk, FoundFact
from empathkit.reading.conversation import Heed
from empathkit.reading.voice import Voice, clause, lower, said_back, shortened, upper, voice
from empathkit.reading.words import fault_words
from empathkit.text.clauses import begins_clause
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.spans import Span
from empathkit.text.view import View

#: No sentence is longer than this; it grows while it is shorter than ``AIM``.
MOST = 39
AIM = 29
#: A title of so many words says most of it; then less is added.
TELLING_TITLE = 7
#: A second clause must be worth so much to be said back as well.
TELLING = 2.0
#: More clauses joined by "and" would be a list and no sentence.
MOST_JOINED = 1
AIM_OF_A_TITLE = 22
COVERED = 0.95
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
#: How much a fact in a sentence speaks for the sentence.
_WEIGHT = {
    "error": 0.8,
    "deadline": 0.8,
    "frequency": 0.6,
    "change": 0.6,
    "started": 0.4,
    "application": 0.3,
    "device": 0.3,
    "scope": 0.2,
}


class Told(NamedTuple):
    """What the sentence is made of."""

    summary: View
    messages: list[Heed]
    facts: list[tuple[Heed, FoundFact]]
    impact: list[tuple[Heed, Span]]
    asks: list[tuple[Heed, FoundAsk]]
    tried: list[tuple[Heed, Span]]
    situation: str
    pack: Pack


class _Clause(NamedTuple):
    text: str
    score: float
    place: int
    title: bool = False


def restate(told: Told, pack: Pack) -> str | None:
    """The sentence, or None when there is nothing to restate."""
    spoken = voice(pack)
    clauses = list(_clauses(told, spoken, pack))
    if not clauses:
        return None
    main = _main(clauses, spoken)
    sentence = main.text
    aim = AIM_OF_A_TITLE if main.title and len(sentence.split()) >= TELLING_TITLE else AIM
    joined = 0
    for piece in (*_around(told, spoken, main.text), *_more(clauses, spoken)):
        longer = _joined(sentence, piece, spoken)
        another = piece.join == spoken.say["and"]
        if longer and len(longer.split()) <= MOST - 2 and joined + another <= MOST_JOINED:
            sentence, joined = longer, joined + another
        if len(sentence.split()) >= aim:
            break
    return _sentence(sentence)


def _main(clauses: list[_Clause], spoken: Voice) -> _Clause:
    """The clause worth most; the title only where no clause of the body says all of it and more."""
    best = max(clauses, key=lambda clause: (clause.score, -clause.place))
    title = next((clause for clause in clauses if clause.title), None)
    if title and best is title:
        fuller = [other for other in clauses if not other.title and _covers(other.text, title.text, spoken)]
        best = max(fuller, key=lambda clause: clause.score, default=best)
    return best


def _covers(text: str, title: str, spoken: Voice) -> bool:
    wanted = set(_WORD.findall(fold(title))) - spoken.small
    return bool(wanted) and len(wanted & set(_WORD.findall(fold(text)))) >= COVERED * len(wanted)


def _clauses(told: Told, spoken: Voice, pack: Pack) -> Iterator[_Clause]:
    title = said_back(spoken.title_noise.sub("", told.summary.text), spoken) if told.summary.sentences else ""
    wanted = {word for word in _WORD.findall(fold(title)) if word not in spoken.small}
    if len(wanted) >= 1 and (made := clause(title, spoken, title=True)):
        whole = (
            3.0 if len(wanted) > 3 and (spoken.verb.search(fold(title)) or spoken.trouble.search(fold(title))) else 0.0
        )
        yield _Clause(made, whole + min(len(wanted), 8) * 0.8, 0, title=True)
    place = 0
    for message in told.messages:
        for span in message.seen.sentences:
            place += 1
            words = message.seen.folded[span.start : span.end]
            if spoken.greeting.search(words) or spoken.vent.search(words):
                continue
            text = said_back(shortened(message.seen.text[span.start : span.end], spoken, 20), spoken)
            made = clause(text, spoken) if len(text.split()) > 1 else None
            if made and "?" not in words[-3:]:
                heavy = sum(
                    _WEIGHT.get(fact.kind, 0.0)
                    for other, fact in told.facts
                    if other is message and span.start <= fact.start < span.end
                )
                light = any(other is message and span.start <= step.start < span.end for other, step in told.tried)
                yield _Clause(made, _worth(words, wanted, place, spoken, pack) + min(heavy, 2.0) - light, place)


def _worth(words: str, wanted: set[str], place: int, spoken: Voice, pack: Pack) -> float:
    said = set(_WORD.findall(words)) - spoken.small
    fault = min(len(set(fault_words(pack).findall(words))), 2)
    beside = 2.5 * bool(spoken.beside.search(words)) + 1.2 * bool(spoken.loose.match(words))
    return fault * 1.5 + min(len(said & wanted), 4) * 0.7 + min(len(said), 10) * 0.25 - min(place, 8) * 0.25 - beside


class _Piece(NamedTuple):
    """Something to add, and the words that join it."""

    join: str
    what: str
    share: float = 0.55


def _around(told: Told, spoken: Voice, main: str) -> Iterator[_Piece]:
    kinds: dict[str, list[str]] = {}
    for message, fact in told.facts:
        kinds.setdefault(fact.kind, []).append(message.seen.text[fact.start : fact.end])
    yield from _since(kinds, spoken, main)
    for text in kinds.get("error", ())[:1]:
        if 1 < len(text.split()) <= 9 and text[:1].isupper():
            yield _Piece(spoken.say["error"], text.strip('"').replace('"', ""), 0.4)
    yield from _burden(told, spoken)
    for text in kinds.get("deadline", ())[:1]:
        if fold(text).startswith(("by ", "before ", "until ", "for ", "in ", "on ", "as of ")):
            yield _Piece(spoken.say["deadline"], lower(said_back(shortened(text, spoken, 8), spoken)))


def _since(kinds: Mapping[str, Sequence[str]], spoken: Voice, main: str) -> Iterator[_Piece]:
    said = [text for text in (*kinds.get("change", ()), *kinds.get("started", ())) if spoken.since.match(fold(text))]
    if said and not spoken.dated.search(fold(main)):
        yield _Piece(spoken.say["since"], lower(said_back(shortened(said[0], spoken, 10), spoken)))


def _burden(told: Told, spoken: Voice) -> Iterator[_Piece]:
    for message, span in told.impact[:1]:
        text = said_back(shortened(message.seen.text[span.start : span.end], spoken, 11), spoken)
        if begins_clause(message.seen.text, span.start, told.pack) and spoken.starts_clause.search(fold(text)):
            yield _Piece(spoken.say["and"], lower(text))


def _more(clauses: list[_Clause], spoken: Voice) -> Iterator[_Piece]:
    for other in sorted(clauses, key=lambda other: (-other.score, other.place)):
        beside = spoken.beside.search(fold(other.text)) or spoken.vent.search(fold(other.text))
        if not other.title and not beside and other.score >= TELLING and spoken.starts_clause.search(fold(other.text)):
            yield _Piece(spoken.say["and"], lower(shortened(other.text, spoken, 12)), 0.5)


def _joined(sentence: str, piece: _Piece, spoken: Voice) -> str | None:
    said = {word for word in _WORD.findall(fold(piece.what)) if word not in spoken.small}
    there = set(_WORD.findall(fold(sentence)))
    if not said or len(said & there) / len(said) >= piece.share:
        return None
    if piece.join == spoken.say["since"] and sentence.startswith(tuple(_openings(spoken))):
        return spoken.say["since_after"].format(main=sentence, what=piece.what)
    return piece.join.format(main=sentence, what=piece.what, What=upper(piece.what), after=_after(sentence, spoken))


def _openings(spoken: Voice) -> Iterator[str]:
    """How a sentence begins that reports a title instead of saying it; since when then stands at its end."""
    yield from (spoken.say[name].partition("{")[0].strip() for name in ("fragment", "about", "ask"))


def _after(sentence: str, spoken: Voice) -> str:
    """The sentence as it stands after a comma: a small first letter only where the first word is an ordinary one."""
    first = sentence.split(" ", 1)[0]
    return lower(sentence) if fold(first) in spoken.small else sentence


def _sentence(text: str) -> str:
    words = text.split()
    if len(words) > MOST:
        text = " ".join(words[:MOST]).rstrip(",;:")
    return upper(text) + ("" if text.endswith((".", "!", "?")) else ".")
