"""Sympathy and generic lines become empathy tied to this ticket, or go; a strong feeling passed over is taken up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.coach.proposal import Draft, Proposal
from empathkit.text.pack import Pack, per_pack


@per_pack
def _feeling(pack: Pack) -> re.Pattern[str]:
    return re.compile(str(pack["coach"]["feeling"]))


def empathise(draft: Draft) -> Iterator[Proposal]:
    """The first such line in this ticket's words, the others cut. Without a ticket there is nothing to say: left."""
    if draft.subject.ticket is None:
        return
    ours = draft.words.phrase("acknowledge")
    used = ours is None or ours in draft.text
    for finding in draft.of("EK101", "EK103", "EK102"):
        felt = finding.rule != "EK102" or _feeling(draft.subject.pack).search(finding.quote.lower())
        if felt and ours and not used:
            used = True
            yield draft.replaced(finding, ours)
        elif finding.rule != "EK103" or ours:
            yield draft.cut(finding)


def take_up(draft: Draft) -> Iterator[Proposal]:
    """A strong feeling passed over is acknowledged in a sentence after the greeting."""
    yield from _put_in(draft, "EK104", "acknowledge")


def say_back(draft: Draft) -> Iterator[Proposal]:
    """The issue in one sentence after the greeting, where nothing in the reply says what it is about."""
    yield from _put_in(draft, "EK203", "restate")


def _put_in(draft: Draft, code: str, move: str) -> Iterator[Proposal]:
    found = draft.of(code)
    ours = draft.words.phrase(move) if found else None
    if ours:
        at = draft.after_greeting()
        yield Proposal(at, at, f"{ours} " if at < len(draft.text) else f"\n{ours}", found[0])
