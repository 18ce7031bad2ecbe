"""Learns the weights of ``issue.toml``: how likely each word of a ticket stands in a careful reader's account of it.

    python -m tools.weigh_issue [CORPUS.txt ...] [--cases dev-written.jsonl ...] [--hold-out 4]

A logistic regression in plain Python. Texts come from the annotated corpus (``== id | summary``, ``{kind|...}`` marks,
``issue:``) and, where given, from annotated cases (JSON lines with ``ticket`` and ``gold.issue``); of cases, those
whose sha256(id) % 3 is 0 stay unseen, of the corpus every ``--hold-out``-th ticket. Prints the table to paste.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from empathkit.detect.found import FoundAsk, FoundFact
from empathkit.models import Heard, Ticket
from empathkit.reading.candidates import Told
from empathkit.reading.conversation import heed, summary_view
from empathkit.reading.issue import word_signs
from empathkit.reading.reader import hear
from empathkit.reading.voice import said_back, voice
from empathkit.reading.weight import content
from empathkit.text.fold import fold
from empathkit.text.pack import Pack, load_pack
from empathkit.text.spans import Span
from tools.hearing.corpus import read  # type: ignore[attr-defined]

STEPS, RATE, DECAY = 300, 1.5, 0.0008
#: Titles in the corpus are shorter and moodier than those people give in a portal; what is added for that.
TITLE = 0.6


class Example(NamedTuple):
    """The signs of one word, whether it was told, and what it weighs: every ticket the same."""

    signs: frozenset[str]
    told: bool
    weight: float


def corpus(path: Path) -> Iterator[dict[str, Any]]:
    """The tickets of a corpus file as cases."""
    return (one.case() for one in read(path))


def told_of(heard: Heard, ticket: Ticket, pack: Pack) -> Told:
    """What the restatement was made of."""
    by = {message.at: message for message in heed(ticket, pack)}
    spans = [
        [(by[one.evidence.message], Span(one.evidence.start, one.evidence.end)) for one in found]
        for found in (heard.impact, heard.asks, heard.tried)
    ]
    facts = [
        (by[one.evidence.message], FoundFact(one.kind, one.evidence.start, one.evidence.end, one.value, one.vague))
        for one in heard.facts
    ]
    return Told(
        summary_view(ticket, pack),
        [message for message in by.values() if message.seen.sentences],
        facts,
        spans[0],
        [(message, FoundAsk(*span, "question")) for message, span in spans[1]],
        spans[2],
        heard.situation or "fault",
        pack,
    )


def examples(ticket: Ticket, account: str, pack: Pack) -> list[Example]:
    """One example a word of the ticket."""
    spoken = voice(pack)
    wanted = set(content(fold(account), spoken))
    found = word_signs(told_of(hear(ticket, pack), ticket, pack), pack)
    return [
        Example(frozenset(has), bool(wanted & {word, *content(fold(said_back(word, spoken)), spoken)}), 1 / len(found))
        for word, has in found.items()
    ]


def learn(given: list[Example]) -> dict[str, float]:
    """Weights of least loss, kept small by decay."""
    names = sorted({name for one in given for name in one.signs})
    weights = dict.fromkeys(["bias", *names], 0.0)
    total = sum(one.weight for one in given)
    for _ in range(STEPS):
        slope = dict.fromkeys(weights, 0.0)
        for one in given:
            sure = 1 / (1 + math.exp(-weights["bias"] - sum(weights[name] for name in one.signs)))
            off = (sure - one.told) * one.weight / total
            slope["bias"] += off
            for name in one.signs:
                slope[name] += off
        for name, by in slope.items():
            weights[name] -= RATE * (by + (DECAY * weights[name] if name != "bias" else 0))
    return weights


def loss(given: list[Example], weights: dict[str, float]) -> float:
    """Mean log loss."""
    out = 0.0
    for one in given:
        sure = 1 / (1 + math.exp(-weights["bias"] - sum(weights.get(name, 0.0) for name in one.signs)))
        out -= one.weight * math.log(max(1e-9, sure if one.told else 1 - sure))
    return out / sum(one.weight for one in given)


def main() -> None:
    """Learns and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", type=Path)
    parser.add_argument("--cases", nargs="*", type=Path, default=[])
    parser.add_argument("--hold-out", type=int, default=4)
    args = parser.parse_args()
    pack = load_pack("en")
    seen: list[Example] = []
    unseen: list[Example] = []
    for path in args.corpus:
        for place, one in enumerate(corpus(path)):
            out = unseen if place % args.hold_out == 0 else seen
            out += examples(Ticket.model_validate(one["ticket"]), one["gold"]["issue"], pack)
    for path in args.cases:
        for case in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if int(hashlib.sha256(case["id"].encode()).hexdigest(), 16) % 3:
                seen += examples(Ticket.model_validate(case["ticket"]), case["gold"]["issue"], pack)
    weights = learn(seen)
    weights["title"] = weights.get("title", 0.0) + TITLE
    print(
        f"# {len(seen)} words, loss {loss(seen, weights):.3f}", f"unseen {loss(unseen, weights):.3f}" if unseen else ""
    )
    print("[weights]")
    for name, weight in weights.items():
        print(f"{name} = {weight:.2f}")


if __name__ == "__main__":
    main()
