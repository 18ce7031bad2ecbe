"""The feelings a text shows, with level and span, from the pack's patterns and from how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, get_args

from empathkit.detect.found import FoundFeeling
from empathkit.models import FeelingName, Level
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, filled
from empathkit.text.spans import Span, overlaps, trimmed
from empathkit.text.view import View, view

FEELINGS: tuple[FeelingName, ...] = get_args(FeelingName)
LEVELS: tuple[Level, ...] = get_args(Level)
_SHOUT = re.compile(r"\b[A-Z]{2,}(?:['’]?[A-Z]+)*(?:[ ,]+[A-Z]{2,}(?:['’]?[A-Z]+)*){2,}")
_LOUD = re.compile(r"!!|\?!|!\?|\?\?\?|\b[A-Z]{4,}\b")


_CLAUSE_EDGE = re.compile(r"[.,;:!?\n()]+(?=\s|$)|[–—]| - |\bhttps?:")
#: How many words of the clause a feeling takes along, on either side.
_BEFORE = 5
_AFTER = 3


class _What(NamedTuple):
    feeling: FeelingName
    level: Level


@per_pack
def _patterns(pack: Pack) -> Patterns[_What]:
    section: Mapping[str, Mapping[str, list[str]]] = pack["feelings"]
    return Patterns(
        (filled(pack, source, f"feelings.toml: {feeling}.{level}"), _What(feeling, level))
        for level in reversed(LEVELS)
        for feeling in FEELINGS
        for source in section.get(feeling, {}).get(level, ())
    )


def find_feelings(text: str, pack: Pack) -> list[FoundFeeling]:
    """The feelings any text shows, in order, each feeling once at its strongest."""
    return feelings_in(view(text, pack), pack)


def feelings_in(seen: View, pack: Pack) -> list[FoundFeeling]:
    """Like :func:`find_feelings` on a text looked at already."""
    kept: dict[FeelingName, FoundFeeling] = {}
    for feeling in _every(seen, pack):
        known = kept.get(feeling.feeling)
        if known is None or LEVELS.index(feeling.level) > LEVELS.index(known.level):
            kept[feeling.feeling] = feeling
    return sorted(kept.values(), key=lambda feeling: feeling.start)


def _every(seen: View, pack: Pack) -> Iterator[FoundFeeling]:
    heard: list[Span] = []
    for sentence in seen.sentences:
        for match in _patterns(pack).find(seen.folded, *sentence):
            span = _clause(seen, sentence, Span(match.start, match.end))
            heard.append(span)
            yield FoundFeeling(match.what.feeling, _raised(seen, sentence, match.what.level), *span)
    for shout in _SHOUT.finditer(seen.text):
        span = Span(*shout.span())
        if (
            not _all_capitals(seen.text)
            and len(span)
            and not any(overlaps(span, other) for other in heard)
            and _emphatic(shout.group())
        ):
            yield FoundFeeling("frustration", "clear", *span)


def _clause(seen: View, sentence: Span, span: Span) -> Span:
    """The feeling with the few words of its clause around it: "your service" before "has been terrible"."""
    before = seen.folded[sentence.start : span.start]
    after = seen.folded[span.end : sentence.end]
    left = max((match.end() for match in _CLAUSE_EDGE.finditer(before)), default=0)
    edge = _CLAUSE_EDGE.search(after)
    right = edge.start() if edge else len(after)
    start = sentence.start + left if len(before[left:].split()) <= _BEFORE else span.start
    end = span.end + right if len(after[:right].split()) <= _AFTER else span.end
    return trimmed(seen.text, start, end, " \t\n,;:")


def _raised(seen: View, sentence: Span, level: Level) -> Level:
    """A feeling that was said outright is strong where the sentence is shouted."""
    loud = len(_LOUD.findall(seen.text, *sentence)) > 1
    return "strong" if level == "clear" and loud else level


def _all_capitals(text: str) -> bool:
    letters = [mark for mark in text if mark.isalpha()]
    return bool(letters) and sum(mark.isupper() for mark in letters) > len(letters) * 0.7


def _emphatic(words: str) -> bool:
    return len(re.findall(r"[A-Z]{3,}", words)) >= 2
