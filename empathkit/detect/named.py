"""Things no list holds, by their form: "the holiday page", a drive and its folder, "Brightledger won't open"."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator

from empathkit.detect.forms import Forms
from empathkit.detect.found import FoundFact
from empathkit.text.gated import Regex
from empathkit.text.spans import trimmed
from empathkit.text.view import View

_RUN = re.compile(
    r"(?<![\w@/.:\\'’-])(?![A-Z]{2,8}-?\d{3})[A-Z][\w&+-]{1,24}(?: [A-Z][\w&+-]{0,20}){0,2}(?![\w@]|\.\w)"
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^ ]+")
#: No name is longer, in characters.
_LONGEST = 120
#: How many characters before a name show what it is.
_BESIDE = 36


def find_named(seen: View, forms: Forms, found: list[FoundFact]) -> list[FoundFact]:
    """Devices, systems and applications by form, where the things ``found`` by name leave room."""
    taken = sorted((fact.start, fact.end, str(fact.kind)) for fact in found)
    out: list[FoundFact] = []
    for fact in (*_devices(seen, forms), *_systems(seen, forms, found), *_applications(seen, forms)):
        if fact.kind == "version" or not any(_barred(fact, other) for other in _near(fact, taken)):
            insort(taken, (fact.start, fact.end, "device"))
            out.append(fact)
    return out


def _near(fact: FoundFact, taken: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Those that may overlap a fact: begun before its end, and no more than the longest name before its start."""
    at = bisect_left(taken, (fact.end,))
    while at and taken[at - 1][0] > fact.start - _LONGEST:
        at -= 1
        yield taken[at]


def _devices(seen: View, forms: Forms) -> Iterator[FoundFact]:
    """Glued names ("#iphonex"), a maker's name alone ("the old Epson one"), "till 4", a printer's queue."""
    numbered = (
        (forms.branded_number, seen.folded, "model"),
        (forms.numbered, seen.folded, "till"),
        (forms.host, seen.text, "host"),
    )
    for pattern, text, name in (
        *(numbered if _DIGIT.search(seen.text) else ()),
        (forms.glued, seen.folded, "model"),
        (forms.brand_alone, seen.text, "brand"),
    ):
        for start, end in _spans(pattern, text):
            yield FoundFact("device", start, end, f"{name}:{_value(seen, start, end)}")


def _systems(seen: View, forms: Forms, found: list[FoundFact]) -> Iterator[FoundFact]:
    """A release without its system's name ("updated to 11.0.3"), where no name of a system stands beside it."""
    if not _DIGIT.search(seen.text):
        return
    systems = [fact for fact in found if fact.kind == "os"]
    for start, end in _spans(forms.glued_system, seen.folded):
        yield FoundFact("os", start, end, _value(seen, start, end))
    if not forms.apple.search(seen.folded):
        return
    for start, end in _spans(forms.system_number, seen.folded):
        if not any(fact.start <= start and end <= fact.end for fact in systems):
            yield FoundFact("os", start, end, _value(seen, start, end))


def _applications(seen: View, forms: Forms) -> Iterator[FoundFact]:
    yield from _names(seen, forms)
    for pattern, text in ((forms.kinds, seen.folded), (forms.path, seen.text), (forms.camel, seen.text)):
        for start, end in _spans(pattern, text):
            yield FoundFact("application", start, end, _value(seen, start, end))


def _names(seen: View, forms: Forms) -> Iterator[FoundFact]:
    """Names in capitals, with a sign beside them that they are a program's: one look to either side of each."""
    for start, end in _capitals(seen, forms):
        kind = forms.kind_after.match(seen.folded, end)
        if kind:
            yield FoundFact("application", start, kind.end(), _value(seen, start, kind.end()))
        elif forms.release_after.match(seen.folded, end):
            yield from _with_version(seen, forms, start, end)
        elif _used(seen, forms, start, end):
            yield FoundFact("application", start, end, _value(seen, start, end))


def _with_version(seen: View, forms: Forms, start: int, end: int) -> Iterator[FoundFact]:
    yield FoundFact("application", start, end, _value(seen, start, end))
    if number := forms.number.match(seen.folded, end):
        span = trimmed(seen.text, number.start(), number.end())
        yield FoundFact("version", *span, _value(seen, *span))


def _used(seen: View, forms: Forms, start: int, end: int) -> bool:
    before = seen.folded[max(0, start - _BESIDE) : start]
    inside = bool(forms.inside.search(before))
    after = (forms.within if inside else forms.used_after).match(seen.folded, end)
    return bool(after or forms.used_before.search(before))


def _capitals(seen: View, forms: Forms) -> Iterator[tuple[int, int]]:
    """Runs of up to three words in capitals, without the words that are no names ("Please", "Monday")."""
    for run in _RUN.finditer(seen.text):
        start, end = run.span()
        for word in _WORD.finditer(seen.folded, start, run.end()):
            if word.group() not in forms.not_titles:
                continue
            if word.start() == start:
                start = min(word.end() + 1, run.end())
            else:
                end = word.start() - 1
                break
        if end - start > 1 and seen.text[start].isupper():
            yield start, end


def _spans(pattern: Regex, text: str) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        start, end = match.span(match.lastindex or 0)
        if end > start:
            yield start, end


def _barred(fact: FoundFact, other: tuple[int, int, str]) -> bool:
    """Ground that is taken, unless an application's name stands inside the longer one ("the Outlook calendar")."""
    start, end, kind = other
    inside = fact.start <= start and end <= fact.end and kind == "application" and fact.kind == "application"
    return fact.start < end and start < fact.end and not inside


def _value(seen: View, start: int, end: int) -> str:
    return " ".join(seen.folded[start:end].split())
