"""Learns the weights of each chain with CRFsuite, and puts them together as one model of the tagger."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pycrfsuite

from empathkit.detect.tagging.model import Chain, Floats, Model
from hearing.corpus import FEELINGS
from hearing.examples import CHAINS, Example


class Lean(NamedTuple):
    """What is added to a chain's weights, so that it says neither too little nor too much.

    ``nothing`` goes to every ``O``, ``begin`` to every label that begins a span, ``trust`` to every label of a kind
    where a rule has found that kind: in texts unlike the corpus rules hold better than what was learnt."""

    nothing: float = 0.0
    begin: float = 0.0
    trust: float = 0.0


class Settings(NamedTuple):
    """How to learn: CRFsuite's penalties and rounds, and how each chain leans.

    Each chain is learnt ``bags`` times, each time from another ``share`` of the examples, and the weights' mean is
    taken: what only some of them hold true was chance."""

    c1: float = 0.05
    c2: float = 0.01
    rounds: int = 120
    lean: Mapping[str, Lean] = {}
    bags: int = 8
    share: float = 0.7


Rows = Iterable[tuple[list[list[str]], list[str]]]


class Weights(NamedTuple):
    """What a chain learnt: its labels, the weight of a feature for a label, and of a label behind another."""

    labels: list[str]
    features: Mapping[tuple[str, str], float]
    follows: Mapping[tuple[str, str], float]


class Learnt(NamedTuple):
    """All there is of a model, before it is packed."""

    chains: list[Chain]
    features: list[str]
    weights: Floats
    follows: list[Floats]

    def model(self) -> Model:
        """The model as it will be read back."""
        return Model(self.chains, {name: row for row, name in enumerate(self.features)}, self.weights, self.follows)


def learn(given: Sequence[Example], settings: Settings) -> Learnt:
    """A model of all chains."""

    def rows(name: str) -> Callable[[Sequence[Example]], Rows]:
        return lambda some: ((one.features, one.labels[name]) for example in some for one in example.sentences)

    return together({name: _averaged(given, rows(name), settings) for name in CHAINS}, settings.lean)


def learn_names(given: Sequence[Example], settings: Settings) -> Learnt:
    """A model that says of a span which feeling it shows, and how strongly: chains of one label."""

    def rows(what: str) -> Callable[[Sequence[Example]], Rows]:
        return lambda some: (([one.features], [getattr(one, what)]) for example in some for one in example.feelings)

    return together({what: _averaged(given, rows(what), settings) for what in ("name", "level")}, {})


def _averaged(given: Sequence[Example], rows: Callable[[Sequence[Example]], Rows], settings: Settings) -> Weights:
    """The mean of the weights learnt from different shares of the examples."""
    bags = [
        _chain(rows(random.Random(bag).sample(given, round(len(given) * settings.share))), settings)  # noqa: S311
        for bag in range(settings.bags)
    ]
    labels = sorted({label for one in bags for label in one.labels})
    return Weights(labels, _mean([one.state_features for one in bags]), _mean([one.transitions for one in bags]))


def _mean(bags: Sequence[Mapping[tuple[str, str], float]]) -> Mapping[tuple[str, str], float]:
    total: Counter[tuple[str, str]] = Counter()
    for one in bags:
        total.update(one)
    return {pair: weight / len(bags) for pair, weight in total.items()}


def _chain(rows: Rows, settings: Settings) -> Any:
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in rows:
        trainer.append(features, labels)
    trainer.set_params(
        {"c1": settings.c1, "c2": settings.c2, "max_iterations": settings.rounds, "feature.possible_transitions": False}
    )
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "chain.crf"))
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        info = tagger.info()
        tagger.close()
    return info


def together(parts: Mapping[str, Weights], lean: Mapping[str, Lean]) -> Learnt:
    """One table of weights for all chains. A label may follow another only where the examples showed it."""
    chains, start = [], 0
    for name, info in parts.items():
        names = tuple(sorted(info.labels, key=lambda label: (label != "O", label)))
        chains.append(Chain(name, names, start))
        start += len(names)
    features = ["", *sorted({name for info in parts.values() for name, _ in info.features})]
    row = {name: place for place, name in enumerate(features)}
    weights = np.zeros((len(features), start), dtype=np.float32)
    for chain, info in zip(chains, parts.values(), strict=True):
        column = {label: chain.start + place for place, label in enumerate(chain.labels)}
        for (name, label), weight in info.features.items():
            weights[row[name], column[label]] = weight
        _tilt(weights, row, column, lean.get(chain.name, Lean()))
    follows = [_follows(chain, info.follows) for chain, info in zip(chains, parts.values(), strict=True)]
    return Learnt(chains, features, weights, follows)


def _tilt(weights: Floats, row: Mapping[str, int], column: Mapping[str, int], lean: Lean) -> None:
    for label, place in column.items():
        sign, _, kind = label.partition("-")
        weights[0, place] += lean.nothing if sign == "O" else lean.begin if sign == "B" else 0.0
        for found in _found_by_rule(kind, sign):
            if found in row:
                weights[row[found], place] += lean.trust


def _found_by_rule(kind: str, sign: str) -> list[str]:
    """The features of a word where a rule's span of ``kind`` begins (``B``) or goes on (``I``)."""
    names = sorted(FEELINGS) if kind == "feeling" else [kind, f"{kind}v"] if kind else []
    return [f"R{name}{'^' if sign == 'B' else '~'}" for name in names]


def _follows(chain: Chain, transitions: Mapping[tuple[str, str], float]) -> Floats:
    follows = np.zeros((len(chain.labels), len(chain.labels)), dtype=np.float32)
    for before, first in enumerate(chain.labels):
        for after, second in enumerate(chain.labels):
            barred = second.startswith("I-") and first[2:] != second[2:]
            follows[before, after] = -50.0 if barred else transitions.get((first, second), 0.0)
    return follows


def folds(given: Sequence[Example], count: int) -> Iterable[tuple[list[Example], list[Example]]]:
    """The examples parted ``count`` times into those to learn from and those to measure on, by their keys' order."""
    for fold in range(count):
        yield (
            [one for place, one in enumerate(given) if place % count != fold],
            [one for place, one in enumerate(given) if place % count == fold],
        )
