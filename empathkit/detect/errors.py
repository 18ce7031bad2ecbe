"""What a thing itself says or shows: error texts in quotes or reported, codes, and error lines of a log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.detect.found import FoundFact
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, family
from empathkit.text.spans import trimmed
from empathkit.text.view import View

_QUOTE = re.compile(
    r"[\"“„]([^\"“”„\n]{2,220})[\"”“]|(?<![\w])['‘]([A-Z][^'‘’\n]{5,160})['’](?!\w)|(?<!\w)\*([A-Z][^*\n]{5,120})\*(?!\w)"
)


class _Forms(NamedTuple):
    said: Patterns[str]
    codes: Patterns[str]
    before_quote: re.Pattern[str]
    line: re.Pattern[str]
    empty: re.Pattern[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    facts = pack["facts"]
    return _Forms(
        family(pack, "facts.toml: error", {"error": facts.get("error", ())}),
        family(pack, "facts.toml: error_codes", {"error": facts.get("error_codes", ())}),
        re.compile(facts.get("error_quote_before", "(?!)")),
        re.compile(facts.get("error_line", "(?!)")),
        re.compile(facts.get("error_empty", "(?!)")),
    )


def find_errors(seen: View, pack: Pack) -> list[FoundFact]:
    """Error texts and codes in order; the longest where they overlap, a quote before a paraphrase."""
    forms = _forms(pack)
    found: list[FoundFact] = []
    for fact in (*_quoted(seen, forms), *_coded(seen, forms), *_said(seen, forms)):
        if forms.empty.fullmatch(fact.value.lower()):
            continue
        if not any(fact.start < other.end and other.start < fact.end for other in found):
            found.append(fact)
    return sorted(found, key=lambda fact: fact.start)


def _quoted(seen: View, forms: _Forms) -> Iterator[FoundFact]:
    for match in _QUOTE.finditer(seen.text):
        before = seen.folded[max(0, match.start() - 40) : match.start()]
        index = match.lastindex or 0
        if forms.before_quote.search(before) and not seen.text[match.start(index) : match.end(index)].endswith(
            (".exe", ".docx", ".xlsx", ".pdf")
        ):
            yield _fact(seen, *match.span(index))


def _coded(seen: View, forms: _Forms) -> Iterator[FoundFact]:
    for match in forms.codes.find(seen.text):
        yield _fact(seen, match.start, match.end)


def _said(seen: View, forms: _Forms) -> Iterator[FoundFact]:
    for sentence in seen.sentences:
        if forms.line.match(seen.folded[sentence.start : sentence.end]):
            yield _fact(seen, sentence.start, min(sentence.end, sentence.start + 160))
            continue
        for match in forms.said.find(seen.folded, *sentence):
            yield _fact(seen, match.start, match.end)


def _fact(seen: View, start: int, end: int) -> FoundFact:
    span = trimmed(seen.text, start, end, " \t\n,;:-")
    return FoundFact("error", *span, canonical(seen.text[span.start : span.end]))


def canonical(text: str) -> str:
    """An error text in one line, a hexadecimal code in upper case with 0x before it."""
    plain = " ".join(text.split())
    return "0x" + plain[2:].upper() if re.fullmatch(r"0[xX][0-9A-Fa-f]{4,8}", plain) else plain
