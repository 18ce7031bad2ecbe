"""EK103: names a feeling the user did not show.

Empathy that is premature or excessive is a fault; a burden they described can always be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack


@per_pack
def _ascribed(pack: Pack) -> tuple[Regex, dict[str, str]]:
    table = tables(pack)["EK103"]
    names = {word: feeling for feeling, words in table["words"].items() for word in words}
    words = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
    return combined(source.replace("{words}", words) for source in table["ascribes"]), names


def check(subject: Subject) -> Iterator[Finding]:
    """A feeling ascribed to a user who showed neither it nor a kin of it."""
    if subject.heard is None:
        return
    pattern, names = _ascribed(subject.pack)
    kin = subject.rule("EK103")["kin"]
    shown = {feeling.feeling for feeling in subject.heard.feelings}
    for match in pattern.finditer(subject.flat):
        feeling = names[match["word"]]
        if not subject.is_quoted(match.start()) and not shown & {feeling, *kin.get(feeling, [])}:
            yield subject.finding("EK103", *match.span(), feeling=feeling)
