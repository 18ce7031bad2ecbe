"""EK202: leaves a direct question unanswered."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.patterns import combined, tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words


@per_pack
def _takes_up(pack: Pack) -> Regex:
    return combined(tables(pack)["EK202"]["takes_up"])


def check(subject: Subject) -> Iterator[Finding]:
    """A direct question none of whose own words comes back in the reply."""
    if subject.heard is None:
        return
    reply = subject.words.keys()
    for ask in subject.heard.asks:
        own = content_words(ask.evidence.quote, subject.pack).keys()
        answered = bool(own & reply) if own else bool(_takes_up(subject.pack).search(subject.flat))
        if not answered:
            source = f"message {ask.evidence.message + 1}"
            yield subject.finding("EK202", 0, len(subject.text), quote=ask.evidence.quote, source=source)
