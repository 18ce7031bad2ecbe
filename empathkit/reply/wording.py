"""English wording: articles, capitals and lists, and which of a user's words can stand inside a sentence of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words

_QUOTES = frozenset('"“')


class Wording(NamedTuple):
    """The pack's grammar, compiled."""

    titles: frozenset[str]
    determiners: frozenset[str]
    indefinite: frozenset[str]
    common: frozenset[str]
    ordinary: frozenset[str]
    cry: frozenset[str]
    longest_thing: int
    deadline: re.Pattern[str]
    before: re.Pattern[str]
    occasion: re.Pattern[str]
    clause: re.Pattern[str]
    question: re.Pattern[str]
    request: re.Pattern[str]
    unsayable: re.Pattern[str]
    names: Mapping[str, str]
    heads: frozenset[str]


@per_pack
def wording(pack: Pack) -> Wording:
    """What tells whether a user's words can stand inside a sentence of ours."""
    table = pack["grammar"]
    return Wording(
        frozenset(table["titles"]),
        frozenset(table["determiners"]),
        frozenset(table["indefinite"]),
        frozenset(table["common"]),
        frozenset(str(table["ordinary"]).split()),
        frozenset(content_words(str(table["cry"]), pack)),
        int(table["longest_thing"]),
        re.compile(table["deadline_phrase"], re.IGNORECASE),
        re.compile(table["before_phrase"], re.IGNORECASE),
        re.compile(pack["voice"]["occasion"], re.IGNORECASE),
        re.compile(table["clause"], re.IGNORECASE),
        re.compile(table["question"], re.IGNORECASE),
        re.compile(table["request"], re.IGNORECASE),
        re.compile(table["unsayable"], re.IGNORECASE),
        {name.lower(): name for name in pack["voice"]["names"]},
        frozenset(str(pack["voice"]["heads"]).split()),
    )


def with_article(thing: str, pack: Pack, *, device: bool = False) -> str:
    """With "the" before a common noun and nothing before a name: "the printer on floor 2", "the VPN", "Outlook"."""
    words = wording(pack)
    first, last = thing.split(maxsplit=1)[0], thing.rsplit(maxsplit=1)[-1]
    if first.lower() in words.determiners:
        return lower_start(thing, pack)
    if thing in words.heads:
        return f"the {thing}"
    if last.isdigit() and len(thing.split()) == 2:
        return lower_start(thing, pack)
    if last.lower() in words.heads and not thing[:1].islower() and len(thing.split()) > 1:
        return f"the {thing}"
    noun = last.islower() and last.isalpha()
    common = last in words.common or (
        noun and not (first.isalpha() and thing[0].isupper()) and (device or " " in thing)
    )
    named = device and (" " in thing or thing.isalpha()) and not thing.isupper()
    return f"the {thing}" if common or named else thing


def proper(thing: str, pack: Pack) -> str:
    """A name as it is written: "teams" is Teams and "vpn" is VPN."""
    names = wording(pack).names
    if thing.lower() in names:
        return names[thing.lower()]
    head, _, rest = thing.partition(" ")
    return f"{names[head.lower()]} {rest}" if head.lower() in names and rest else thing


def lower_start(text: str, pack: Pack) -> str:
    """The text with a small first letter where its first word is an ordinary one and no name, code or "I"."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    ordinary = first.rstrip(",").lower() in wording(pack).ordinary and first[1:] == first[1:].lower()
    return text[:1].lower() + text[1:] if ordinary else text


@per_pack
def small_words(pack: Pack) -> frozenset[str]:
    """Words that lose their capital inside a sentence."""
    return frozenset(str(pack["ordinary"].get("words", "")).split()) | wording(pack).ordinary


def as_written(text: str, pack: Pack) -> str:
    """The text as it is written with care: names of days, months and products with their capitals, ordinary words
    without ("all my notes are GONE"), marks for their codes ("&amp;").

    What stands in quotation marks is left alone, and so are "may", "march" and words that are a name only beside others
    ("teams", "word")."""
    return _names(pack).sub(lambda match: _written(match.group(), pack), unescape(text))


def _written(word: str, pack: Pack) -> str:
    small = word.lower()
    if word[0] in _QUOTES or (word.isupper() and small not in small_words(pack)):
        return word
    return wording(pack).names.get(small, small if word.isupper() else word.capitalize())


@per_pack
def _names(pack: Pack) -> re.Pattern[str]:
    """What is said in quotation marks, names in small letters, and words in capitals."""
    voice = pack["voice"]
    days = [str(one).lower() for one in (*voice["days"], *voice["months"]) if one not in {"March", "May"}]
    common = frozenset(str(voice["names_only_beside"]).split())
    names = [re.escape(name) for name in wording(pack).names if name not in common]
    every = "|".join([*days, *names, str(voice["names_beside"])])
    shouted = r"(?<![\w@/.\\-])[A-Z]{3,}(?![\w@/.:\\-])"
    return re.compile(rf"\"[^\"]*\"|“[^”]*”|(?<![\w@/.\\-])(?:{every})(?![\w@/\\-]|\.\w)|{shouted}")


def joined(items: list[str]) -> str:
    """One item, or several joined with commas and a last "and"."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
