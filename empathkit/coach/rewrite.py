"""The smallest edits that mend an agent's own draft, sentence by sentence, each with its rule and reason.

Sentence-level edits after PARTNER (Sharma, Lin, Miner, Atkins, Althoff, WWW 2021): the agent's voice stays. Nothing is
put in that the ticket, the desk's routes or the pack's own plain wording does not give; where only a generic line
would do, the finding is left to the agent. The result never has more findings than the draft had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from empathkit.checks.checker import findings_of
from empathkit.checks.subject import Subject
from empathkit.coach.asking import confirm_what_is_known, credit_what_was_tried, two_questions
from empathkit.coach.empathy import empathise, say_back, take_up
from empathkit.coach.proposal import Draft, Proposal, is_greeting
from empathkit.coach.respect import one_apology, with_name, without_blame, without_scorn
from empathkit.coach.truth import claim_as_plan, leave_open, promise_own_step
from empathkit.coach.words import Words
from empathkit.models import Edit, Finding, Rewrite

#: The ways to mend, the weightier first: where two would change the same words, the first does.
WAYS: Sequence[Callable[[Draft], Iterator[Proposal]]] = (
    promise_own_step, claim_as_plan, leave_open, credit_what_was_tried, confirm_what_is_known, two_questions,
    without_blame, without_scorn, empathise, one_apology, with_name, take_up,
)  # fmt: skip
#: More sentences than this are no reply: only what a rule itself can fix is fixed.
LONGEST = 400


def mend(subject: Subject) -> Rewrite:
    """The text with the edits that mend it."""
    findings = findings_of(subject)
    if not findings:
        return Rewrite(text=subject.text)
    settled = _settled(subject, findings, _chosen(_proposals(subject, findings)))
    mended = _made(subject.text, settled)
    left = findings_of(replace(subject, text=mended.text))
    if any(one.rule == "EK203" for one in left):
        more = _chosen(iter([*settled, *say_back(Draft(subject, findings, Words(subject)))]))
        return _made(subject.text, more) if _holds(subject, left, more) else mended
    return mended


def fixed(text: str, findings: Sequence[Finding]) -> Rewrite:
    """Apply every fix that overlaps no earlier one. ``start`` and ``end`` of an edit are offsets in ``text``."""
    return _made(text, _chosen(_fixes(text, findings)))


def _proposals(subject: Subject, findings: Sequence[Finding]) -> Iterator[Proposal]:
    if len(subject.sentences) <= LONGEST:
        draft = Draft(subject, findings, Words(subject))
        for way in WAYS:
            yield from way(draft)
    yield from _fixes(subject.text, findings)


def _fixes(text: str, findings: Sequence[Finding]) -> Iterator[Proposal]:
    for one in sorted(findings, key=lambda finding: finding.start):
        if one.fix is not None:
            yield Proposal(*_kept_capital(text, one), one)


def _kept_capital(text: str, finding: Finding) -> tuple[int, int, str]:
    """A word cut from the start of a sentence hands its capital on to the next one."""
    start, end, after = finding.start, finding.end, finding.fix or ""
    if not after and text[start : start + 1].isupper() and end < len(text):
        return start, end + 1, text[end].upper()
    return start, end, after


def _chosen(proposals: Iterator[Proposal]) -> list[Proposal]:
    """Those that overlap none before them, in the order of the text."""
    kept: list[Proposal] = []
    taken: set[int] = set()
    for one in proposals:
        ground = set(range(one.start, one.end)) or {-1 - one.start}
        if not ground & taken and not (one.start == one.end and one.start in taken and one.start - 1 in taken):
            taken |= ground
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def _settled(subject: Subject, findings: Sequence[Finding], proposals: Sequence[Proposal]) -> list[Proposal]:
    """As many of the proposals as leave a reply that is no worse: halves are tried where the whole is not."""
    if not proposals or _holds(subject, findings, proposals):
        return list(proposals)
    if len(proposals) == 1:
        return []
    middle = len(proposals) // 2
    first = _settled(subject, findings, proposals[:middle])
    second = _settled(subject, findings, proposals[middle:])
    both = [*first, *second]
    return both if _holds(subject, findings, both) else max(first, second, key=len)


def _holds(subject: Subject, findings: Sequence[Finding], proposals: Sequence[Proposal]) -> bool:
    """Whether something is left to send, and neither more findings nor more errors than before."""
    text = _made(subject.text, proposals).text
    after = replace(subject, text=text)
    left = [one for one in after.sentences if not is_greeting(after.flat[slice(*one)], subject.pack)]
    if not left:
        return False
    found = findings_of(after)
    return len(found) <= len(findings) and _errors(found) <= _errors(findings)


def _errors(findings: Sequence[Finding]) -> int:
    return sum(one.severity == "error" for one in findings)


def _made(text: str, proposals: Sequence[Proposal]) -> Rewrite:
    edits, pieces, at = [], [], 0
    for one in proposals:
        pieces += [text[at : one.start], one.after]
        at = one.end
        before = text[one.start : one.end]
        if before != one.after:
            finding = one.finding
            edits.append(
                Edit(
                    start=one.start, end=one.end, before=before, after=one.after, rule=finding.rule, why=finding.message
                )
            )
    return Rewrite(text="".join([*pieces, text[at:]]), edits=tuple(edits))
