"""From tagged spans to what detectors hand back: facts with values, feelings with name and level.

Asks are left to the rules: the tagger heard them no better in cross-validation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast, get_args

from empathkit.detect.errors import canonical
from empathkit.detect.forms import forms_of
from empathkit.detect.found import FoundFact, FoundFeeling
from empathkit.detect.tagging.features import of_span
from empathkit.detect.tagging.hits import Mark, Ruled
from empathkit.detect.tagging.own import with_own
from empathkit.detect.tagging.tagger import Models, Tagged, marks_of, tag
from empathkit.models import FactKind, FeelingName, Level
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span, overlaps, trimmed
from empathkit.text.view import View

_FACTS: frozenset[str] = frozenset(get_args(FactKind))
#: What stands at the end of a sentence and is no part of what was said.
_ENDS = " \t\n,;:-–—(.!?"
#: So likely a feeling's name must be to count by itself, and so likely to count against the rules' word.
_SURE = 0.95
_LIKELY = 0.5
_STOPS = frozenset({"", "\n", ".", "!", "?", ";"})
_WORD = re.compile(r"[\w'’-]+")
#: Marks that open a quotation, each with those that close it.
_PAIRS = {'"': '"”', "“": '"”', "„": '"”', "'": "'’", "‘": "'’"}


def heard(messages: Sequence[tuple[View, Ruled]], models: Models, pack: Pack) -> list[Ruled]:
    """What the models hear in each of the requester's messages, which come with what the rules found in them."""
    marks = [marks_of(seen, ruled, pack) for seen, ruled in messages]
    tagged = tag([(seen, its) for (seen, _), its in zip(messages, marks, strict=True)], models.spans, pack)
    return [
        _said(seen, ruled, its, [_tidy(one, seen, pack) for one in found], models, pack)
        for (seen, ruled), its, found in zip(messages, marks, tagged, strict=True)
    ]


def _said(
    seen: View, ruled: Ruled, marks: Sequence[Mark], found: Sequence[Tagged], models: Models, pack: Pack
) -> Ruled:
    return Ruled(
        with_own([_fact(one, seen, ruled, pack) for one in found if one.kind in _FACTS], seen, pack),
        ruled.asks,
        list(_feelings([one for one in found if one.kind == "feeling"], seen, ruled, marks, models)),
        [Span(one.start, one.end) for one in found if one.kind == "tried"],
        [_without_limit(one, found, seen, pack) for one in found if one.kind == "impact"],
    )


def _without_limit(one: Tagged, found: Sequence[Tagged], seen: View, pack: Pack) -> Span:
    """An impact without the deadline told in the same breath: "I can't post it and the month closes tonight"."""
    for other in found:
        if other.kind == "deadline" and one.start < other.start and other.end == one.end:
            ahead = _tidy(one._replace(end=other.start), seen, pack)
            if seen.folded[ahead.end : other.start].strip(" ,") in _loose(pack).over:
                return Span(ahead.start, ahead.end)
    return Span(one.start, one.end)


def _tidy(one: Tagged, seen: View, pack: Pack) -> Tagged:
    """The span without the marks at its ends, and without words there that only lead on or over: "the Kyocera on"."""
    loose = _loose(pack)
    start, end = trimmed(seen.text, one.start, one.end, _ENDS)
    while (word := _WORD.match(seen.folded, start, end)) and word.group() in loose.over and word.end() < end:
        start, end = trimmed(seen.text, word.end(), end, _ENDS)
    if one.kind in {"tried", "impact"} and (sorry := loose.sorry.search(seen.folded, start, end)):
        start, end = trimmed(seen.text, start, sorry.start(), _ENDS)
    closed = seen.text[end : end + 1] in _STOPS  # "whenever the fan switches on."
    while not closed and (words := seen.folded[start:end].split()) and len(words) > 1 and words[-1] in loose.on:
        start, end = trimmed(seen.text, start, end - len(words[-1]), _ENDS)
    start, end = _paired(seen.text, start, end)
    return one._replace(start=start, end=end) if end > start else one


def _paired(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a quotation mark at one end whose fellow is not in it."""
    inside = text[start + 1 : end - 1]
    if closers := _PAIRS.get(text[start : start + 1], ""):
        return (start, end) if any(mark in closers for mark in text[start + 1 : end]) else (start + 1, end)
    openers = [one for one, closers in _PAIRS.items() if text[end - 1 : end] in closers]
    return (start, end - 1) if openers and not any(mark in inside for mark in openers) else (start, end)


class _Loose(NamedTuple):
    """Words that begin no span, words that end none, and what is said behind one only to be polite."""

    over: frozenset[str]
    on: frozenset[str]
    sorry: re.Pattern[str]


@per_pack
def _loose(pack: Pack) -> _Loose:
    words = pack["tagging"]
    over, on = (frozenset(str(words.get(name, "")).split()) for name in ("leads_over", "leads_on"))
    return _Loose(over, on, re.compile(str(words.get("sorry", "(?!)"))))


def _fact(one: Tagged, seen: View, ruled: Ruled, pack: Pack) -> FoundFact:
    kind = cast("FactKind", one.kind)
    words = " ".join(seen.folded[one.start : one.end].split())
    if kind == "error":
        return FoundFact(kind, one.start, one.end, canonical(seen.text[one.start : one.end]))
    if kind == "device":
        return FoundFact(kind, one.start, one.end, f"{_class(words, pack)}:{words}", _only_named(words, kind, pack))
    vague = kind in {"application", "os"} and any(
        rule.kind == kind and rule.vague and overlaps(rule[1:3], one[:2]) for rule in ruled.facts
    )
    return FoundFact(kind, one.start, one.end, words, vague)


def _class(words: str, pack: Pack) -> str:
    """The class of device the words name, by the last of them the vocabulary knows."""
    hits = [hit for hit in forms_of(pack).terms.find(words) if hit.what.family == "device"]
    return hits[-1].what.name if hits else words.rpartition(" ")[2]


@per_pack
def _slight(pack: Pack) -> frozenset[str]:
    return frozenset(str(pack["tagging"].get("slight", "")).split())


def _only_named(words: str, kind: str, pack: Pack) -> bool:
    """Whether a thing is named by its kind alone: "my work laptop", and no maker, model, number or place."""
    rest = words
    hits = [hit for hit in forms_of(pack).terms.find(words) if hit.what.family == kind]
    if not hits or not all(hit.what.generic for hit in hits):
        return False
    for hit in hits:
        rest = rest.replace(hit.term, " ", 1)
    return all(word in _slight(pack) for word in _WORD.findall(rest))


def _feelings(
    found: Sequence[Tagged], seen: View, ruled: Ruled, marks: Sequence[Mark], models: Models
) -> Iterator[FoundFeeling]:
    """The feelings that the rules hear too, or whose name is sure."""
    for one in found:
        told = of_span(seen, Span(one.start, one.end), seen.sentence_at(one.start), marks)
        (name, likely), (level, _) = models.names.alone(told)
        heard_too = [other.feeling for other in ruled.feelings if overlaps((other.start, other.end), one[:2])]
        if heard_too and likely < _LIKELY:
            name = heard_too[0]
        if heard_too or likely >= _SURE:
            yield FoundFeeling(cast("FeelingName", name), cast("Level", level), one.start, one.end)
