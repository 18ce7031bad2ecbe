"""Cuts sentences into clauses that can stand alone: "it hangs when I save, and then I lose my work" holds three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.reading.voice import Voice
from empathkit.text.spans import Span

#: What stands between parentheses is told beside; only short insertions ("(10.8)") are kept.
_ASIDE = re.compile(r"\s?\([^()]{0,300}\)")
_SHORT_ASIDE = 3
_MARK = re.compile(r"[,;](?=\s)|(?<=\w\w):(?=\s)|\s[-–—]{1,2}\s|—|\.{3}|…")
#: A sentence is cut in no more parts than this.
_MOST_PARTS = 12


class Part(NamedTuple):
    """A part of a sentence: ``start`` behind the word that joins it, ``hangs`` when that makes it lean on another."""

    begins: int
    start: int
    end: int
    join: str
    hangs: bool


class Run(NamedTuple):
    """Parts in a row that may stand as one clause. ``join`` is the word before them; ``splice`` is where two clauses
    meet at a mere comma, which takes an "and"."""

    start: int
    end: int
    join: str
    splice: Span | None = None


def asides(text: str, span: Span) -> list[Span]:
    """What is told between parentheses in a part of a text, but for short insertions."""
    if "(" not in text[span.start : span.end]:
        return []
    found = _ASIDE.finditer(text, *span)
    return [Span(*one.span()) for one in found if len(one.group().split()) > _SHORT_ASIDE or "," in one.group()]


def parts(folded: str, sentence: Span, spoken: Voice) -> list[Part]:
    """The parts of a sentence in order."""
    cuts = sorted(_cuts(folded, sentence, spoken))[: _MOST_PARTS - 1]
    found: list[Part] = []
    edges = [(sentence.start, sentence.start, "", False), *cuts]
    for place, (begins, start, join, hangs) in enumerate(edges):
        end = edges[place + 1][0] if place + 1 < len(edges) else sentence.end
        if folded[start:end].strip():
            found.append(Part(begins, start, end, join, hangs))
    return found


def told_before(folded: str, sentence: Span, spoken: Voice) -> Span | None:
    """What is told in a sentence before the question at its end, all of it where its words are no question's; None
    where all of it asks."""
    if spoken.question.match(folded, sentence.start) or spoken.inverted.match(folded, sentence.start):
        return None
    found = parts(folded, sentence, spoken)
    if len(found) > 1:
        return Span(sentence.start, found[-1].begins)
    tells = spoken.starts.match(folded, sentence.start) or spoken.hangs.match(folded, sentence.start)
    return sentence if tells else None


def _cuts(folded: str, sentence: Span, spoken: Voice) -> Iterator[tuple[int, int, str, bool]]:
    for found in _MARK.finditer(folded, sentence.start + 1, sentence.end):
        start = _past_blanks(folded, found.end())
        yield _joined(folded, found.start(), start, sentence, spoken)
    for found in spoken.hangs.finditer(folded, sentence.start + 1, sentence.end):
        if not _behind_mark(folded, found.start(), sentence):
            yield found.start(), found.start(), found.group(), True
    for found in spoken.joins.finditer(folded, sentence.start + 1, sentence.end):
        start = _past_blanks(folded, found.end())
        if not _behind_mark(folded, found.start(), sentence) and _clause_at(folded, start, sentence.end, spoken):
            yield found.start(), start, found.group(), False


def _joined(folded: str, mark: int, start: int, sentence: Span, spoken: Voice) -> tuple[int, int, str, bool]:
    if found := spoken.joins.match(folded, start, sentence.end):
        return mark, _past_blanks(folded, found.end()), found.group(), False
    if found := spoken.hangs.match(folded, start, sentence.end):
        return mark, start, found.group(), True
    return mark, start, folded[mark : mark + 1].strip() or "-", False


def _past_blanks(folded: str, at: int) -> int:
    while at < len(folded) and folded[at].isspace():
        at += 1
    return at


def _behind_mark(folded: str, at: int, sentence: Span) -> bool:
    before = folded[sentence.start : at].rstrip()
    return not before or before[-1] in ",;:()–—-\n"


def _clause_at(folded: str, start: int, end: int, spoken: Voice) -> bool:
    rest = folded[start:end]
    return bool(spoken.starts.match(rest) or spoken.verb.match(rest))


def runs(folded: str, sentence: Span, spoken: Voice) -> Iterator[Run]:
    """The clauses a sentence holds, each from where one can begin to where one can end; the longest first."""
    found = parts(folded, sentence, spoken)
    for first, part in enumerate(found):
        if first and not _begins(found[first - 1], part, folded, spoken):
            continue
        for last in range(len(found) - 1, first - 1, -1):
            stands, splice = _stands(found[first : last + 1], folded, spoken)
            if stands and _ends(found, last, folded, spoken):
                yield Run(part.start, _end(folded, found[last]), part.join, splice)


def _end(folded: str, part: Part) -> int:
    return part.start + len(folded[part.start : part.end].rstrip())


def _begins(before: Part, part: Part, folded: str, spoken: Voice) -> bool:
    """Whether a clause of its own can begin at a part: behind a whole one, and not inside a list."""
    if part.hangs or part.join in {")", "("}:
        return False
    if part.join in {";", ":", "-"}:
        return True
    whole = before.hangs or _has_clause(before, folded, spoken) or _alone(before, part, folded, spoken)
    return whole and spoken.starts.match(folded[part.start : part.end]) is not None


def _alone(before: Part, part: Part, folded: str, spoken: Voice) -> bool:
    """Whether a clause follows a mere name of some words: "coffee over my keyboard, the E key sticks"."""
    named = before.join == "" and len(folded[before.start : before.end].split()) > 1
    return named and part.join == "," and _has_clause(part, folded, spoken)


def _stands(row: list[Part], folded: str, spoken: Voice) -> tuple[bool, Span | None]:
    """Whether parts in a row hold a main clause: one that hangs on nothing and has a verb; and where a second one is
    joined to it by a mere comma."""
    leans = _leans(row[0], folded, spoken)
    splice: Span | None = None
    for place, part in enumerate(row[1:]):
        if part.hangs:
            continue
        if part.join == "-" or (part.join in {":", "(", ")"} and not _says(row[place], folded, spoken)):
            return False, None
        if part.join in {",", ";"} and spoken.no_subject.match(folded[part.start : part.end]):
            return False, None
        if part.join in {",", ";"} and _has_clause(part, folded, spoken):
            if leans:
                leans = False
            elif (
                splice
                or not _has_clause(row[0], folded, spoken)
                or spoken.starts.match(folded[part.start : part.end]) is None
            ):
                return False, None
            else:
                splice = Span(part.begins, part.start)
    return not leans, splice


def _leans(part: Part, folded: str, spoken: Voice) -> bool:
    """Whether a first part only begins a sentence: "when I save", but not "since Monday the scanner rejects it"."""
    if spoken.prepositions.match(folded, part.start, part.end) and not spoken.verb.search(folded, part.start, part.end):
        return True
    if not (part.hangs or spoken.hangs.match(folded, part.start, part.end)):
        return False
    if spoken.preposed.match(folded, part.start, part.end):
        return spoken.verb.search(folded, part.start, part.end) is None
    first, *more = [found.span() for found in spoken.verb.finditer(folded, part.start, part.end)] or [(0, 0)]
    return not any(_subject_between(folded, first[1], start, spoken) for start, _ in more)


def _subject_between(folded: str, start: int, end: int, spoken: Voice) -> bool:
    """Whether a second clause begins between two verbs: "when I save it hangs", but not "when it wakes from sleep"."""
    return any(spoken.starts.match(folded, at + 1) for at in range(start, end) if folded[at] == " ")


def _says(part: Part, folded: str, spoken: Voice) -> bool:
    return spoken.saying.search(folded, part.start, part.end) is not None


def _has_clause(part: Part, folded: str, spoken: Voice) -> bool:
    """Whether a part has a subject and then a verb."""
    if spoken.shortened.match(folded, part.start, part.end):
        return True
    behind = folded.find(" ", part.start, part.end)
    return behind > 0 and spoken.verb.search(folded, behind, part.end) is not None


def _ends(found: list[Part], last: int, folded: str, spoken: Voice) -> bool:
    """Whether a clause can end with a part: not inside a list, not before what tells which one is meant, and not with
    what waits for a clause: "and when I wake it"."""
    part = found[last]
    if last and spoken.joins.search(folded, found[last - 1].end, part.start) and _leans(part, folded, spoken):
        return False
    if last == len(found) - 1 or part.join != ",":
        return True
    return spoken.verb.search(folded, part.start, part.end) is not None
