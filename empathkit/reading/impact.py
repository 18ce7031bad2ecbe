"""What it keeps the requester, or others, from doing. A fault said over again is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from empathkit.reading.conversation import Heed
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, spelled
from empathkit.text.spans import Span, overlaps, trimmed

_ENDS = " \t\n,;:-"
_BEFORE = 40


class _Forms(NamedTuple):
    said: Patterns[str]
    not_before: re.Pattern[str]
    not_inside: re.Pattern[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    table = pack["impact"]

    def made(source: str) -> str:
        for name in ("others", "doing", "kept"):
            source = source.replace("{" + name + "}", str(table.get(name, "(?!)")))
        return spelled(pack, source, "impact.toml")

    return _Forms(
        Patterns((made(source), "impact") for source in table.get("patterns", ())),
        re.compile(str(table.get("unless_before", "(?!)"))),
        re.compile(str(table.get("unless_inside", "(?!)"))),
    )


def find_impact(heed: Heed, steps: Sequence[Span], pack: Pack) -> list[Span]:
    """Where the message tells what people are kept from, in order; ``steps`` are no impact."""
    forms, text, folded = _forms(pack), heed.seen.text, heed.seen.folded
    found: list[Span] = []
    sentences = heed.seen.sentences
    for sentence, matches in zip(sentences, forms.said.find_in(folded, sentences), strict=True):
        for match in matches:
            span = trimmed(text, match.start, match.end, _ENDS)
            asked = text[sentence.end - 1] == "?" and span.end >= sentence.end - 2
            if asked or any(overlaps(span, step) for step in steps):
                continue
            before = folded[max(sentence.start, span.start - _BEFORE) : span.start]
            if not forms.not_before.search(before) and not forms.not_inside.search(folded, *span):
                found.append(span)
    return found
