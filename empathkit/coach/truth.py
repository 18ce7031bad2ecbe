"""Promises, claims and closings become what is true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.coach.proposal import Draft, Proposal
from empathkit.models import Finding


def promise_own_step(draft: Draft) -> Iterator[Proposal]:
    """A promise becomes the next step the desk's routes allow; where the draft has one, the promise goes."""
    ours = draft.words.next_step()
    if ours is None:
        return
    used = ours in draft.text
    for finding in draft.of("EK401"):
        cut = draft.cut(finding)
        start, end = draft.subject.sentence_at(finding.start)
        if used or cut.start > start or cut.end < end:
            yield cut
        else:
            used = True
            yield draft.replaced(finding, ours)


def claim_as_plan(draft: Draft) -> Iterator[Proposal]:
    """Work claimed becomes work the agent will do."""
    base = draft.subject.pack["coach"]["base"]
    verbs = "|".join(sorted(base, key=len, reverse=True))
    active = re.compile(rf"\b(?:i|we)(?:'ve| have)? (?:now |already |just |also |successfully )*(?P<verb>{verbs})\b")
    done = rf"(?:has|have) (?:now |already |just )*been (?:now )?(?P<verb>{verbs})"
    passive = re.compile(rf"\b(?P<what>(?:your|the|this) [\w -]{{1,40}}?) {done}\b")
    for finding in draft.of("EK402"):
        yield from _planned(draft, finding, active, passive)


def _planned(draft: Draft, finding: Finding, active: re.Pattern[str], passive: re.Pattern[str]) -> Iterator[Proposal]:
    base = draft.subject.pack["coach"]["base"]
    flat = draft.subject.flat
    if match := active.search(flat, finding.start, finding.end):
        yield Proposal(*match.span(), f"I'll {base[match['verb']]}", finding)
    elif match := passive.search(flat, finding.start, finding.end):
        what = draft.text[slice(*match.span("what"))]
        yield Proposal(*match.span(), f"I'll {base[match['verb']]} {what[:1].lower()}{what[1:]}", finding)


def leave_open(draft: Draft) -> Iterator[Proposal]:
    """A closing becomes the ticket that stays open until they say that it works."""
    stays = str(draft.subject.pack["coach"]["stays_open"])
    for place, finding in enumerate(draft.of("EK403")):
        yield draft.replaced(finding, stays) if place == 0 and stays not in draft.text else draft.cut(finding)
