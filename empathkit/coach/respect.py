"""Blame becomes what happened, or goes; sarcasm goes; a name left open is filled in; a secret goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.coach.proposal import Draft, Proposal
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack


@per_pack
def _neutral(pack: Pack) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(one["find"]), str(one["say"])) for one in pack["coach"]["neutral"])


def without_blame(draft: Draft) -> Iterator[Proposal]:
    """A neutral wording of the same fact where the pack has one, a cut otherwise."""
    for finding in draft.of("EK301"):
        if finding.fix is None:
            yield _neutrally(draft, finding) or draft.cut(finding)


def _neutrally(draft: Draft, finding: Finding) -> Proposal | None:
    start, end = draft.subject.sentence_at(finding.start)
    for pattern, say in _neutral(draft.subject.pack):
        match = pattern.search(draft.subject.flat, start, end)
        if match and match.start() < finding.end and finding.start < match.end():
            said = say.format(**{name: draft.text[slice(*match.span(name))] for name in match.groupdict()})
            capital = draft.text[match.start()].isupper()
            return Proposal(match.start(), match.end(), said[:1].upper() + said[1:] if capital else said, finding)
    return None


def without_scorn(draft: Draft) -> Iterator[Proposal]:
    """Sarcasm and secrets have no better wording."""
    for finding in draft.of("EK304", "EK602"):
        if finding.fix is None:
            yield draft.without_sentence(finding)


def with_name(draft: Draft) -> Iterator[Proposal]:
    """A placeholder for the requester's name, filled where the name is known."""
    coach, name = draft.subject.pack["coach"], draft.words.first_name()
    for finding in draft.of("EK601") if name else ():
        if re.search(str(coach["name"]), finding.quote) and not re.search(str(coach["no_name"]), finding.quote):
            yield Proposal(finding.start, finding.end, str(name), finding)


def one_apology(draft: Draft) -> Iterator[Proposal]:
    """Apologies over the limit go with their clause."""
    for finding in draft.of("EK501"):
        yield draft.cut(finding)
