"""EK3: with the user, not against them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.registry import by_patterns, combined, group, patterns, rule
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words

rule("EK301")(by_patterns("EK301"))
rule("EK303")(by_patterns("EK303"))


@rule("EK302")
def minimises(subject: Subject) -> Iterator[Finding]:
    """A word that makes the trouble small; "just" as "a moment ago" does not, nor does the user's own wording."""
    table = subject.rule("EK302")
    moment_ago = combined(table["moment_ago"])
    for match in subject.matches(patterns(subject.pack)["EK302"]):
        word = group(match, "fix")
        if word and moment_ago.search(subject.text[: word[0]][-24:]):
            continue
        start, end = word or match.span()
        if subject.echoes(start, end):
            continue
        yield subject.finding("EK302", start, end, fix=str(table["fix"]) if word else None)


@per_pack
def _shouting(pack: Pack) -> re.Pattern[str]:
    return re.compile("|".join(pack["checks"]["respect"]["EK304"]["shouting"]))


@rule("EK304")
def shouts(subject: Subject) -> Iterator[Finding]:
    """Sarcasm, piled up marks, and words in capitals that neither the user nor the ticket wrote so."""
    yield from by_patterns("EK304")(subject)
    theirs = (
        "\n".join([subject.ticket.summary, *(one.body for one in subject.ticket.messages)]) if subject.ticket else ""
    )
    for match in subject.matches(_shouting(subject.pack)):
        if match.group() not in theirs:
            yield subject.finding("EK304", *match.span())


@per_pack
def _jargon(pack: Pack) -> re.Pattern[str]:
    terms = sorted(pack["checks"]["respect"]["EK305"]["terms"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(term) for term in terms) + r")\b")


@rule("EK305")
def jargon(subject: Subject) -> Iterator[Finding]:
    """A word of the desk's trade that the user did not use."""
    said = "\n".join(one.body for one in subject.ticket.messages) if subject.ticket else ""
    theirs = content_words(said, subject.pack).keys()
    for match in subject.matches(_jargon(subject.pack)):
        if not content_words(match.group(), subject.pack).keys() <= theirs:
            yield subject.finding("EK305", *match.span())
