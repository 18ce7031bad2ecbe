"""The words of a text that carry meaning, made comparable."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache

from empathkit.text.pack import Pack, per_pack

_WORD = re.compile(r"[^\W_]+(?:['’.:-][^\W_]+)*")
_ENDINGS = ("ings", "ing", "ies", "ied", "ers", "ed", "es", "s")


@per_pack
def _stop(pack: Pack) -> frozenset[str]:
    return frozenset(str(pack["words"].get("stop", "")).split())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its commonest English endings ("printing", "printed" and "prints" are one)."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def content_words(text: str, pack: Pack) -> Counter[str]:
    """The stems of all words that are not stop words, with how often each stands."""
    stop = _stop(pack)
    words = (word.replace("’", "'") for word in _WORD.findall(text.lower()))
    return Counter(stem(word) for word in words if word not in stop)


def fingerprint(sentence: str) -> str:
    """What tells whether a sentence was used before, without keeping the sentence: 16 hex digits of a hash."""
    plain = " ".join(sentence.lower().split())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def digest(text: str) -> str:
    """A fingerprint of the words of a text in any order and ending; "" for one without words."""
    words = " ".join(sorted({stem(word) for word in _WORD.findall(text.lower())}))
    return fingerprint(words) if words else ""
