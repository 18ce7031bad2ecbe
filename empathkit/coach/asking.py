"""Known questions become confirmations, too many are cut to the most telling two, tried steps become credit."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.rules.ek201 import known_by_kind
from empathkit.coach.proposal import Draft, Proposal
from empathkit.detect.questions import Question
from empathkit.models import Finding


def confirm_what_is_known(draft: Draft) -> Iterator[Proposal]:
    """A question all of whose kinds are known asks whether that is still right; one about what was tried gives credit.
    Where there are too many questions, the known ones go."""
    crowded = bool(draft.of("EK204"))
    known = known_by_kind(draft.subject)
    texts = draft.subject.pack["coach"]["confirm"]
    for finding in _each_sentence(draft, "EK201"):
        kinds = next((one.kinds for one in draft.subject.questions if one.start == finding.start), ())
        if not crowded and not (kinds and all(kind in known for kind in kinds)):
            continue
        credit = draft.words.phrase("credit") if "tried" in kinds else None
        if crowded or ("tried" in kinds and not credit):
            yield draft.without_sentence(finding)
        elif credit:
            yield draft.replaced(finding, credit)
        else:
            kind = kinds[0]
            said = str(texts.get(kind, texts["_default"])).replace("{value}", _as_written(known[kind][0].value, draft))
            yield draft.replaced(finding, said)


def _as_written(value: str, draft: Draft) -> str:
    """A value with the capitals the requester gave it, where they wrote it."""
    at = draft.subject.requester_said.find(value.lower())
    ticket = draft.subject.ticket
    if at < 0 or ticket is None:
        return value
    return "\n".join(one.body for one in ticket.messages if one.author == "requester")[at : at + len(value)]


def two_questions(draft: Draft) -> Iterator[Proposal]:
    """The questions that tell least go."""
    for finding in draft.of("EK204"):
        known = {one.start for one in draft.of("EK201")}
        open_ones = [one for one in draft.subject.questions if one.start not in known]
        limit = int(draft.subject.rule("EK204")["limit"])
        kept = sorted(open_ones, key=lambda one: _telling(one, draft))[:limit]
        for question in open_ones:
            if question not in kept:
                place = Finding(**{**dict(finding), "start": question.start, "end": question.end})
                yield draft.without_sentence(place)


def _telling(question: Question, draft: Draft) -> tuple[int, int]:
    """The rank of a question: what is missing most first, other facts next, all else last; then as they stand."""
    ranks = [draft.subject.unknown.index(kind) for kind in question.kinds if kind in draft.subject.unknown]
    return (min(ranks) if ranks else 90 if question.kinds else 99), question.start


def credit_what_was_tried(draft: Draft) -> Iterator[Proposal]:
    """A step they have taken is credited once, and not asked for again."""
    credit = draft.words.phrase("credit")
    for finding in _each_sentence(draft, "EK205"):
        yield (
            draft.replaced(finding, credit) if credit and credit not in draft.text else draft.without_sentence(finding)
        )
        credit = None


def _each_sentence(draft: Draft, code: str) -> Iterator[Finding]:
    """The first finding of each sentence."""
    seen: set[tuple[int, int]] = set()
    for finding in draft.of(code):
        sentence = draft.subject.sentence_at(finding.start)
        if sentence not in seen:
            seen.add(sentence)
            yield finding
