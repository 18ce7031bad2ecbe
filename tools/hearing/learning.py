"""Learns the weights of each chain with CRFsuite, and puts them together as one model of the tagger."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
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
    """How to learn: CRFsuite's penalties and rounds, and how each chain leans."""

    c1: float = 0.05
    c2: float = 0.01
    rounds: int = 120
    lean: Mapping[str, Lean] = {}


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
    parts = {
        name: _chain(((one.features, one.labels[name]) for example in given for one in example.sentences), settings)
        for name in CHAINS
    }
    return together(parts, settings.lean)


def learn_names(given: Sequence[Example], settings: Settings) -> Learnt:
    """A model that says of a span which feeling it shows, and how strongly: chains of one label."""
    spans = [one for example in given for one in example.feelings]
    return together(
        {
            "name": _chain((([one.features], [one.name]) for one in spans), settings),
            "level": _chain((([one.features], [one.level]) for one in spans), settings),
        },
        {},
    )


def _chain(rows: Iterable[tuple[list[list[str]], list[str]]], settings: Settings) -> Any:
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


def together(parts: Mapping[str, Any], lean: Mapping[str, Lean]) -> Learnt:
    """One table of weights for all chains. A label may follow another only where the examples showed it."""
    chains, start = [], 0
    for name, info in parts.items():
        names = tuple(sorted(info.labels, key=lambda label: (label != "O", label)))
        chains.append(Chain(name, names, start))
        start += len(names)
    features = ["", *sorted({name for info in parts.values() for name, _ in info.state_features})]
    row = {name: place for place, name in enumerate(features)}
    weights = np.zeros((len(features), start), dtype=np.float32)
    for chain, info in zip(chains, parts.values(), strict=True):
        column = {label: chain.start + place for place, label in enumerate(chain.labels)}
        for (name, label), weight in info.state_features.items():
            weights[row[name], column[label]] = weight
        _tilt(weights, row, column, lean.get(chain.name, Lean()))
    follows = [_follows(chain, info.transitions) for chain, info in zip(chains, parts.values(), strict=True)]
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
