"""Choosing the words of a move: the first entry that fits, and among its texts the one the ticket's key picks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from empathkit.models import Reason
from empathkit.reply.material import Slot
from empathkit.text.pack import Pack
from empathkit.text.render import render, variables
from empathkit.text.words import fingerprint


class Phrase(NamedTuple):
    """A rendered phrase, the names of the slots it used, and the reasons of those slots."""

    text: str
    used: frozenset[str]
    reasons: tuple[Reason, ...]


def choose(
    move: str, pack: Pack, filled: Mapping[str, Slot], flags: frozenset[str], *, seed: str, avoid: Sequence[str] = ()
) -> Phrase | None:
    """The words of a move, or None when nothing fits. ``avoid`` are fingerprints of sentences not to be said again."""
    for entry in pack["phrases"].get(move, ()):
        if not _fits(entry, flags):
            continue
        texts = [text for text in entry["texts"] if variables(text) <= filled.keys()]
        if not entry["texts"]:
            return None
        if texts:
            phrases = [_render(text, filled) for text in _turned(texts, f"{seed}:{move}")]
            return next((one for one in phrases if fingerprint(one.text) not in avoid), phrases[0])
    return None


def _fits(entry: Mapping[str, Any], flags: frozenset[str]) -> bool:
    return flags.issuperset(entry.get("when", ())) and flags.isdisjoint(entry.get("unless", ()))


def _turned(texts: list[str], seed: str) -> list[str]:
    at = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()[:4]) % len(texts)
    return texts[at:] + texts[:at]


def _render(text: str, filled: Mapping[str, Slot]) -> Phrase:
    used = variables(text)
    reasons = dict.fromkeys(reason for name in sorted(used) for reason in filled[name].reasons)
    return Phrase(render(text, {name: filled[name].text for name in used}), used, tuple(reasons))
