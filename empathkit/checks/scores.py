"""The score card: five scales of 0, 1 or 2, every point backed by a span of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from empathkit.checks.patterns import combined
from empathkit.checks.subject import Subject
from empathkit.models import Finding, Score, Scores
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words

Span = tuple[int, int]


@per_pack
def _patterns(pack: Pack) -> dict[str, re.Pattern[str]]:
    words = pack["scores"]
    return {
        "emotional_reaction": combined(words["emotional_reaction"]["patterns"]),
        "generic": combined(words["exploration"]["generic"]),
        "accuracy": combined(words["accuracy"]["patterns"]),
    }


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
    spans = _sentences_with(subject, _patterns(subject.pack)["emotional_reaction"])
    tied = [span for span in spans if _shared(subject, span)]
    return _score(spans, strong=bool(tied))


def _interpretation(subject: Subject) -> Score:
    """Understanding shown: sentences that carry the user's own content words; strong from three in one."""
    carrying = [(span, _shared(subject, span)) for span in subject.sentences]
    return _score([span for span, shared in carrying if shared], strong=any(shared >= 3 for _, shared in carrying))


def _exploration(subject: Subject) -> Score:
    asked = subject.questions
    generic = _patterns(subject.pack)["generic"]
    pointed = [one for one in asked if one.kinds or not generic.search(subject.text[one.start : one.end])]
    return _score([(one.start, one.end) for one in asked], strong=bool(pointed))


def _accuracy(subject: Subject, findings: Iterable[Finding]) -> Score:
    if any(one.rule.startswith("EK4") and one.severity == "error" for one in findings):
        return Score()
    owned = _sentences_with(subject, _patterns(subject.pack)["accuracy"])
    return _score(owned or [(0, len(subject.text))], strong=bool(owned))


def _respect(subject: Subject, findings: Iterable[Finding]) -> Score:
    severities = {one.severity for one in findings if one.rule.startswith("EK3")}
    if "error" in severities:
        return Score()
    return _score([(0, len(subject.text))], strong="warning" not in severities)


def _sentences_with(subject: Subject, pattern: re.Pattern[str]) -> list[Span]:
    return [span for span in subject.sentences if pattern.search(subject.text[span[0] : span[1]])]


def _shared(subject: Subject, span: Span) -> int:
    words = content_words(subject.text[span[0] : span[1]], subject.pack)
    return len(words.keys() & subject.issue_words.keys())


def _score(spans: Sequence[Span], *, strong: bool) -> Score:
    return Score(level=(2 if strong else 1) if spans else 0, spans=tuple(spans) if spans else ())
