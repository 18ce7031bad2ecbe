"""A request said back whole: what they would like, and all that they gave with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from empathkit.models import Evidence
from empathkit.reply.material import Material, Slot, because, heard_in, pattern
from empathkit.reply.starter import starter
from empathkit.reply.wording import as_written, proper, small_words, wording
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.redact import masked
from empathkit.text.sentences import split
from empathkit.text.spans import without
from empathkit.text.view import LONGEST

#: A sentence of fewer words is said back only where it tells something.
SHORTEST = 2
_BACK = re.compile(r"\b(?:it|this|that|them|these|those|his|her|their|he|she|they)\b", re.IGNORECASE)
#: Behind a comma, a clause that goes on by itself.
_SPLICE = re.compile(r", (?=(?:i|we|he|she|they)(?:[’']\w+)? (?!and\b|or\b)[a-z]+)", re.IGNORECASE)
_LISTED = re.compile(r"(?:^|\n)[ \t]{0,8}(?:[-*•–]|\(?\d{1,2}[.)])[ \t]+\Z")
_COMMAND = re.compile(r"^(?:you'd like me to|you'd like to) ")


class Piece(NamedTuple):
    """A sentence of theirs as we say it, with no capital and no full stop. ``wish``: it is what they would like;
    ``listed``: a point of a list; ``opens``: a list follows it."""

    text: str
    evidence: Evidence
    wish: bool = False
    listed: bool = False
    opens: bool = False


def requested(material: Material) -> dict[str, Slot]:
    """``asked_for``: what they would like, in a whole sentence; ``with_it``: all else that they gave, as a list."""
    table = material.pack["requests"]
    if material.reading.situation not in table["situations"]:
        return {}
    owner = heard_in(material, str(table["owner"]))
    filled = {"owner": Slot("you", because("request.owner", owner))} if owner else {}
    begun = [why.evidence for slot in starter(material).values() for why in slot.reasons if why.evidence]
    pieces = [one for one in _pieces(material) if not any(_overlap(one.evidence, at) for at in begun)]
    pieces = _kept(pieces, table)
    if begun:
        return filled | ({"with_it": _listed(pieces)} if pieces else {})
    place = next((at for at, one in enumerate(pieces) if one.wish), None)
    if place is None:
        return filled
    first, last = max(place - 1, 0), place + 1  # what stands right before a wish is mostly whom or what it is about
    while pieces[place].opens and last < len(pieces) and pieces[last].listed:
        last += 1
    head, points, rest = pieces[first : place + 1], pieces[place + 1 : last], [*pieces[:first], *pieces[last:]]
    told = " ".join(_sentence(one.text) for one in head)
    told = f"{told[:-1]}: {_listed(points).text}." if points else told
    filled["asked_for"] = Slot(told, _reasons([*head, *points]))
    return filled | ({"with_it": _listed(rest)} if rest else {})


def wishes(text: str, pack: Pack) -> bool:
    """Whether a sentence of a message says what they would like, by how it begins."""
    table = pack["requests"]
    for start, end in split(text[:LONGEST], pack):
        plain = _plain(text[start:end], pack)
        if any(pattern(str(form["when"])).fullmatch(plain) for form in table["forms"]):
            return True
    return False


def _listed(pieces: Sequence[Piece]) -> Slot:
    return Slot("; ".join(_COMMAND.sub("", one.text) for one in pieces), _reasons(pieces))


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.message == other.message and one.start < other.end and other.start < one.end


def _reasons(pieces: Sequence[Piece]) -> tuple[Any, ...]:
    return tuple(why for one in pieces for why in because("request.said", one.evidence))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _kept(pieces: list[Piece], table: Mapping[str, Any]) -> list[Piece]:
    """The pieces, without those that only say why where they are many, and no more than can be read."""
    while len(pieces) > 1 and _long(pieces, table):
        spare = [one for one in pieces if not one.wish and pattern(str(table["least"])).search(one.text)]
        pieces.remove(spare[-1] if spare else pieces[-1])
    return pieces


def _long(pieces: list[Piece], table: Mapping[str, Any]) -> bool:
    return len(pieces) > int(table["most"]) or sum(len(one.text.split()) for one in pieces) > int(table["words"])


def _pieces(material: Material) -> Iterator[Piece]:
    """What each sentence of theirs says for the request, in order; once each."""
    seen: set[str] = set()
    for index, message in enumerate(material.ticket.messages):
        body = message.body[:LONGEST] if message.author == "requester" else ""
        before: Piece | None = None
        for piece in _of_message(index, body, material):
            leaning = piece.wish and not seen and before and _BACK.search(piece.text)
            for one in (before, piece) if leaning and before else (piece,):
                if (_worth(one, material) and one.text.lower() not in seen) or one is before:
                    seen.add(one.text.lower())
                    yield one
            before = piece


def _of_message(index: int, body: str, material: Material) -> Iterator[Piece]:
    """Every sentence of a message that can be said back."""
    hidden = masked(body)
    for start, end in _parts(body, material):
        quote = body[start:end]
        text, wish = _said(quote, material)
        if text and without((start, end), hidden) == (start, end):
            at = Evidence(message=index, start=start, end=end, quote=quote)
            listed = _LISTED.search(body, 0, start) is not None
            yield Piece(text, at, wish=wish, listed=listed, opens=quote.rstrip().endswith(":"))


def _worth(piece: Piece, material: Material) -> bool:
    """Whether a sentence says something for the request."""
    folded = fold(piece.text)
    telling = material.pack["requests"]["telling"]
    return piece.wish or piece.listed or any(pattern(str(one)).search(folded) for one in telling)


def _parts(body: str, material: Material) -> Iterator[tuple[int, int]]:
    """The sentences of a message; one that holds two wishes is two."""
    joint = pattern(str(material.pack["requests"]["joint"]))
    for start, end in split(body, material.pack):
        begin = start
        for match in joint.finditer(body, start, end):
            yield begin, match.start()
            begin = match.end()
        yield begin, end


def _said(quote: str, material: Material) -> tuple[str, bool]:
    """A sentence as a piece, and whether it is a wish; "" where it is no part of a request, or can't be said."""
    table = material.pack["requests"]
    asked, plain = quote.rstrip().endswith("?"), _plain(quote, material.pack)
    fits = SHORTEST <= len(plain.split()) <= int(table["longest"])
    if not fits or pattern(str(table["skip"])).search(fold(plain)):
        return "", False
    if wish := _wish(plain, material):
        return wish, True
    return ("", False) if asked or not _calm(plain, material) else (_turned(plain, material), False)


