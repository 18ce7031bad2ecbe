"""Words that show a feeling by themselves, looked for in one pass, with what takes their meaning away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, get_args

from empathkit.models import FeelingName, Level
from empathkit.text.lexicon import Hit, Lexicon
from empathkit.text.pack import Pack, per_pack
from empathkit.text.view import View

FEELINGS: tuple[FeelingName, ...] = get_args(FeelingName)
LEVELS: tuple[Level, ...] = get_args(Level)
#: So many characters before and behind a word decide what it means.
_BEFORE = 60
_AFTER = 50


class Cue(NamedTuple):
    """What shows a feeling, at ``start:end``."""

    start: int
    end: int
    feeling: FeelingName
    level: Level


class Said(NamedTuple):
    """What a word shows, and when it does not."""

    feeling: FeelingName
    level: Level
    blames: bool
    unless: re.Pattern[str] | None
    negative: bool


class _Guards(NamedTuple):
    negated: re.Pattern[str]
    softened: re.Pattern[str]
    before: re.Pattern[str]
    near: re.Pattern[str]
    far: re.Pattern[str]


@per_pack
def feeling_words(pack: Pack) -> Lexicon[Said]:
    """The words that show a feeling by themselves."""
    section = pack["feelings"]
    unless = {word: re.compile(source) for word, source in section.get("guard", {}).get("not_with", {}).items()}
    blames = set(listed(section.get("blame", {}).get("words", "")))
    words: Mapping[str, Mapping[str, str]] = section.get("words", {})
    negated = _guards(pack).negated
    return Lexicon(
        (word, Said(feeling, level, word in blames, unless.get(word), bool(negated.search(word.split(" ")[0] + " "))))
        for level in LEVELS
        for feeling in FEELINGS
        for word in listed(words.get(feeling, {}).get(level, ""))
    )


@per_pack
def _guards(pack: Pack) -> _Guards:
    section = pack["feelings"]
    guard, blame = section.get("guard", {}), section.get("blame", {})
    sources = (guard.get("negated"), guard.get("softened"), guard.get("before"), blame.get("near"), blame.get("far"))
    return _Guards(*(re.compile(str(source or "(?!)")) for source in sources))


def listed(words: str) -> list[str]:
    """The words of a list parted by commas or line breaks."""
    return [word for word in re.split(r"\s*[,\n]\s*", words) if word.strip()]


def cues_in(seen: View, pack: Pack) -> Iterator[Cue]:
    """The words of ``seen`` that show a feeling, in order."""
    guards = _guards(pack)
    for hit in feeling_words(pack).find(seen.folded):
        sentence = seen.sentence_at(hit.start)
        before = seen.folded[max(sentence.start, hit.start - _BEFORE) : hit.start]
        if "_" in seen.folded[max(0, hit.start - 1) : hit.end + 1] or not _stands(seen, hit, before, guards):
            continue
        feeling, level = hit.what.feeling, hit.what.level
        if hit.what.blames and _blames(seen.folded[hit.end : min(sentence.end, hit.end + _AFTER)], before, guards):
            feeling = "anger"
        if feeling == "frustration" and level == "clear" and guards.softened.search(before):
            level = "mild"
        yield Cue(hit.start, hit.end, feeling, level)


def _stands(seen: View, hit: Hit[Said], before: str, guards: _Guards) -> bool:
    if not hit.what.negative and guards.negated.search(before):
        return False
    if guards.before.search(before):
        return False
    if hit.what.unless is None:
        return True
    around = seen.folded[max(0, hit.start - _BEFORE) : hit.end + _AFTER]
    return not any(
        found.start() <= min(hit.start, _BEFORE) + len(hit.term) and found.end() >= min(hit.start, _BEFORE)
        for found in hit.what.unless.finditer(around)
    )


def _blames(after: str, before: str, guards: _Guards) -> bool:
    return bool(guards.near.search(after) or guards.far.search(before))
