"""What a restated issue can take at its beginning or end: since when, on which device, how often, by when."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.detect.found import FoundFact
from empathkit.reading.candidates import Piece, Source, weighed_piece
from empathkit.reading.conversation import Heed
from empathkit.reading.voice import said_back
from empathkit.reading.weight import content
from empathkit.text.fold import fold
from empathkit.text.spans import overlaps

#: Since when, an error and a deadline are said back up to so many words, what else a clause takes up to fewer.
LONGEST_PHRASE, LONGEST_NAME = 10, 6
#: Characters behind a name that tell that it is only there.
_NEAR = 24
_NAMED = ("device", "application", "frequency", "os")
_QUOTES = frozenset("\"“'‘")


def phrases(source: Source) -> Iterator[Piece]:
    """Since when or after what, what the screen says, where and how often it happens, and by when it matters."""
    spoken = source.spoken
    kinds: dict[str, list[tuple[str, str]]] = {}
    for message, fact in source.told.facts:
        if _beside_the_point(message, fact, source):
            continue
        text = " ".join(message.seen.text[fact.start : fact.end].split())
        kinds.setdefault(fact.kind, []).append((text, message.body[max(0, fact.start - 1) : fact.start]))
    for text, _ in (*kinds.get("change", ()), *kinds.get("started", ())):
        if spoken.since.match(fold(text)):
            yield from _phrase(text, "since", source)
    for text, before in kinds.get("error", ())[:2]:
        if before in _QUOTES and 1 < len(text.split()) <= LONGEST_PHRASE and '"' not in text:
            yield Piece(text, 0.0, "error", clause=False, words=tuple(content(fold(text), spoken)))
    for kind, text in ((name, text) for name in _NAMED for text, _ in kinds.get(name, ())[:2]):
        yield from _named(text, kind, source)
    for text, _ in kinds.get("deadline", ())[:2]:
        if spoken.whole_due.match(fold(text)):
            yield from _phrase(text, "due", source)


def _beside_the_point(message: Heed, fact: FoundFact, source: Source) -> bool:
    """Whether a thing is named only to tell what is installed, what works, or what was tried with it."""
    told, spoken = source.told, source.spoken
    if fact.kind == "application" and spoken.aboard.match(fold(message.body[fact.end : fact.end + _NEAR])):
        return True
    scopes = [(other, one.start, one.end) for other, one in told.facts if one.kind == "scope"]
    tried = [(other, *span) for other, span in told.tried]
    return fact.kind in {"application", "device"} and any(
        other.at == message.at and overlaps((start, end), (fact.start, fact.end))
        for other, start, end in (*scopes, *tried)
    )


def _named(text: str, kind: str, source: Source) -> Iterator[Piece]:
    """What a clause can take at its end: "on your iPhone 6", "in Teams", "every morning"."""
    spoken, folded = source.spoken, fold(text)
    capitals = all(word[:1].isupper() or not word[:1].isalpha() for word in text.split())
    fits = {
        "frequency": bool(spoken.often.match(folded)),
        "device": bool(spoken.computer.search(folded)),
    }.get(kind, capitals and len(text) > 1)
    if fits and len(text.split()) <= LONGEST_NAME and not spoken.verb.search(folded):
        bare = spoken.article.sub("", text) if kind == "device" else text
        for piece in _phrase(bare, kind, source):
            yield piece if kind == "frequency" else piece._replace(text=said_back(bare, spoken))


def _phrase(text: str, join: str, source: Source) -> Iterator[Piece]:
    if len(text.split()) <= LONGEST_PHRASE and not source.spoken.unsayable.search(fold(text)):
        tail = source.spoken.trailing.search(fold(text))
        said = said_back(text[: tail.start()] if tail else text, source.spoken)
        yield weighed_piece(Piece(said[:1].lower() + said[1:], 0.0, join, clause=False), source.weighed, source.spoken)
