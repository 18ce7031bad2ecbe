"""Choosing the words of a move: the first entry that fits, and among its texts the one the ticket's key picks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from empathkit.models import Reason
from empathkit.reply.material import Slot, pattern
from empathkit.text.pack import Pack
from empathkit.text.render import render, variables
from empathkit.text.words import fingerprint


class Phrase(NamedTuple):
    """A rendered phrase, the names of the slots it used, and the reasons of those slots."""

    text: str
    used: frozenset[str]
    reasons: tuple[Reason, ...]


def choose(
    move: str,
    pack: Pack,
    filled: Mapping[str, Slot],
    flags: frozenset[str],
    *,
    seed: str,
    avoid: Sequence[str] = (),
    said: str = "",
    said_last: str = "",
) -> Phrase | None:
    """The words of a move, or None when nothing fits. ``avoid`` are fingerprints of sentences not to be said again;
    where all texts of an entry were said lately, the next entry that fits is asked. ``said`` is what they wrote,
    ``said_last`` their last message, folded."""
    worn: Phrase | None = None
    for entry in pack["phrases"].get(move, ()):
        if not _fits(entry, flags, said, said_last):
            continue
        if not entry["texts"]:
            return worn
        texts = [text for text in entry["texts"] if variables(text) <= filled.keys()]
        for text in turned(texts, f"{seed}:{move}"):
            phrase = fill(text, filled)
            if not avoid or fingerprint(phrase.text) not in avoid:
                return phrase
            worn = worn or phrase
    return worn


def turned(texts: Sequence[str], seed: str) -> list[str]:
    """The texts, beginning with the one the seed picks."""
    if not texts:
        return []
    at = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:4]) % len(texts)
    return [*texts[at:], *texts[:at]]


def fill(text: str, filled: Mapping[str, Slot]) -> Phrase:
    """A text with its slots, which must all be there."""
    used = variables(text)
    if not used:
        return Phrase(text, used, ())
    reasons = dict.fromkeys(reason for name in sorted(used) for reason in filled[name].reasons)
    return Phrase(render(text, {name: filled[name].text for name in used}), used, tuple(reasons))


def _fits(entry: Mapping[str, Any], flags: frozenset[str], said: str, said_last: str) -> bool:
    for key, text in (("said", said), ("said_last", said_last)):
        if key in entry and not pattern(str(entry[key])).search(text):
            return False
    return flags.issuperset(entry.get("when", ())) and flags.isdisjoint(entry.get("unless", ()))
