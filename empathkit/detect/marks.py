"""Feelings shown by how a text is written: pictures, faces, tags, shouting, and praise that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from empathkit.detect.cues import FEELINGS, LEVELS, Cue
from empathkit.models import FeelingName, Level
from empathkit.text.pack import Pack, per_pack
from empathkit.text.view import View

_SHOUT = re.compile(r"\b[A-Z]{2,}(?:['’]?[A-Z]+)*(?:,? (?:[A-Z]{2,}(?:['’]?[A-Z]+)*|I|A)\b){2,}")
_MARKS = re.compile(r"(?:[?!] ?){2,12}[?!]")
_TAG = re.compile(r"#(\w{3,60})")
#: A text with at least so large a share of capitals is written in capitals throughout.
_ALL = 0.7
#: The sentences at the beginning of a text that may praise what they mean to blame.
_OPENING = 3

_Shown = tuple[FeelingName, Level]


class _Marks(NamedTuple):
    pictures: dict[str, _Shown]
    picture: re.Pattern[str]
    faces: list[tuple[re.Pattern[str], _Shown]]
    tags: list[tuple[re.Pattern[str], _Shown]]
    praise: re.Pattern[str]
    scorn: re.Pattern[str]
    amiss: re.Pattern[str]
    sincere: re.Pattern[str]


@per_pack
def _marks(pack: Pack) -> _Marks:
    section = pack["feelings"]
    pictures = {mark: shown for source, shown in _table(section.get("pictures", {})) for mark in source}
    sarcasm = section.get("sarcasm", {})
    return _Marks(
        pictures,
        re.compile(f"[{''.join(pictures)}][{''.join(pictures)}\u200d\ufe0f♀♂]{{0,40}}" if pictures else "(?!)"),
        [(re.compile(source), shown) for source, shown in _table(section.get("faces", {}))],
        [(re.compile(source), shown) for source, shown in _table(section.get("tags", {}))],
        *(re.compile(str(sarcasm.get(name, "(?!)"))) for name in ("praise", "scorn", "amiss", "sincere")),
    )


def _table(section: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, _Shown]]:
    for level in reversed(LEVELS):
        for feeling in FEELINGS:
            if source := section.get(feeling, {}).get(level):
                yield source, (feeling, level)


def marks_in(seen: View, pack: Pack) -> Iterator[Cue]:
    """What the way of writing shows."""
    marks = _marks(pack)
    if not seen.folded.isascii():
        for found in marks.picture.finditer(seen.folded):
            shown = [marks.pictures[mark] for mark in found.group() if mark in marks.pictures]
            yield Cue(*found.span(), *max(shown, key=lambda one: LEVELS.index(one[1])))
    for pattern, (feeling, level) in marks.faces:
        for found in pattern.finditer(seen.folded):
            yield Cue(*found.span(), feeling, level)
    yield from _tags(seen, marks)
    yield from _shouts(seen)
    for found in _MARKS.finditer(seen.folded):
        if "?" in found.group():
            yield Cue(*found.span(), "frustration", "mild")


def _tags(seen: View, marks: _Marks) -> Iterator[Cue]:
    if "#" not in seen.folded:
        return
    for found in _TAG.finditer(seen.folded):
        for pattern, (feeling, level) in marks.tags:
            if pattern.search(found.group(1)):
                yield Cue(*found.span(), feeling, level)
                break


def _shouts(seen: View) -> Iterator[Cue]:
    """Words shouted in a text that is not shouted throughout."""
    shouts = [shout for shout in _SHOUT.finditer(seen.text) if len(re.findall(r"[A-Z]{3,}", shout.group())) > 1]
    if not shouts:
        return
    letters = [mark for mark in seen.text if mark.isalpha()]
    if sum(mark.isupper() for mark in letters) <= len(letters) * _ALL:
        for shout in shouts:
            yield Cue(*shout.span(), "frustration", "clear")


def scorn_in(seen: View, pack: Pack) -> Iterator[Cue]:
    """Praise where nothing is right."""
    marks = _marks(pack)
    for place, (start, end) in enumerate(seen.sentences):
        sentence = seen.folded[start:end]
        scorn = marks.scorn.search(sentence)
        if scorn:
            yield Cue(start + scorn.start(), start + scorn.end(), "frustration", "clear")
        elif place < _OPENING and (praise := marks.praise.match(sentence)):
            rest = sentence[praise.end() :]
            if not marks.sincere.search(rest) and marks.amiss.search(seen.folded):
                yield Cue(start + praise.start(1), start + praise.end(1), "frustration", "clear")
