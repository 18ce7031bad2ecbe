"""The issue in one sentence, second person, in the requester's own words: the main symptom, since when or after
what, and what it keeps them from or by when it matters. About 30 words, never over 40."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from empathkit.detect.found import FoundAsk, FoundFact
from empathkit.reading.conversation import Heed
from empathkit.reading.words import fault_words
from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import filled
from empathkit.text.spans import Span, trimmed
from empathkit.text.view import View

MOST = 38
AIM = 30
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_SPACE = re.compile(r"\s+")


class Told(NamedTuple):
    """What the sentence is made of."""

    summary: View
    messages: list[Heed]
    facts: list[tuple[Heed, FoundFact]]
    impact: list[tuple[Heed, Span]]
    asks: list[tuple[Heed, FoundAsk]]
    tried: list[tuple[Heed, Span]]
    situation: str


class _Forms(NamedTuple):
    greeting: re.Pattern[str]
    lead: re.Pattern[str]
    vent: re.Pattern[str]
    cut: re.Pattern[str]
    starts: re.Pattern[str]
    verb: re.Pattern[str]
    swap: re.Pattern[str]
    swaps: Mapping[str, str]
    say: Mapping[str, str]


class _Clause(NamedTuple):
    text: str
    score: float
    place: int


@per_pack
def _forms(pack: Pack) -> _Forms:
    section = pack["hearing"].get("issue", {})
    swaps = section.get("swap", {})
    words = "|".join(re.escape(word) for word in sorted(swaps, key=len, reverse=True))
    patterns = (
        re.compile(filled(pack, section.get(name, "(?!)"), f"hearing.toml: {name}"))
        for name in ("greeting", "lead", "vent", "cut", "starts_clause", "verb")
    )
    return _Forms(
        *patterns, re.compile(rf"(?<![\w'])(?:{words})(?![\w'])", re.IGNORECASE), swaps, section.get("say", {})
    )


def restate(told: Told, pack: Pack) -> str | None:
    """The sentence, or None when there is nothing to restate."""
    forms = _forms(pack)
    main = _main(told, forms, pack)
    if not main:
        return None
    for piece in _additions(told, forms, main):
        longer = piece(main)
        if longer and len(longer.split()) <= AIM + 4:
            main = longer
    return _sentence(main)


def _main(told: Told, forms: _Forms, pack: Pack) -> str | None:
    clauses = sorted(_clauses(told, forms, pack), key=lambda clause: (-clause.score, clause.place))
    if not clauses:
        return None
    best = clauses[0].text
    for clause in clauses[1:4]:
        if (
            clause.score >= 3
            and len(best.split()) + len(clause.text.split()) <= 24
            and not _said(clause.text, best, 0.5)
        ):
            first, second = (best, clause.text) if _place(clauses, best) <= clause.place else (clause.text, best)
            best = (
                f"{first}; {_lower(second)}"
                if False
                else forms.say.get("and", "{main}, and {what}").format(main=first, what=_lower(second))
            )
    return best


def _place(clauses: list[_Clause], text: str) -> int:
    return next((clause.place for clause in clauses if clause.text == text), -1)


def _clauses(told: Told, forms: _Forms, pack: Pack) -> Iterator[_Clause]:
    title = _WORD.findall(told.summary.folded)
    if told.summary.folded.strip():
        text = _said_back(told.summary.text.strip(), forms)
        yield _Clause(text, 4.0 + min(len(title), 10) * 0.35, 0)
    wanted = {word for word in title if len(word) > 2}
    place = 0
    for message in told.messages:
        for sentence in message.seen.sentences:
            place += 1
            words = message.seen.folded[sentence.start : sentence.end]
            if forms.greeting.search(words) or forms.vent.search(words):
                continue
            score = _worth(words, wanted, place, pack)
            text = _said_back(_shortened(message.seen.text[sentence.start : sentence.end], forms), forms)
            if text and score > 0:
                yield _Clause(text, score, place)


def _worth(words: str, wanted: set[str], place: int, pack: Pack) -> float:
    shared = len(wanted & set(_WORD.findall(words)))
    fault = len(set(fault_words(pack).findall(words)))
    return (
        min(fault, 3) * 1.2
        + min(shared, 4) * 0.6
        + max(0.0, 2.0 - place * 0.35)
        - (2.0 if words.endswith("?") else 0.0)
    )


def _shortened(text: str, forms: _Forms, most: int = 22) -> str:
    folded = fold(text)
    lead = forms.lead.match(folded)
    if lead and lead.end() < len(text):
        text, folded = text[lead.end() :], folded[lead.end() :]
    words = text.split()
    if len(words) <= most:
        return text
    best = 0
    for cut in forms.cut.finditer(folded):
        if 5 <= len(text[: cut.start()].split()) <= most:
            best = cut.start()
    return text[:best] if best else " ".join(words[:most])


def _said_back(text: str, forms: _Forms) -> str:
    """The words as the agent would say them back: second person, no marks at the ends."""
    span = trimmed(text, 0, len(text), " \t\n\r.,;:!?-–—*\"'“”")
    plain = _SPACE.sub(" ", re.sub(r"[@#]\w+|https?://\S+", "", text[span.start : span.end])).strip()
    if _shouted(plain):
        plain = plain.lower()

    def swap(match: re.Match[str]) -> str:
        word = match.group()
        if word == "US":
            return word
        return forms.swaps[fold(word)]

    said = forms.swap.sub(swap, plain.replace("’", "'"))
    said = re.sub(r"\byou am\b", "you are", said)
    return said


def _shouted(text: str) -> bool:
    letters = [mark for mark in text if mark.isalpha()]
    return len(letters) > 12 and sum(mark.isupper() for mark in letters) > 0.7 * len(letters)


def _additions(told: Told, forms: _Forms, main: str) -> Iterator[object]:
    return iter(())


def _said(what: str, main: str, share: float = 0.6) -> bool:
    words = set(_WORD.findall(fold(what)))
    return not words or len(words & set(_WORD.findall(fold(main)))) / len(words) >= share


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[1:].islower() or len(first) == 1 else text


def _sentence(text: str) -> str:
    words = text.split()
    if len(words) > MOST:
        text = " ".join(words[:MOST]).rstrip(",;:")
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
