"""The issue in one sentence, second person, in the requester's own words: the main symptom, since when or after
what, and what it keeps them from or by when it matters. About 30 words, never over 40.

Every clause that can stand alone is a candidate (:mod:`empathkit.reading.candidates`). What it is worth is how much a
careful reader's account would share with it (:mod:`empathkit.reading.weight`); others are joined to the best one while
that makes the overlap larger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from empathkit.reading.candidates import (
    Piece,
    Source,
    Told,
    clauses,
    marked,
    opening,
    sentences,
    told_at_all,
    without_asides,
)
from empathkit.reading.phrases import phrases
from empathkit.reading.voice import Voice, lower, upper, voice
from empathkit.reading.weight import Sentence, Weighed, fit, signs, weigh
from empathkit.text.fold import fold
from empathkit.text.pack import Pack

__all__ = ["Told", "restate", "word_signs"]

#: No sentence has more words; nothing is joined to one of ``AIM`` words.
MOST = 38
AIM = 27
#: So many clauses are tried as the main one, and so many as joined to it; so many make one sentence.
MAINS, MORE, CLAUSES = 3, 8, 3
#: What a joined piece must add to the overlap, and how much of it must be new.
GAIN = 0.012
NEW = 0.5
#: Fewer words are no clause that could be joined ("restarted").
SHORTEST = 3
#: What a clause must not name already to take a phrase at its end.
NAMING = {"device": {"device"}, "os": {"os"}, "application": {"application", "device"}, "frequency": {"frequency"}}
_ENDING = re.compile(r"(?:(\w)\1)?(?:e?s|e?d|ing|e)$")
#: Shorter words have no ending.
STEM = 4
_ONE_OF = frozenset({"device", "os"})


class _Choice(NamedTuple):
    """Pieces that make a sentence, and the overlap it can expect; ``off`` of it is what the pieces were marked down."""

    pieces: tuple[Piece, ...]
    words: tuple[str, ...]
    worth: float
    off: float = 0.0


def restate(told: Told, pack: Pack) -> str | None:
    """The sentence, or None when there is nothing to restate."""
    spoken = voice(pack)
    told = told._replace(messages=[without_asides(message) for message in told.messages])
    given = list(sentences(told, spoken))
    source = Source(told, weigh(_signs(told, given, pack), pack), spoken)
    found = sorted(clauses(source, given), key=lambda piece: (-piece.worth, piece.place))
    if not found or all(piece.text.startswith(opening("about", spoken)) for piece in found):
        named = told_at_all(source, given)
        found = [named, *found] if named else found
    if not found:
        return None
    others = [*phrases(source), *found[:MORE]]
    best = max((_grown(main, others, source.weighed, spoken) for main in found[:MAINS]), key=lambda one: one.worth)
    return _sentence(_composed(best.pieces, _ordinary(told), spoken))


def word_signs(told: Told, pack: Pack) -> dict[str, set[str]]:
    """The signs by which the words of a ticket are weighed."""
    return _signs(told, list(sentences(told, voice(pack))), pack)


def _signs(told: Told, given: Sequence[Sentence], pack: Pack) -> dict[str, set[str]]:
    return signs(told.summary, [message.seen for message in told.messages], given, marked(told), pack)


# --- choosing ----------------------------------------------------------------------------------------


def _grown(main: Piece, others: Sequence[Piece], weighed: Weighed, spoken: Voice) -> _Choice:
    """The main clause and what makes the sentence tell more, the most telling first."""
    made = _Choice((main,), main.words, main.worth, main.worth - fit(main.words, weighed))
    while _length(made.pieces) < AIM:
        longer = [_with(made, piece, weighed) for piece in others if _fits(made, piece, spoken)]
        best = max(longer, key=lambda one: one.worth, default=made)
        if best.worth < made.worth + GAIN:
            break
        made = best
    return made


def _length(pieces: Sequence[Piece]) -> int:
    return sum(piece.text.count(" ") + 1 for piece in pieces)


def _with(made: _Choice, piece: Piece, weighed: Weighed) -> _Choice:
    words = (*made.words, *piece.words)
    off = made.off + (min(0.0, piece.worth - fit(piece.words, weighed)) if piece.clause else 0.0)
    return _Choice((*made.pieces, piece), words, fit(words, weighed) + off, off)


def _fits(made: _Choice, piece: Piece, spoken: Voice) -> bool:
    """Whether a piece may be joined: it is new, there is room, and the sentence holds."""
    said = {_stem(word) for word in piece.words}
    new = said.difference(map(_stem, made.words))
    if not said or len(new) < NEW * len(said) or _length((*made.pieces, piece)) > MOST - 2:
        return False
    return _clause_fits(made, piece) if piece.clause else _phrase_fits(made, piece, spoken)


def _stem(word: str) -> str:
    """A word without its ending: "swaps", "swapped"."""
    return _ENDING.sub("", word) if len(word) > STEM else word


def _clause_fits(made: _Choice, piece: Piece) -> bool:
    if piece.bare or piece.text.count(" ") < SHORTEST - 1 or sum(one.clause for one in made.pieces) >= CLAUSES:
        return False
    if piece.join != "and" and any(one.join == piece.join for one in made.pieces[1:]):
        return False
    # what leans on the sentence before must follow it
    return piece.apt or any(one.place == piece.place - 1 for one in made.pieces)


def _phrase_fits(made: _Choice, piece: Piece, spoken: Voice) -> bool:
    main, joins = made.pieces[0], {one.join for one in made.pieces if not one.clause}
    if piece.join in joins or (piece.join in {"since", *NAMING} and _is_wanted(main.text, spoken)):
        return False
    if piece.join == "since":
        return not any(spoken.dated.search(fold(one.text)) for one in made.pieces)
    if piece.join not in NAMING:
        return True
    named = any(one.kinds & NAMING[piece.join] for one in made.pieces) or set(piece.words) & set(made.words)
    if piece.join == "device" and any(spoken.computer.search(fold(one.text)) for one in made.pieces):
        return False
    return not (main.bare or named or (piece.join in _ONE_OF and _ONE_OF & joins))


def _is_wanted(text: str, spoken: Voice) -> bool:
    """Whether a clause tells what is wished or asked, and not what is so."""
    return text.startswith(tuple(opening(name, spoken) for name in ("ask", "wish", "want", "whether")))


# --- composing ---------------------------------------------------------------------------------------


def _composed(pieces: Sequence[Piece], ordinary: frozenset[str], spoken: Voice) -> str:
    """The pieces as one sentence: the first clause that can begin it, the others behind it, since when before it."""
    whole = [piece for piece in pieces if piece.clause]
    head = min(
        whole, key=lambda piece: (not piece.bare, not piece.apt, piece.join in {"so", "while"}, piece.place, piece.at)
    )
    added = {piece.join: piece.text for piece in pieces if not piece.clause}
    text = head.text
    for name in (*NAMING, "error"):
        if name in added and (name == "error" or not spoken.personal.match(fold(text))):
            text = spoken.say[name].format(main=text, what=added[name])
    if "since" in added and not _is_wanted(text, spoken):
        text = _since(text, added["since"], ordinary, spoken)
    rest = sorted((piece for piece in whole if piece is not head), key=lambda piece: (piece.place, piece.at))
    text = _listed(text, head, rest, ordinary, spoken)
    if "due" in added:
        wished = text.startswith((opening("wish", spoken), opening("need", spoken)))
        text = spoken.say["due_end" if wished else "due"].format(main=text, what=added["due"])
    return text


def _listed(text: str, head: Piece, rest: Sequence[Piece], ordinary: frozenset[str], spoken: Voice) -> str:
    """The other clauses behind the first one, the last of several behind an "and"."""
    plain = [lower(piece.text, ordinary, spoken) for piece in rest if piece.join == "and"]
    for place, what in enumerate(plain, start=1):
        text = spoken.say["and" if place == len(plain) else "list"].format(main=text, what=what)
    for piece in rest:
        if piece.join != "and":
            near = piece.join != "so" or 0 <= piece.place - head.place <= 1
            join = piece.join if near else "and"
            text = spoken.say[join].format(main=text, what=lower(piece.text, ordinary, spoken))
    return text


def _since(text: str, when: str, ordinary: frozenset[str], spoken: Voice) -> str:
    """Since when: before a clause whose first word may become small, behind one that begins with a name."""
    small = lower(text, ordinary, spoken)
    name = small[:1] == text[:1] and text[1:2].islower()
    reported = text.startswith((opening("about", spoken), opening("fragment", spoken)))
    say = spoken.say["since_end" if name or reported else "since"]
    return say.format(main=text, after=small, what=when, What=upper(when))


def _ordinary(told: Told) -> frozenset[str]:
    """Words they wrote with a small first letter: such a word is no name."""
    return frozenset(word for message in told.messages for word in message.seen.text.split() if word[:1].islower())


def _sentence(text: str) -> str:
    words = text.split()
    if len(words) > MOST:
        text = " ".join(words[:MOST]).rstrip(",;:")
    return upper(text) + ("" if text.endswith((".", "!", "?")) else ".")
