"""Numbers of a person or a bank that can be told by a check digit or an unmistakable form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stdnum import iban, luhn
from stdnum.de import idnr

from empathkit.text.national_ids import national_ids
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span

_RUN = re.compile(r"(?<![\w•])\d+(?:[ .\-–\u2009]{1,2}\d+)*(?![\w•])")
_GROUP = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
#: No such number has fewer digits; none of those told by their length alone has fewer than a tax number.
_FEWEST, _TAX_DIGITS = 2, 11
#: Brands by first digits and length, as they publish them. No JCB: its range is that of IMEIs.
_CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[068]\d{12}|(?:5[0678]|6\d)\d{14,17}"
)
#: How cards group their digits in print.
_SHAPES = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (16,), (15,), (14,), (13,), (19,))
_FIRST_SIZES = frozenset(shape[0] for shape in _SHAPES)
_TAX_SHAPES = ((11,), (2, 3, 3, 3))
#: Length of an account number by country (ISO 13616 registry).
_IBAN_LENGTHS = {
    15: "no", 16: "be", 18: "dk fi fo gl nl", 19: "mk si", 20: "at ba ee kz lt lu xk", 21: "ch cr hr li lv",
    22: "bg bh de gb ge ie me rs", 23: "ae gi il iq tl", 24: "ad cz es md pk ro sa se sk tn vg", 25: "pt ly",
    26: "is tr", 27: "fr gr it mc sm", 28: "al az by cy do gt hu lb pl sv", 29: "br eg ps qa ua",
    30: "jo kw mu", 31: "mt sc",
}  # fmt: skip
_IBAN = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(
        rf"(?:{names.replace(' ', '|')})\d\d(?:[ .-]?[a-z0-9]){{{length - 4}}}"
        for length, names in _IBAN_LENGTHS.items()
    )
    + r")(?![a-z0-9])"
)
#: How every one of them begins.
_COUNTRY = re.compile(r"[a-z]{2}\d\d")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])", re.ASCII)
_NINO = re.compile(r"\b[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] \d{2} \d{2} \d{2} [a-d]\b", re.ASCII)


def numbers(folded: str, pack: Pack) -> Iterator[Span]:
    """Where such numbers stand in a folded text."""
    digits = len(_DIGIT.findall(folded))
    if digits < _FEWEST:
        return
    yield from national_ids(folded, pack)
    for match in _RUN.finditer(folded) if digits >= _TAX_DIGITS else ():
        if match.end() - match.start() >= _TAX_DIGITS:
            yield from _in_run(folded, match)
    for match in _IBAN.finditer(folded) if _COUNTRY.search(folded) else ():
        if iban.is_valid(match.group().replace(".", ""), check_country=False):
            yield Span(*match.span())
    for match in _NINO.finditer(folded):
        yield Span(*match.span())
    for match in _SSN.finditer(folded):
        if not _reference(pack).search(folded[max(0, match.start() - 40) : match.start()]):
            yield Span(*match.span())


@per_pack
def _reference(pack: Pack) -> re.Pattern[str]:
    words = "|".join(pack["secrets"].get("references", ("order",)))
    return re.compile(rf"\b(?:{words})(?: (?:number|no\.?|is|was))*[ :#=]{{0,3}}$")


def _in_run(folded: str, run: re.Match[str]) -> Iterator[Span]:
    groups = [Span(*match.span()) for match in _GROUP.finditer(folded, *run.span())]
    if run.start() and folded[run.start() - 1] in "+.-":
        groups = groups[1:]
    sizes = [end - start for start, end in groups]
    free = 0
    for at, size in enumerate(sizes):
        if at >= free and (at == 0 or size in _FIRST_SIZES):
            taken = _number_at(folded, groups, sizes, at)
            if taken:
                free = at + taken
                yield Span(groups[at].start, groups[free - 1].end)


def _number_at(folded: str, groups: Sequence[Span], sizes: Sequence[int], at: int) -> int:
    """How many groups from ``at`` are a card or tax number; 0 for none."""
    here = tuple(sizes[at : at + 6])
    for shape in _SHAPES:
        if here[: len(shape)] == shape and _card(folded, groups[at : at + len(shape)]):
            return len(shape)
    if at or len(groups) > 6:
        return 0
    if 13 <= sum(here) <= 19 and "." not in folded[groups[0].start : groups[-1].end] and _card(folded, groups):
        return len(groups)
    if here in _TAX_SHAPES and _plain(folded, groups) and idnr.is_valid(_digits(folded, groups)):
        return len(groups)
    return 0


def _card(folded: str, groups: Sequence[Span]) -> bool:
    digits = _digits(folded, groups)
    alone = len(groups) > 1 or folded[max(0, groups[0].start - 1) : groups[0].start] not in (".", "-", "–")
    return alone and _CARD.fullmatch(digits) is not None and len(set(digits)) > 1 and luhn.is_valid(digits)


def _plain(folded: str, groups: Sequence[Span]) -> bool:
    return not set(folded[groups[0].start : groups[-1].end]) & set(".-–")


def _digits(folded: str, groups: Sequence[Span]) -> str:
    digits = "".join([folded[start:end] for start, end in groups])
    return digits if digits.isascii() else "".join(str(int(mark)) for mark in digits)
