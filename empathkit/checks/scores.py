"""The score card: five scales of 0, 1 or 2, every point backed by a span of the text.

Emotional reaction, interpretation and exploration as in EPITOME (Sharma, Miner, Atkins, Althoff, EMNLP 2020), found by
wording; accuracy and respect from the findings. A help for the writer, not a measure of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from empathkit.checks.patterns import combined
from empathkit.checks.subject import Subject
from empathkit.models import Finding, Score, Scores
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words

Span = tuple[int, int]
#: So many of the user's own content words in one sentence restate what they said.
RESTATES = 3


class _Patterns(NamedTuple):
    warm: Regex
    feeling: Regex
    understands: Regex
    own: Regex
    other: Regex
    generic: Regex
    rhetorical: Regex
    towards: Regex
    asks: Regex
    step: Regex


@per_pack
def _patterns(pack: Pack) -> _Patterns:
    words = pack["scores"]
    warm, understanding, exploring = words["emotional_reaction"], words["interpretation"], words["exploration"]
    return _Patterns(
        warm=combined(warm["patterns"]),
        feeling=combined(warm["strong"]),
        understands=combined(understanding["shows"]),
        own=combined(understanding["own"]),
        other=combined(understanding["other"]),
        generic=combined(exploring["generic"]),
        rhetorical=combined(exploring["rhetorical"]),
        towards=combined(exploring["towards"]),
        asks=combined(exploring["asks"]),
        step=combined(words["accuracy"]["patterns"]),
    )


def score(subject: Subject, findings: Sequence[Finding]) -> Scores:
    """The card of a text, given what the rules found in it."""
    if not subject.text.strip():
        return Scores()
    return Scores(
        emotional_reaction=_emotional_reaction(subject),
        interpretation=_interpretation(subject),
        exploration=_exploration(subject),
        accuracy=_accuracy(subject, findings),
        respect=_respect(subject, findings),
    )


def _emotional_reaction(subject: Subject) -> Score:
    """Warmth shown; strong where it names the feeling, or is tied to the ticket."""
    spans = _sentences_with(subject, _patterns(subject.pack).warm)
    feeling = _patterns(subject.pack).feeling
    strong = any(feeling.search(subject.flat, *span) or _shared(subject, span) for span in spans)
    return _score(spans, strong=strong)


def _interpretation(subject: Subject) -> Score:
    """Understanding shown: the user's own words carried, understanding said, or an experience of one's own."""
    patterns = _patterns(subject.pack)
    carrying = [(span, _shared(subject, span)) for span in subject.sentences]
    said = {span for span in subject.sentences if _understands(subject.flat[slice(*span)], patterns)}
    spans = [span for span, shared in carrying if shared or span in said]
    return _score(spans, strong=bool(said) or any(shared >= RESTATES for _, shared in carrying))


def _understands(sentence: str, patterns: _Patterns) -> bool:
    if patterns.understands.search(sentence):
        return True
    return bool(patterns.own.search(patterns.other.sub(" ", sentence)))


def _exploration(subject: Subject) -> Score:
    """Questions to the reader; strong where one could not be asked of anybody."""
    patterns = _patterns(subject.pack)
    asked = [(one.start, one.end) for one in subject.questions if one.kinds or _asks(subject, one.start, one.end)]
    asked += [span for span in _sentences_with(subject, patterns.asks) if span not in asked]
    pointed = [span for span in asked if not patterns.generic.search(subject.flat, *span)]
    return _score(sorted(asked), strong=bool(pointed))


def _asks(subject: Subject, start: int, end: int) -> bool:
    patterns, sentence = _patterns(subject.pack), subject.flat[start:end]
    return bool(patterns.towards.search(sentence)) and not patterns.rhetorical.search(sentence)


def _accuracy(subject: Subject, findings: Iterable[Finding]) -> Score:
    if any(one.rule.startswith("EK4") and one.severity == "error" for one in findings):
        return Score()
    owned = _sentences_with(subject, _patterns(subject.pack).step)
    return _score(owned or [(0, len(subject.text))], strong=bool(owned))


def _respect(subject: Subject, findings: Iterable[Finding]) -> Score:
    severities = {one.severity for one in findings if one.rule.startswith("EK3")}
    if "error" in severities:
        return Score()
    return _score([(0, len(subject.text))], strong="warning" not in severities)


def _sentences_with(subject: Subject, pattern: Regex) -> list[Span]:
    return [span for span in subject.sentences if pattern.search(subject.flat, *span)]


def _shared(subject: Subject, span: Span) -> int:
    words = content_words(subject.text[span[0] : span[1]], subject.pack)
    return len(words.keys() & subject.issue_words.keys())


def _score(spans: Sequence[Span], *, strong: bool) -> Score:
    return Score(level=(2 if strong else 1) if spans else 0, spans=tuple(spans) if spans else ())
