"""EK201: asks for what is known, from the conversation, the profile or an earlier ticket.

Having to repeat oneself is effort, and effort costs trust.
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding, Known
from empathkit.text.words import content_words

#: The share of a known value's words a question must hold to be one that confirms it.
CONFIRMING = 0.5


def check(subject: Subject) -> Iterator[Finding]:
    """A question for a kind of fact that is stated or on file, unless it names the value to be confirmed."""
    known = known_by_kind(subject)
    for question in subject.questions:
        sentence = subject.text[question.start : question.end].lower()
        for kind in question.kinds:
            held = known.get(kind, [])
            if held and kind not in subject.unknown and not _confirms(sentence, held, subject):
                yield subject.finding(
                    "EK201", question.start, question.end, kind=kind, value=held[0].value, source=held[0].source
                )  # fmt: skip


def known_by_kind(subject: Subject) -> dict[str, list[Known]]:
    """What is known and current, by kind; the first step tried stands under "tried"."""
    known: dict[str, list[Known]] = {}
    for one in subject.context.known if subject.context else ():
        if one.state == "current":
            known.setdefault(one.kind, []).append(one)
    if subject.heard and subject.heard.tried:
        first = subject.heard.tried[0].evidence
        known.setdefault("tried", []).append(
            Known(kind="tried", value=first.quote, source=f"message {first.message + 1}")
        )
    return known


def _confirms(sentence: str, held: list[Known], subject: Subject) -> bool:
    """Whether a question names what is known, most of its words, and so asks whether it is still right."""
    words = content_words(sentence, subject.pack).keys()
    values = [content_words(one.value, subject.pack).keys() for one in held]
    return any(value and len(words & value) / len(value) > CONFIRMING for value in values)
