"""How a reply is laid out and kept to its length: the greeting on a line of its own, blocks where it is long."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from empathkit.models import Draft, Sentence

#: From so many words on the middle stands in a block of its own.
BLOCKS_FROM = 75
_URGENT = frozenset({"safety"})
_MIDDLE = frozenset({"answer", "advise", "safety", "next_step"})


def draft_of(
    sentences: tuple[Sentence, ...], language: str, template: str, before_sending: tuple[str, ...] = ()
) -> Draft:
    """A draft of these sentences: the greeting on a line of its own, the rest in one block or, if long, in three."""
    greeting = " ".join(one.text for one in sentences if one.move == "greet")
    rest = [one for one in sentences if one.move != "greet"]
    long = sum(len(one.text.split()) for one in rest) >= BLOCKS_FROM
    blocks = _blocks(rest) if long else [rest]
    body = "\n\n".join(" ".join(one.text for one in block) for block in blocks if block)
    text = "\n".join(part for part in (greeting, body) if part)
    return Draft(text=text, language=language, template=template, sentences=sentences, before_sending=before_sending)


def _blocks(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """What was heard, what is done, what is asked and comes next; what to do in danger stands first and by itself."""
    urgent = next((place for place, one in enumerate(sentences) if one.move not in _URGENT), 0)
    done = [place for place, one in enumerate(sentences) if one.move in _MIDDLE and place >= urgent]
    first, last = (done[0], done[-1] + 1) if done else (len(sentences), len(sentences))
    cuts = sorted({0, urgent, first, last, len(sentences)})
    return [list(sentences[start:end]) for start, end in itertools.pairwise(cuts)]


def shortened(sentences: Sequence[Sentence], limit: int, least: Sequence[str]) -> tuple[Sentence, ...]:
    """The sentences within ``limit`` words, leaving out the moves in ``least``, the first of them first."""
    kept = list(sentences)
    for move in least:
        if sum(len(one.text.split()) for one in kept) <= limit:
            break
        kept = [one for one in kept if one.move != move]
    return tuple(kept)


def limit_of(words: int, flags: frozenset[str], voice: Mapping[str, Any]) -> int:
    """How many words a reply may have, by the words of their last message and by how they like it."""
    limits = voice["limits"]
    if "detail:brief" in flags:
        return int(limits["brief"])
    if "detail:full" in flags:
        return int(limits["full"])
    return int(next(row["limit"] for row in limits["by_length"] if words <= int(row["upto"])))
