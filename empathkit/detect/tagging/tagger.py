"""Tags a message: what the model of the pack hears in it, as spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from empathkit.detect.tagging.features import Words, of_sentence
from empathkit.detect.tagging.hits import Mark, Ruled, lexical
from empathkit.detect.tagging.tokens import Token
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import holding
from empathkit.text.view import View

if TYPE_CHECKING:  # numpy is loaded when the first message is tagged
    from empathkit.detect.tagging.model import Model


class Tagged(NamedTuple):
    """A span of a message, and what it is: a kind of fact, ``tried``, ``impact`` or ``feeling``."""

    start: int
    end: int
    kind: str


class Models(NamedTuple):
    """``spans`` tags words; ``names`` says of a span that shows a feeling which, and how strongly."""

    spans: Model
    names: Model


@per_pack
def models_of(pack: Pack) -> Models | None:
    """The models that come with the pack's language; None where there are none."""
    folder = resources.files("empathkit") / "packs" / pack.language / "model"
    files = [folder / f"{name}.npz" for name in Models._fields]
    if not all(file.is_file() for file in files):
        return None
    from empathkit.detect.tagging.model import unpacked

    return Models(*(unpacked(file.read_bytes()) for file in files))


def marks_of(seen: View, ruled: Ruled, pack: Pack) -> list[Mark]:
    """All that is known of a message before it is tagged, in order."""
    return sorted({*lexical(seen, pack), *ruled.marks()})


def tag(messages: Sequence[tuple[View, Sequence[Mark]]], model: Model, pack: Pack) -> list[list[Tagged]]:
    """What the model hears in each of the requester's messages, in order. Their sentences are looked at together."""
    known = _rows(model)
    told = [
        [
            of_sentence(seen, sentence, number, near, pack, known)
            for sentence, near in zip(seen.sentences, _by_sentence(seen, marks), strict=True)
        ]
        for number, (seen, marks) in enumerate(messages)
    ]
    best = iter(model.best_of([words for sentences in told for _, words in sentences]))
    return [sorted(one for row, _ in sentences for one in _spans_of(row, next(best))) for sentences in told]


def _spans_of(row: Sequence[Token], chains: Sequence[Sequence[str]]) -> Iterator[Tagged]:
    """The spans of a sentence, of all chains that have some."""
    for labels in chains:
        if labels.count("O") < len(labels):
            yield from spans(row, labels)


@lru_cache(maxsize=4)
def _rows(model: Model) -> Words[int]:
    """The features of words as the rows of a model, each word looked up once."""
    return Words(lambda names: tuple(model.rows(names)))


def _by_sentence(seen: View, marks: Sequence[Mark]) -> list[list[Mark]]:
    """For each sentence the marks that reach into it, in order."""
    parts: list[list[Mark]] = [[] for _ in seen.sentences]
    if parts:
        for mark in marks:
            for place in range(holding(seen.sentences, mark.start), holding(seen.sentences, mark.end - 1) + 1):
                parts[place].append(mark)
    return parts


def spans(row: Sequence[Token], labels: Sequence[str]) -> list[Tagged]:
    """The spans that labels mean: from a ``B-`` (or an ``I-`` of another kind) through the ``I-`` behind it."""
    found: list[Tagged] = []
    start, end, kind = 0, 0, ""
    for token, label in zip(row, labels, strict=True):
        if label[2:] == kind and label[0] == "I":
            end = token.end
            continue
        if kind:
            found.append(Tagged(start, end, kind))
        start, end, kind = token.start, token.end, label[2:]
    return [*found, Tagged(start, end, kind)] if kind else found
