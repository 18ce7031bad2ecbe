"""EK1: empathy instead of sympathy, tied to this ticket, and only as far as the user showed it.

Attentive, cognitive answers work better than affective ones (Clark, Murfett, Rogers, Ang, Journal of Business and
Technical Communication 2013).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.registry import by_patterns, combined, patterns, rule
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack
from empathkit.text.words import content_words

rule("EK101")(by_patterns("EK101"))


@rule("EK102")
def generic_line(subject: Subject) -> Iterator[Finding]:
    """A line that fits any ticket; one that holds a word of this ticket's issue does not."""
    for match in subject.matches(patterns(subject.pack)["EK102"]):
        start, end = subject.sentence_at(match.start())
        if not content_words(subject.text[start:end], subject.pack).keys() & subject.issue_words.keys():
            yield subject.finding("EK102", *match.span())


@per_pack
def _ascribed(pack: Pack) -> tuple[re.Pattern[str], dict[str, str]]:
    table = pack["checks"]["empathy"]["EK103"]
    names = {word: feeling for feeling, words in table["words"].items() for word in words}
    words = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
    return combined([source.replace("{words}", words) for source in table["ascribes"]]), names


@rule("EK103")
def feeling_not_shown(subject: Subject) -> Iterator[Finding]:
    """A feeling ascribed to a user who showed neither it nor a kin of it."""
    if subject.heard is None:
        return
    pattern, names = _ascribed(subject.pack)
    kin = subject.rule("EK103")["kin"]
    shown = {feeling.feeling for feeling in subject.heard.feelings}
    for match in subject.matches(pattern):
        word = next(value for value in match.groupdict().values() if value)
        feeling = names[word.lower()]
        if not shown & {feeling, *kin.get(feeling, [])}:
            yield subject.finding("EK103", *match.span(), feeling=feeling)


@rule("EK104")
def strong_feeling_ignored(subject: Subject) -> Iterator[Finding]:
    """A strong feeling that no sentence takes up, by name, by its cause, or by going first."""
    if subject.heard is None:
        return
    wanted = set(subject.rule("EK104")["feelings"])
    strong = [one for one in subject.heard.feelings if one.level == "strong" and one.feeling in wanted]
    if strong and not patterns(subject.pack)["EK104"].search(subject.text):
        first = strong[0]
        yield subject.finding(
            "EK104", 0, len(subject.text), feeling=first.feeling, quote=first.evidence.quote,
            source=f"message {first.evidence.message + 1}",
        )  # fmt: skip
