"""What the pack's own texts say, worked out once: the steps they tell, their words, what they ask for."""

from __future__ import annotations

from typing import NamedTuple

from empathkit.detect.found import FoundStep
from empathkit.detect.questions import find_questions
from empathkit.detect.steps import find_steps
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words


class OwnWords(NamedTuple):
    """Of one text of the pack: its steps as told to a reader, the stems of its words, the kinds of fact it asks for."""

    steps: tuple[FoundStep, ...]
    words: frozenset[str]
    asks: frozenset[str]


@per_pack
def _kept(_: Pack) -> dict[str, OwnWords]:
    return {}


def own_words(text: str, pack: Pack) -> OwnWords:
    """The same for the same text; a pack has some hundreds, so all are kept."""
    kept = _kept(pack)
    if text not in kept:
        kept[text] = OwnWords(
            tuple(step for step in find_steps(text, pack) if step.form in {"told", "named"}),
            frozenset(content_words(text, pack)),
            frozenset(kind for question in find_questions(text, pack) for kind in question.kinds),
        )
    return kept[text]
