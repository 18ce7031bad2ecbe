"""Secrets are masked in place, with as many marks as they had characters, so that every offset holds.

Passwords after a word for them, tokens and API keys by their form, card numbers (Luhn), IBANs (mod 97) and
national ids with a checksum. Phone, ticket, asset and account references are facts, not secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.models import Ticket
from empathkit.text.fold import fold
from empathkit.text.pack import Pack, load_pack, per_pack
from empathkit.text.spans import Span, merged

MASK = "•"
_MASKED = re.compile(MASK + "{2,}")
_KEYS = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{20,64}"
    r"|\bxox[abprs]-[\w-]{10,200}|\bsk-[\w-]{20,200}|\b[sr]k_(?:live|test)_\w{10,100}|\bAIza[\w-]{35}"
    r"|\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,1000}|\bATATT[\w=-]{20,300}|\bSG\.[\w-]{16,32}\.[\w-]{16,64}"
    r"|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]{0,8000}?-----END [A-Z ]{0,20}PRIVATE KEY-----"
)
_URL_PASSWORD = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,100}:([^\s/@]{1,200})@")
_BEARER = re.compile(r"\b[Bb]earer +([A-Za-z0-9._~+/=-]{16,4000})")
_DIGITS = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){8,22}(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_NINO = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
_CARD_STARTS = ("4", "5", "2", "34", "37", "36", "38", "30", "6")


@per_pack
def _after_a_word(pack: Pack) -> tuple[re.Pattern[str], frozenset[str]]:
    words = pack["secrets"]
    names = "|".join(words.get("names", ("password",)))
    links = "|".join(words.get("links", ("is", ":", "=")))
    source = rf"\b(?:{names})\b['\"]?(?: {{0,3}}(?:{links}))+ {{0,3}}['\"`]?([^\s'\"`]{{3,200}})"
    return re.compile(source), frozenset(words.get("not_secret", ()))


def redact(ticket: Ticket, pack: Pack | None = None) -> tuple[Ticket, tuple[tuple[Span, ...], ...]]:
    """The ticket with its secrets masked, and the masked spans of each message. Doing it twice changes nothing."""
    pack = pack or load_pack()
    spans = tuple(tuple(secrets(message.body, pack)) for message in ticket.messages)
    summary = mask(ticket.summary, secrets(ticket.summary, pack))
    if not any(spans) and summary == ticket.summary:
        return ticket, spans
    messages = tuple(
        message.model_copy(update={"body": mask(message.body, found)}) if found else message
        for message, found in zip(ticket.messages, spans, strict=True)
    )
    return ticket.model_copy(update={"messages": messages, "summary": summary}), spans


def mask(text: str, spans: list[Span] | tuple[Span, ...]) -> str:
    """``text`` with every character of the spans turned into the mask; line breaks stay."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces.append(text[at:start])
        pieces.append("".join("\n" if mark == "\n" else MASK for mark in text[start:end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def secrets(text: str, pack: Pack) -> list[Span]:
    """Where secrets stand in ``text``, sorted and without overlaps."""
    return merged([*_named(text, pack), *_formed(text), *_numbers(text)])


def masked(text: str) -> list[Span]:
    """Where a text has been masked already."""
    return [Span(*match.span()) for match in _MASKED.finditer(text)] if MASK in text else []


def _named(text: str, pack: Pack) -> Iterator[Span]:
    pattern, harmless = _after_a_word(pack)
    for match in pattern.finditer(fold(text)):
        start, end = match.span(1)
        while end > start and text[end - 1] in ".,;:?)":
            end -= 1
        word = fold(text[start:end])
        if (
            end - start >= 3
            and word not in harmless
            and set(word) != {MASK}
            and not word.startswith(("http:", "https:"))
        ):
            yield Span(start, end)


def _formed(text: str) -> Iterator[Span]:
    for match in _KEYS.finditer(text):
        yield Span(*match.span())
    for pattern in (_URL_PASSWORD, _BEARER):
        for match in pattern.finditer(text):
            yield Span(*match.span(1))
    for pattern in (_SSN, _NINO):
        for match in pattern.finditer(text):
            yield Span(*match.span())
    for match in _IBAN.finditer(text):
        if iban(match.group()):
            yield Span(*match.span())


def _numbers(text: str) -> Iterator[Span]:
    for match in _DIGITS.finditer(text):
        digits = "".join(mark for mark in match.group() if mark.isdigit())
        if (13 <= len(digits) <= 19 and digits.startswith(_CARD_STARTS) and luhn(digits)) or (
            len(digits) == 11 and "-" not in match.group() and tax_id(digits)
        ):
            yield Span(*match.span())


def luhn(digits: str) -> bool:
    """The check of card numbers (ISO/IEC 7812-1, annex B)."""
    if not digits.isascii() or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def iban(text: str) -> bool:
    """The check of account numbers (ISO 13616, mod 97)."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34 or not plain.isascii():
        return False
    return int("".join(str(int(mark, 36)) for mark in plain[4:] + plain[:4])) % 97 == 1


def tax_id(digits: str) -> bool:
    """The check of the German tax id (11 digits, ISO/IEC 7064 mod 11,10)."""
    if digits[0] == "0" or not digits.isascii():
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])
