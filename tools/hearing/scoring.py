"""Counts hits, misses and false alarms of spans, as ``score.py`` of the cases does: an overlap of 0.3 is a hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from empathkit.detect.tagging.model import Model
from empathkit.detect.tagging.tagger import spans
from hearing.corpus import FACTS
from hearing.examples import CHAINS, Example, kind_of

OVERLAP = 0.3
#: Kinds with fewer gold spans do not count for the mean over kinds.
FEWEST = 5


class Place(NamedTuple):
    """A span of a message, with its kind."""

    kind: str
    message: int
    start: int
    end: int


def gold(example: Example) -> list[Place]:
    """The marks of an example as places, of the kinds that are tagged."""
    tagged = {kind for kinds in CHAINS.values() for kind in kinds}
    places = (Place(kind_of(mark), mark.message, mark.start, mark.end) for mark in example.marks)
    return [place for place in places if place.kind in tagged]


def read(example: Example, model: Model) -> list[Place]:
    """What a model finds in an example; what was said in the same words before is left out."""
    found: list[Place] = []
    said: set[tuple[str, str]] = set()
    for sentence in example.sentences:
        for labels in model.best(sentence.features):
            for span in spans(sentence.tokens, labels):
                words = example.bodies[sentence.message][span.start : span.end].lower()
                if (span.kind, words) not in said:
                    said.add((span.kind, words))
                    found.append(Place(span.kind, sentence.message, span.start, span.end))
    return found


def overlap(one: Place, other: Place) -> float:
    """The share of the ground of both that both cover; 0 where kind or message differ."""
    if one[:2] != other[:2]:
        return 0.0
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (max(one.end, other.end) - min(one.start, other.start)) if shared > 0 else 0.0


def count(wanted: Sequence[Place], found: Sequence[Place]) -> Counter[tuple[str, str]]:
    """Hits, misses and false alarms by kind; each span is matched once, the closest pairs first."""
    pairs = sorted(((overlap(w, f), i, j) for i, w in enumerate(wanted) for j, f in enumerate(found)), reverse=True)
    left, right = set(range(len(wanted))), set(range(len(found)))
    counts: Counter[tuple[str, str]] = Counter()
    for shared, i, j in pairs:
        if shared >= OVERLAP and i in left and j in right:
            left.remove(i)
            right.remove(j)
            counts[wanted[i].kind, "hit"] += 1
    counts.update((wanted[i].kind, "miss") for i in left)
    counts.update((found[j].kind, "false") for j in right)
    return counts


def f1(counts: Counter[tuple[str, str]], kinds: Iterable[str]) -> float:
    """The F1 over some kinds taken together."""
    kinds = list(kinds)
    hit, rest = (sum(counts[kind, what] for kind in kinds for what in group) for group in (("hit",), ("miss", "false")))
    return 2 * hit / (2 * hit + rest) if hit else 0.0


def summary(counts: Counter[tuple[str, str]]) -> dict[str, float]:
    """F1 by family, and the mean over the kinds of facts."""
    told = [kind for kind in sorted(FACTS) if counts[kind, "hit"] + counts[kind, "miss"] >= FEWEST]
    mean = sum(f1(counts, [kind]) for kind in told) / len(told) if told else 0.0
    families = {name: f1(counts, [name]) for name in ("tried", "impact", "feeling")}
    return {"facts": f1(counts, FACTS), "macro": mean, **families}


def table(counts: Counter[tuple[str, str]]) -> str:
    """Precision, recall and F1 of every kind, for people."""
    lines = []
    for kind in sorted({kind for kind, _ in counts}):
        hit, miss, false = (counts[kind, what] for what in ("hit", "miss", "false"))
        lines.append(
            f"{kind:16} P {hit / max(1, hit + false):.2f}  R {hit / max(1, hit + miss):.2f}"
            f"  F1 {f1(counts, [kind]):.2f}  n={hit + miss}"
        )
    return "\n".join(lines)
