"""EK2: nothing asked twice, nothing left unanswered, the issue carried, at most two questions, no step repeated."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.registry import combined, rule
from empathkit.checks.subject import Subject
from empathkit.checks.suggested import suggested_steps
from empathkit.detect.questions import Question
from empathkit.detect.steps import find_steps, same_step
from empathkit.models import Finding, Known
from empathkit.text.words import content_words

#: The share of a known value's words a question must hold to be one that confirms it.
CONFIRMING = 0.5


@rule("EK201")
def asks_for_what_is_known(subject: Subject) -> Iterator[Finding]:
    """A question for a kind of fact that is stated or on file, unless it names the value to be confirmed."""
    known = _known(subject)
    for question in subject.questions:
        sentence = subject.text[question.start : question.end].lower()
        for kind in question.kinds:
            held = known.get(kind, [])
            if held and kind not in subject.unknown and not _confirms(sentence, held, subject):
                yield subject.finding(
                    "EK201", question.start, question.end, kind=kind, value=held[0].value, source=held[0].source
                )  # fmt: skip


def _known(subject: Subject) -> dict[str, list[Known]]:
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


@rule("EK202")
def question_left_open(subject: Subject) -> Iterator[Finding]:
    """A direct question none of whose own words comes back in the reply."""
    if subject.heard is None:
        return
    reply = subject.words.keys()
    takes_up = combined(subject.rule("EK202")["takes_up"])
    for ask in subject.heard.asks:
        own = content_words(ask.evidence.quote, subject.pack).keys()
        answered = bool(own & reply) if own else bool(takes_up.search(subject.text))
        if not answered:
            source = f"message {ask.evidence.message + 1}"
            yield subject.finding("EK202", 0, len(subject.text), quote=ask.evidence.quote, source=source)


@rule("EK203")
def carries_no_issue(subject: Subject) -> Iterator[Finding]:
    """A reply that holds no word of what it is about."""
    if not subject.issue_words:
        return
    if not subject.words.keys() & subject.issue_words.keys():
        yield subject.finding("EK203", 0, len(subject.text))


@rule("EK204")
def too_many_questions(subject: Subject) -> Iterator[Finding]:
    """More questions than the pack's limit; the finding stands at the first one over it."""
    asked: list[Question] = subject.questions
    limit = int(subject.rule("EK204")["limit"])
    if len(asked) > limit:
        yield subject.finding("EK204", asked[limit].start, asked[-1].end)


@rule("EK205")
def step_already_tried(subject: Subject) -> Iterator[Finding]:
    """A step suggested that the user has taken: the same action on the same thing, or on none named."""
    if subject.heard is None:
        return
    tried = [(one, step) for one in subject.heard.tried for step in find_steps(one.evidence.quote, subject.pack)]
    for step in suggested_steps(subject):
        done = next((one for one, taken in tried if same_step(taken, step)), None)
        if done is not None:
            source = f"message {done.evidence.message + 1}"
            yield subject.finding("EK205", step.start, step.end, quote=done.evidence.quote, source=source)
