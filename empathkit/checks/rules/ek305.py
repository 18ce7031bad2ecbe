"""EK305: jargon beyond the user's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.patterns import tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words


@per_pack
def _jargon(pack: Pack) -> re.Pattern[str]:
    terms = sorted(tables(pack)["EK305"]["terms"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(term) for term in terms) + r")\b")


def check(subject: Subject) -> Iterator[Finding]:
    """A word of the desk's trade that the user did not use."""
    theirs = content_words(subject.requester_said, subject.pack).keys()
    plain = subject.rule("EK305").get("plain", {})
    for match in subject.matches(_jargon(subject.pack)):
        if not content_words(match.group(), subject.pack).keys() <= theirs:
            yield subject.finding("EK305", *match.span(), fix=plain.get(match.group()))