def _plain(quote: str, pack: Pack) -> str:
    """A sentence without greeting, politeness and marks around it."""
    table, plain = pack["requests"], " ".join(quote.split())
    for source in (pack["voice"]["greeting"], table["lead"], table["tail"]):
        plain = pattern(str(source)).sub("", plain)
    return plain.strip(" .!?,;:-")


def _wish(plain: str, material: Material) -> str:
    for form in material.pack["requests"]["forms"]:
        match = pattern(str(form["when"])).fullmatch(plain)
        if match and _calm(match["rest"], material):
            rest = _turned(_SPLICE.sub("; ", match["rest"]) if form.get("deed") else match["rest"], material)
            opens = form.get("deed") and match.start("rest") == 0
            rest = rest[:1].lower() + rest[1:] if opens else rest
            others = {name: _turned(text, material) for name, text in match.groupdict("").items() if name != "rest"}
            return str(form["say"]).format(rest=rest, **others)
    return ""


def _calm(text: str, material: Material) -> bool:
    loud = sum(word.isupper() and len(word) > 4 for word in text.split()) > 2
    odd = "?" in text or addresses_reader(text) or text.count('"') % 2
    return not (loud or odd or wording(material.pack).unsayable.search(text))


def _turned(text: str, material: Material) -> str:
    """In the second person, with names as they are written and a small first letter where that is certain."""
    told = as_written(proper(second_person(text), material.pack), material.pack)
    for form in material.pack["voice"]["put_right"]:
        told = pattern(str(form["when"])).sub(str(form["say"]), told)
    first = told.split(maxsplit=1)[0]
    ordinary = {*small_words(material.pack), *str(material.pack["requests"]["small"]).split()}
    small = first.rstrip(",:").lower() in ordinary and first[1:] == first[1:].lower()
    return told[:1].lower() + told[1:] if small else told
