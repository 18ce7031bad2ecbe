"""Which facts a question asks for. Works on any text: an agent's draft, or an agent's message in the thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.sentences import split


@dataclass(frozen=True)
class Question:
    """A sentence that asks: offsets in the text, and the kinds of fact it asks for (none for anything else)."""

    start: int
    end: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class _Patterns:
    requests: Regex
    kinds: tuple[tuple[str, Regex], ...]


@per_pack
def _patterns(pack: Pack) -> _Patterns:
    words = pack["questions"]
    kinds = tuple((kind, compiled(pattern, re.IGNORECASE)) for kind, pattern in words["kinds"].items())
    return _Patterns(compiled("|".join(words["requests"]), re.IGNORECASE), kinds)


def find_questions(text: str, pack: Pack) -> list[Question]:
    """All questions of a text in order."""
    return list(_questions(text, pack))


def kinds_asked(text: str, pack: Pack) -> tuple[str, ...]:
    """The kinds of fact this wording asks for, in the pack's order."""
    asked = [kind for kind, pattern in _patterns(pack).kinds if pattern.search(text)]
    included = {kind for one in asked for kind in pack["questions"].get("includes", {}).get(one, ())}
    return tuple(kind for kind in asked if kind not in included)


def _questions(text: str, pack: Pack) -> Iterator[Question]:
    patterns = _patterns(pack)
    for start, end in split(text, pack):
        sentence = text[start:end]
        asked = sentence.rstrip(" )\"'”’").endswith("?")
        if asked or patterns.requests.search(sentence):
            kinds = kinds_asked(sentence, pack)
            if asked or kinds:
                yield Question(start, end, kinds)
