"""The feelings a text shows, with level and span: by its words, by patterns, and by how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from empathkit.detect.cues import FEELINGS, LEVELS, Cue, cues_in
from empathkit.detect.found import FoundFeeling
from empathkit.detect.marks import marks_in, scorn_in
from empathkit.models import FeelingName, Level
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, spelled
from empathkit.text.spans import Span, overlaps, trimmed
from empathkit.text.view import View, view

__all__ = ["FEELINGS", "LEVELS", "feelings_in", "find_feelings"]

_LOUD = re.compile(r"!!|! !|\?!|!\?|\?\?\?|\b[A-Z]{4,}\b")
_CLAUSE_EDGE = re.compile(r"[.,;:!?\n()]+(?=\s|$)|[–—]| - |\bhttps?:")
#: Whom a message calls upon first is no part of a clause.
_CALLED = re.compile(r"(?:(?:[@#.]\w*|hi|hey|hello)[,:]?\s+)+")
#: How many words of the clause a feeling takes along, on either side.
_BEFORE = 5
#: How many words a mark without words takes along.
_BESIDE = 4
_ROW = 2
_THANKS: frozenset[FeelingName] = frozenset({"gratitude", "relief"})
_AFTER = 8


class _What(NamedTuple):
    feeling: FeelingName
    level: Level


@per_pack
def _patterns(pack: Pack) -> Patterns[_What]:
    section: Mapping[str, Mapping[str, list[str]]] = pack["feelings"].get("patterns", {})
    return Patterns(
        (spelled(pack, source, f"feelings.toml: {feeling}.{level}"), _What(feeling, level))
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
    for cue in sorted(_heard(seen, pack)):
        sentence = seen.sentence_at(cue.start)
        span = _clause(seen, sentence, Span(cue.start, cue.end))
        yield FoundFeeling(cue.feeling, _raised(seen, sentence, cue.level), *span)


def _heard(seen: View, pack: Pack) -> list[Cue]:
    """All that shows a feeling. Where praise is scorn it is no thanks; patterns and marks count only where no word
    says more in the same place."""
    scorn = list(scorn_in(seen, pack))
    found = scorn + [cue for cue in cues_in(seen, pack) if not _scorned(cue, scorn)]
    for matches in _patterns(pack).find_in(seen.folded, seen.sentences):
        for match in matches:
            span = Span(match.start, match.end)
            if not any(cue.feeling == match.what.feeling and overlaps(span, cue[:2]) for cue in found):
                found.append(Cue(*span, *match.what))
    for mark in marks_in(seen, pack):
        if not any(overlaps(mark[:2], cue[:2]) for cue in found):
            found.append(mark)
    return found


def _scorned(cue: Cue, scorn: list[Cue]) -> bool:
    return cue.feeling in _THANKS and any(overlaps(cue[:2], other[:2]) for other in scorn)


def _clause(seen: View, sentence: Span, span: Span) -> Span:
    """The feeling with the few words of its clause around it: "your service" before "has been terrible"."""
    if not any(mark.isalnum() for mark in seen.text[span.start : span.end]):
        return _beside(seen, sentence, span)
    called = _CALLED.match(seen.folded, sentence.start, span.start)
    first = called.end() if called else sentence.start
    before = seen.folded[first : span.start]
    after = seen.folded[span.end : sentence.end]
    left = max((match.end() for match in _CLAUSE_EDGE.finditer(before)), default=0)
    edge = _CLAUSE_EDGE.search(after)
    right = edge.start() if edge else len(after)
    start = first + left if len(before[left:].split()) <= _BEFORE else span.start
    end = span.end + right if len(after[:right].split()) <= _AFTER else span.end
    return trimmed(seen.text, start, end, " \t\n,;:")


def _beside(seen: View, sentence: Span, span: Span) -> Span:
    """A picture or a mark with the last words before it; a row of pictures speaks for itself."""
    row = span.end - span.start > _ROW and not seen.text[span.start : span.end].isascii()
    words = [match.start() for match in re.finditer(r"(?<!\S)(?![@#])\S", seen.text[sentence.start : span.start])]
    if row or not words:
        return span
    return Span(sentence.start + words[-_BESIDE:][0], span.end)


def _raised(seen: View, sentence: Span, level: Level) -> Level:
    """A feeling that was said outright is strong where the sentence is shouted."""
    loud = len(_LOUD.findall(seen.text, *sentence)) > 1
    return "strong" if level == "clear" and loud else level
