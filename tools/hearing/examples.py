"""Tickets with gold, as what the tagger learns from: words with their features, and a label for each in every chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from empathkit.detect.tagging.features import of_sentence, of_span
from empathkit.detect.tagging.hits import Mark as Hit
from empathkit.detect.tagging.tagger import marks_of
from empathkit.detect.tagging.tokens import Token
from empathkit.models import Ticket
from empathkit.reading.conversation import Heed, heed
from empathkit.reading.heard import by_rules
from empathkit.text.pack import Pack
from empathkit.text.spans import Span
from hearing.corpus import FAMILIES, FEELINGS, Mark

#: Kinds in one chain exclude one another; a span may be in two chains ("since the update": change and started).
#: Asks are in none: the rules hear them.
CHAINS: dict[str, tuple[str, ...]] = {
    "things": ("device", "os", "application", "version", "network", "place", "reference"),
    "shown": ("error",),
    "around": ("change", "frequency", "scope", "impact"),
    "limits": ("deadline", "contact"),
    "past": ("started", "tried"),
    "feelings": ("feeling",),
}  # fmt: skip


class Sentence(NamedTuple):
    """One sentence to learn from. ``message`` is its message's place in the ticket."""

    message: int
    tokens: list[Token]
    features: list[list[str]]
    labels: dict[str, list[str]]


class Feeling(NamedTuple):
    """A span that shows a feeling, as what its name and level are learnt from."""

    features: list[str]
    name: str
    level: str


class Example(NamedTuple):
    """One ticket to learn from, or to be measured on."""

    key: str
    bodies: list[str]
    sentences: list[Sentence]
    marks: list[Mark]
    feelings: list[Feeling]


def marks_of_case(case: Mapping[str, Any]) -> Iterator[Mark]:
    """The gold of an annotated case as marks."""
    gold = case["gold"]
    rows = [(fact["kind"], None, fact["quote"]) for fact in gold["facts"]]
    rows += [(kind, None, one["quote"]) for kind, family in FAMILIES.items() for one in gold[family]]
    rows += [(one["feeling"], one["level"], one["quote"]) for one in gold["feelings"]]
    for kind, level, quote in rows:
        for place, message in enumerate(case["ticket"]["messages"]):
            if message["author"] == "requester" and (at := message["body"].find(quote)) >= 0:
                yield Mark(kind, level, place, at, at + len(quote))
                break


def kind_of(mark: Mark) -> str:
    """What the tagger calls a mark."""
    return "feeling" if mark.kind in FEELINGS else mark.kind


def examples(tickets: Iterable[tuple[str, dict[str, Any], Sequence[Mark]]], pack: Pack) -> list[Example]:
    """What is learnt from tickets and their marks."""
    return [_example(key, ticket, list(marks), pack) for key, ticket, marks in tickets]


def _example(key: str, given: dict[str, Any], marks: list[Mark], pack: Pack) -> Example:
    ticket = Ticket.model_validate(given)
    heard = heed(ticket, pack)
    bodies = [message.body for message in ticket.messages]
    sentences: list[Sentence] = []
    feelings: list[Feeling] = []
    for number, message in enumerate(heard):
        hits = marks_of(message.seen, by_rules(message, pack), pack)
        mine = [mark for mark in marks if mark.message == message.at]
        sentences.extend(_sentences(message, number, mine, hits, pack))
        feelings.extend(_feelings(message, mine, hits))
    return Example(key, bodies, sentences, marks, feelings)


def _feelings(message: Heed, marks: Sequence[Mark], hits: Sequence[Hit]) -> Iterator[Feeling]:
    seen = message.seen
    for mark in marks:
        if mark.level and seen.sentences:
            told = of_span(seen, Span(mark.start, mark.end), seen.sentence_at(mark.start), hits)
            yield Feeling(told, mark.kind, mark.level)


def _sentences(
    message: Heed, number: int, marks: Sequence[Mark], hits: Sequence[Hit], pack: Pack
) -> Iterator[Sentence]:
    seen = message.seen
    for sentence in seen.sentences:
        row, told = of_sentence(seen, sentence, number, hits, pack)
        if row:
            yield Sentence(message.at, row, told, {name: labels(row, marks, kinds) for name, kinds in CHAINS.items()})


def labels(row: Sequence[Token], marks: Sequence[Mark], kinds: Sequence[str]) -> list[str]:
    """A label for each token; of marks that overlap in one chain the longest counts."""
    told = ["O"] * len(row)
    for mark in sorted((one for one in marks if kind_of(one) in kinds), key=lambda one: one.start - one.end):
        inside = [at for at, token in enumerate(row) if token.start < mark.end and mark.start < token.end]
        if any(told[at] != "O" for at in inside):
            continue
        for count, at in enumerate(inside):
            told[at] = f"{'I' if count else 'B'}-{kind_of(mark)}"
    return told
