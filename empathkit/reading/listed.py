"""Steps told as a list: behind "what I tried:", item by item, on one line or on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import filled
from empathkit.text.spans import Span, trimmed

_ENDS = ' \t\n,;:-–*•.!"'
#: An item is so long, in characters; a list has no more items than this.
_SHORT, _LONG, _MOST = 3, 110, 12


class _Words(NamedTuple):
    header: re.Pattern[str]
    parts: re.Pattern[str]
    number: re.Pattern[str]
    ends: re.Pattern[str]


@per_pack
def _words(pack: Pack) -> _Words:
    table = pack["steps"].get("listed", {})
    return _Words(
        *(
            re.compile(filled(pack, str(table.get(name, "(?!)")), f"steps.toml: listed.{name}"))
            for name in _Words._fields
        )
    )


class Listed(NamedTuple):
    """The steps of the lists in a text, and what opens those lists, in order."""

    steps: list[Span]
    openings: list[Span]


def listed_steps(folded: str, sentences: Sequence[Span], pack: Pack) -> Listed:
    """The items of every list of steps in the text."""
    words = _words(pack)
    found = Listed([], [])
    for header in words.header.finditer(folded):
        if not found.steps or header.start() >= found.steps[-1].end:
            found.openings.append(Span(*header.span()))
            found.steps.extend(_items(folded, header.end(), sentences, words))
    return found


def _items(folded: str, at: int, sentences: Sequence[Span], words: _Words) -> Iterator[Span]:
    """The items from ``at``: the rest of its line, or the lines that follow until one that is no item."""
    end = _end(folded, at, sentences)
    for count, part in enumerate(words.parts.finditer(folded, at, end)):
        bare = words.number.match(folded, part.start(), part.end())
        item = _bare(folded, bare.end() if bare else part.start(), part.end())
        if count >= _MOST or words.ends.match(folded, item.start, item.end):
            return
        if _SHORT <= item.end - item.start <= _LONG:
            yield item


def _bare(folded: str, start: int, end: int) -> Span:
    """An item without the marks around it; a parenthesis it opens is its own."""
    item = trimmed(folded, start, end, _ENDS)
    return item if "(" in folded[slice(*item)] else trimmed(folded, *item, _ENDS + ")")


def _end(folded: str, at: int, sentences: Sequence[Span]) -> int:
    """Where the list is over: its sentence, or the paragraph where its items stand on lines."""
    if not folded[at : folded.find("\n", at) + 1 or len(folded)].strip():
        blank = folded.find("\n\n", at + 2)
        return blank if blank >= 0 else len(folded)
    return next((span.end for span in sentences if span.start <= at < span.end), at)
