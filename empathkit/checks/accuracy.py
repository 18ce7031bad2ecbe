"""EK4: no promise, claim or closing that nothing stands behind; no fix before the problem is understood."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.registry import by_patterns, patterns, rule
from empathkit.checks.subject import Subject
from empathkit.checks.suggested import suggested_steps
from empathkit.models import Finding


@rule("EK401")
def promise_without_route(subject: Subject) -> Iterator[Finding]:
    """A promise that is neither one of the desk's routes nor the time its service level gives."""
    for match in subject.matches(patterns(subject.pack)["EK401"]):
        start, end = subject.sentence_at(match.start())
        if subject.text[start:end].strip() not in subject.routes:
            yield subject.finding("EK401", *match.span())


@rule("EK402")
def claim_without_evidence(subject: Subject) -> Iterator[Finding]:
    """Work said to be done that no message of an agent mentions."""
    if subject.ticket is None:
        return
    done = " ".join(one.body.lower() for one in subject.ticket.messages if one.author != "requester")
    for match in subject.matches(patterns(subject.pack)["EK402"]):
        verb = next((value for key, value in match.groupdict().items() if value and key.startswith("verb")), "")
        if verb.lower() not in done:
            yield subject.finding("EK402", *match.span())


@rule("EK403")
def closes_too_soon(subject: Subject) -> Iterator[Finding]:
    """Closing before the user has said that it works."""
    if subject.heard is not None and subject.heard.situation == "thanks":
        return
    yield from by_patterns("EK403")(subject)


@rule("EK404")
def fix_before_question(subject: Subject) -> Iterator[Finding]:
    """A step suggested while a telling fact is missing and nothing is asked."""
    if not subject.unknown or subject.questions:
        return
    step = next(suggested_steps(subject), None)
    if step is not None:
        yield subject.finding("EK404", step.start, step.end, kind=subject.unknown[0])
