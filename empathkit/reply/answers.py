"""Taking up every direct question and request that nothing else in the reply carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from empathkit.models import Mention, Reason, Sentence
from empathkit.reply.material import Material, Slot
from empathkit.reply.phrases import choose
from empathkit.reply.wording import wording
from empathkit.text.words import content_words

#: Longer asks are not said back whole; their content stands in the restatement or not at all.
LONGEST = 110
#: More than so many would turn the reply into a list.
MOST = 2


def answers(material: Material, others: Sequence[Sentence], flags: frozenset[str]) -> tuple[Sentence, ...]:
    """A sentence for each ask that shares no word of its own with the ``others``; bare cries for help need none."""
    said = content_words(" ".join(one.text for one in others), material.pack).keys()
    return tuple(_answers(material, said, flags))[:MOST]


def _answers(material: Material, said: Set[str], flags: frozenset[str]) -> Iterator[Sentence]:
    for ask in material.reading.asks:
        quote = " ".join(ask.evidence.quote.split()).strip(' .!?,"“”')
        own = content_words(quote, material.pack).keys() - wording(material.pack).cry
        if not own or own & said or len(quote) > LONGEST or wording(material.pack).unsayable.search(quote):
            continue
        kind = "answer_question" if _is_question(ask, material) else "answer_request"
        if kind == "answer_request" and not wording(material.pack).request.search(quote):
            continue
        filled = {"asked": Slot(quote, (Reason(rule=kind.replace("_", "."), evidence=ask.evidence),))}
        phrase = choose(kind, material.pack, filled, flags, seed=material.ticket.key + quote)
        if phrase is not None:
            yield Sentence(text=phrase.text, move="answer", because=phrase.reasons)


def _is_question(ask: Mention, material: Material) -> bool:
    body = material.ticket.messages[ask.evidence.message].body
    ends = body[ask.evidence.start : ask.evidence.end + 2].rstrip().endswith("?")
    return ends or wording(material.pack).question.match(ask.evidence.quote.strip()) is not None
