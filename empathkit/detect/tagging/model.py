"""A trained model as data: weights of features, and chains of labels with what may follow what."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
#: Sentences looked at together: more take more room than they save time.
_TOGETHER = 64


@dataclass(frozen=True)
class Chain:
    """Spans of kinds that exclude one another. ``labels`` are ``O`` and ``B-kind``, ``I-kind``; ``start`` is where the
    chain's labels begin among all labels."""

    name: str
    labels: tuple[str, ...]
    start: int


class Model:
    """Weights of features for the labels of all chains."""

    def __init__(
        self, chains: Sequence[Chain], rows: dict[str, int], weights: Floats, follows: Sequence[Floats]
    ) -> None:
        self.chains = tuple(chains)
        self._rows = rows
        self._weights = weights
        longest = max(len(chain.labels) for chain in chains)
        self._follows = np.full((longest, 1, len(chains), longest), -1e4, dtype=np.float32)
        self._columns = np.zeros((len(chains), longest), dtype=np.int64)
        self._there = np.full((len(chains), longest), -1e4, dtype=np.float32)
        for place, (chain, follow) in enumerate(zip(chains, follows, strict=True)):
            size = len(chain.labels)
            self._follows[:size, 0, place, :size] = follow
            self._columns[place, :size] = np.arange(chain.start, chain.start + size)
            self._there[place, :size] = 0.0
        self._leads = self._follows[:, 0].transpose(1, 2, 0).copy()  # by chain, the label behind, the one before

    def rows(self, names: Iterable[str]) -> list[int]:
        """The rows of the features that have weights, in their order: with them a feature is looked up only once."""
        known = self._rows
        return [known[name] for name in names if name in known]

    def scores(self, told: Sequence[Sequence[int]]) -> Floats:
        """For each word, told by the rows of its features, the sum of their weights: words by labels."""
        ends = np.cumsum([len(some) + 1 for some in told])
        starts = np.concatenate(([0], ends[:-1]))
        flat = [row for some in told for row in (0, *some)]  # row 0 is what holds for every word
        summed: Floats = np.add.reduceat(self._weights[flat], starts, axis=0)
        return summed

    def best(self, told: Sequence[Sequence[str]]) -> list[list[str]]:
        """The likeliest labels of the words of a sentence, chain by chain (Viterbi)."""
        return self.best_of([[self.rows(names) for names in told]])[0]

    def best_of(self, sentences: Sequence[Sequence[Sequence[int]]]) -> list[list[list[str]]]:
        """Like :meth:`best` for several sentences, their words told by the rows of their features."""
        labels: list[list[list[str]]] = [[[] for _ in self.chains] for _ in sentences]
        # the longest first, so that those still under way stand together
        order = sorted((at for at, words in enumerate(sentences) if words), key=lambda at: -len(sentences[at]))
        for first in range(0, len(order), _TOGETHER):
            batch = order[first : first + _TOGETHER]
            lengths = [len(sentences[at]) for at in batch]
            states = self.scores([words for at in batch for words in sentences[at]])[:, self._columns] + self._there
            for at, length, path in zip(batch, lengths, self._paths(states, lengths), strict=True):
                rows = path[:length].T.tolist()
                labels[at] = [[chain.labels[one] for one in row] for chain, row in zip(self.chains, rows, strict=True)]
        return labels

    def alone(self, told: Sequence[str]) -> list[tuple[str, float]]:
        """For one thing told by itself the likeliest label of each chain, and how likely it is."""
        every = self.scores([self.rows(told)])[0].astype(np.float64)
        found = []
        for chain in self.chains:
            scores = every[chain.start : chain.start + len(chain.labels)]
            likely = np.exp(scores - scores.max())
            best = int(likely.argmax())
            found.append((chain.labels[best], float(likely[best] / likely.sum())))
        return found

    def _paths(self, states: Floats, lengths: Sequence[int]) -> NDArray[np.int64]:
        """The likeliest label of each word: sentences by words by chains. ``lengths`` never grow."""
        starts = np.cumsum([0, *lengths[:-1]])
        going = [sum(length > at for length in lengths) for at in range(lengths[0])]  # sentences with a word there
        reached = [states[starts]]
        for at in range(1, lengths[0]):
            some = going[at]
            through = reached[-1][:some].transpose(2, 0, 1)[:, :, :, None] + self._follows
            reached.append(np.maximum.reduce(through, axis=0) + states[starts[:some] + at])
        paths = np.zeros((lengths[0], len(lengths), len(self.chains)), dtype=np.int64)
        each, behind = np.arange(len(self.chains)), 0
        for at in range(lengths[0] - 1, -1, -1):
            some, totals = going[at], reached[at]
            if behind:
                totals = totals.copy()
                totals[:behind] += self._leads[each, paths[at + 1, :behind]]
            totals.argmax(axis=2, out=paths[at, :some])
            behind = some
        return paths.swapaxes(0, 1)


def unpacked(data: bytes) -> Model:
    """The model in the bytes of a file made by :func:`packed`."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        about: dict[str, Any] = json.loads(bytes(held["about"]).decode("utf-8"))
        names = bytes(held["features"]).decode("utf-8").split("\n")
        weights = _dense(held["starts"], held["labels"], held["values"], held["scales"], sum(map(len, about["labels"])))
        follows = [held[f"follows{place}"].astype(np.float32) for place in range(len(about["chains"]))]
    starts = np.cumsum([0, *(len(labels) for labels in about["labels"])]).tolist()
    chains = [
        Chain(name, tuple(labels), start)
        for name, labels, start in zip(about["chains"], about["labels"], starts, strict=False)
    ]
    return Model(chains, {name: row for row, name in enumerate(names)}, weights, follows)


def _dense(starts: Ints, labels: Ints, values: NDArray[np.int8], scales: Floats, width: int) -> Floats:
    weights = np.zeros((len(starts) - 1, width), dtype=np.float32)
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    weights[rows, labels] = values.astype(np.float32) * scales[labels]
    return weights


def packed(chains: Sequence[Chain], features: Sequence[str], weights: Floats, follows: Sequence[Floats]) -> bytes:
    """The bytes of a model: weights sparse and as whole numbers of 8 bits, scaled label by label.

    ``features[0]`` must be the empty name: its weights hold for every word.
    """
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-6).astype(np.float32) / 127
    whole = np.round(weights / scales).astype(np.int8)
    kept = [row for row in range(len(features)) if row == 0 or whole[row].any()]
    rows, labels = np.nonzero(whole[kept])
    about = {"chains": [chain.name for chain in chains], "labels": [chain.labels for chain in chains]}
    held = {
        "about": _bytes(json.dumps(about)),
        "features": _bytes("\n".join(features[row] for row in kept)),
        "starts": np.searchsorted(rows, np.arange(len(kept) + 1)).astype(np.int32),
        "labels": labels.astype(np.uint8),
        "values": whole[kept][rows, labels],
        "scales": scales,
        **{f"follows{place}": follow.astype(np.float32) for place, follow in enumerate(follows)},
    }
    out = io.BytesIO()
    np.savez_compressed(out, **held)
    return out.getvalue()


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
