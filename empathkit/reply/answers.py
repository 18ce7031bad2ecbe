"""Taking up every direct question and request that nothing else in the reply carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from empathkit.models import Mention, Reason, Sentence
from empathkit.reply.phrases import choose
from empathkit.reply.slots import Material, Slot
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words

#: Longer asks are not said back whole; their content stands in the restatement or not at all.
LONGEST = 110
#: More than so many would turn the reply into a list.
MOST = 2


@per_pack
def _question(pack: Pack) -> re.Pattern[str]:
    return re.compile(str(pack["grammar"]["question"]), re.IGNORECASE)


@per_pack
def _request(pack: Pack) -> re.Pattern[str]:
    return re.compile(str(pack["grammar"]["request"]), re.IGNORECASE)


def answers(material: Material, others: Sequence[Sentence], flags: frozenset[str]) -> tuple[Sentence, ...]:
    """A sentence for each ask that shares no word of its own with the ``others``; bare cries for help need none."""
    said = content_words(" ".join(one.text for one in others), material.pack).keys()
    return tuple(_answers(material, said, flags))[:MOST]


def _answers(material: Material, said: object, flags: frozenset[str]) -> Iterator[Sentence]:
    for ask in material.reading.asks:
        quote = " ".join(ask.evidence.quote.split()).strip(' .!?,"“”')
        own = content_words(quote, material.pack).keys()
        if not own or own & said or len(quote) > LONGEST:  # type: ignore[operator]
            continue
        kind = "answer_question" if _is_question(ask, material) else "answer_request"
        if kind == "answer_request" and not _request(material.pack).search(quote):
            continue
        filled = {"asked": Slot(quote, (Reason(rule=kind.replace("_", "."), evidence=ask.evidence),))}
        phrase = choose(kind, material.pack, filled, flags, seed=material.ticket.key + quote)
        if phrase is not None:
            yield Sentence(text=phrase.text, move="answer", because=phrase.reasons)


def _is_question(ask: Mention, material: Material) -> bool:
    body = material.ticket.messages[ask.evidence.message].body
    ends = body[ask.evidence.start : ask.evidence.end + 2].rstrip().endswith("?")
    return ends or _question(material.pack).match(ask.evidence.quote.strip()) is not None
