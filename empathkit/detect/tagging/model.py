"""A trained model as data: weights of features, and chains of labels with what may follow what."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


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
        self._follows = np.full((len(chains), longest, longest), -1e4, dtype=np.float32)
        self._columns = np.zeros((len(chains), longest), dtype=np.int64)
        self._there = np.full((len(chains), longest), -1e4, dtype=np.float32)
        for place, (chain, follow) in enumerate(zip(chains, follows, strict=True)):
            size = len(chain.labels)
            self._follows[place, :size, :size] = follow
            self._columns[place, :size] = np.arange(chain.start, chain.start + size)
            self._there[place, :size] = 0.0

    def scores(self, told: Sequence[Sequence[str]]) -> Floats:
        """For each word the sum of the weights of its features: words by labels."""
        rows = self._rows
        known = [[rows[name] for name in names if name in rows] for names in told]
        ends = np.cumsum([len(some) + 1 for some in known])
        starts = np.concatenate(([0], ends[:-1]))
        flat = [row for some in known for row in (0, *some)]  # row 0 is what holds for every word
        summed: Floats = np.add.reduceat(self._weights[flat], starts, axis=0)
        return summed

    def best(self, told: Sequence[Sequence[str]]) -> list[list[str]]:
        """The likeliest labels of the words of a sentence, chain by chain (Viterbi)."""
        if not told:
            return [[] for _ in self.chains]
        states = self.scores(told)[:, self._columns] + self._there
        paths = self._paths(states)
        return [[chain.labels[at] for at in paths[:, place].tolist()] for place, chain in enumerate(self.chains)]

    def sure(self, told: Sequence[str]) -> tuple[str, float]:
        """The likeliest label of the first chain for one thing told by itself, and how likely it is."""
        labels = self.chains[0].labels
        scores = self.scores([told])[0][: len(labels)].astype(np.float64)
        likely = np.exp(scores - scores.max())
        best = int(likely.argmax())
        return labels[best], float(likely[best] / likely.sum())

    def _paths(self, states: Floats) -> NDArray[np.int64]:
        length, chains, labels = states.shape
        back = np.zeros((length, chains, labels), dtype=np.int64)
        reached = states[0]
        for at in range(1, length):
            through = reached[:, :, None] + self._follows
            back[at] = through.argmax(axis=1)
            reached = through.max(axis=1) + states[at]
        paths = np.zeros((length, chains), dtype=np.int64)
        paths[-1] = reached.argmax(axis=1)
        each = np.arange(chains)
        for at in range(length - 1, 0, -1):
            paths[at - 1] = back[at][each, paths[at]]
        return paths


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
