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
    r"[\"“„]([^\"“”„\n]{2,220})[\"”“]|(?<![\w])['‘]([A-Z\d][^'‘’\n]{5,160})['’](?!\w)|(?<!\w)\*([A-Z][^*\n]{5,120})\*(?!\w)"
)


#: How many characters beside a quote show what it is.
_BESIDE = 40
#: A quote of more blanks than this is talk.
_TALK = 30
_FILES = (".exe", ".docx", ".xlsx", ".pdf", ".txt", ".csv", ".zip")


_WORD = re.compile(r"\w+")


class _Forms(NamedTuple):
    said: Patterns[str]
    codes: Patterns[str]
    verb: re.Pattern[str]
    people: re.Pattern[str]
    before_quote: re.Pattern[str]
    after_quote: re.Pattern[str]
    in_quote: re.Pattern[str]
    set_quote: re.Pattern[str]
    prose: re.Pattern[str]
    no_quote: re.Pattern[str]
    line: re.Pattern[str]
    empty: re.Pattern[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    facts = pack["facts"]

    def made(name: str) -> re.Pattern[str]:
        return re.compile(facts.get(name, "(?!)"))

    return _Forms(
        family(pack, "facts.toml: error", {"error": facts.get("error", ())}),
        family(pack, "facts.toml: error_codes", {"error": facts.get("error_codes", ())}),
        made("error_said"),
        made("error_by_people"),
        made("error_quote_before"),
        made("error_quote_after"),
        made("error_quote_in"),
        made("error_quote_set"),
        made("error_quote_prose"),
        made("error_quote_not"),
        made("error_line"),
        made("error_empty"),
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
        start, end = match.span(match.lastindex or 0)
        if _is_shown(seen, forms, match.start(), start, end, match.end()):
            yield _fact(seen, start, end)


def _is_shown(seen: View, forms: _Forms, opens: int, start: int, end: int, closes: int) -> bool:
    """Whether a quote is what a thing shows: by the words before or after it, or by what it says itself."""
    before = seen.folded[max(0, opens - _BESIDE) : opens]
    quote = seen.folded[start:end]
    if quote.endswith(_FILES):
        return False
    if forms.after_quote.search(seen.folded[closes : closes + _BESIDE]):
        return True
    if forms.before_quote.search(before) and not _by_people(seen, forms, opens, 0):
        return True
    if quote.count(" ") >= _TALK or forms.no_quote.search(before):
        return False
    return bool(forms.in_quote.search(quote)) or _is_prose(seen, forms, opens, start, end, closes)


def _is_prose(seen: View, forms: _Forms, opens: int, start: int, end: int, closes: int) -> bool:
    """Whether a quote is a sentence of a thing: no name of a setting, and no person's words."""
    told = forms.prose.match(seen.text[start:end]) and not forms.set_quote.match(seen.folded[closes : closes + _BESIDE])
    return bool(told and not _by_people(seen, forms, opens, 0))


def _coded(seen: View, forms: _Forms) -> Iterator[FoundFact]:
    for match in forms.codes.find(seen.text):
        yield _fact(seen, match.start, match.end)


def _said(seen: View, forms: _Forms) -> Iterator[FoundFact]:
    for sentence, matches in zip(seen.sentences, forms.said.find_in(seen.folded, seen.sentences), strict=True):
        if forms.line.match(seen.folded[sentence.start : sentence.end]):
            yield _fact(seen, sentence.start, min(sentence.end, sentence.start + 160))
            continue
        for match in matches:
            if _by_people(seen, forms, match.start, sentence.start):
                continue
            yield _fact(seen, match.start, match.end)


def _by_people(seen: View, forms: _Forms, start: int, first: int) -> bool:
    """Whether someone says it: "she said there is no ..."."""
    before = seen.folded[max(first, start - _BESIDE) : start]
    own = _WORD.match(seen.folded, start)
    for verb in (forms.verb.search(before), forms.verb.search(before + own.group()) if own else None):
        if verb:
            return bool(forms.people.search(before[: verb.start()]))
    return False


def _fact(seen: View, start: int, end: int) -> FoundFact:
    span = trimmed(seen.text, start, end, " \t\n,;:-")
    return FoundFact("error", *span, canonical(seen.text[span.start : span.end]))


def canonical(text: str) -> str:
    """An error text in one line, a hexadecimal code in upper case with 0x before it."""
    plain = " ".join(text.split())
    return "0x" + plain[2:].upper() if re.fullmatch(r"0[xX][0-9A-Fa-f]{4,8}", plain) else plain
