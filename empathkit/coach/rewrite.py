"""The smallest edits that mend an agent's own draft: the fixes of its findings, applied where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from empathkit.checks.checker import findings_of
from empathkit.checks.subject import Subject
from empathkit.models import Edit, Finding, Rewrite


def mend(subject: Subject) -> Rewrite:
    """The text with the fixes of its findings."""
    return fixed(subject.text, findings_of(subject))


def fixed(text: str, findings: Sequence[Finding]) -> Rewrite:
    """Apply every fix that overlaps no earlier one. ``start`` and ``end`` of an edit are offsets in ``text``."""
    edits = tuple(_edits(text, findings))
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.after]
        at = edit.end
    return Rewrite(text="".join([*pieces, text[at:]]), edits=edits)


def _edits(text: str, findings: Sequence[Finding]) -> Iterator[Edit]:
    at = 0
    for one in sorted(findings, key=lambda finding: finding.start):
        if one.fix is None or one.start < at:
            continue
        start, end, after = _kept_capital(text, one)
        yield Edit(start=start, end=end, before=text[start:end], after=after, rule=one.rule, why=one.message)
        at = end


def _kept_capital(text: str, finding: Finding) -> tuple[int, int, str]:
    """A word cut from the start of a sentence hands its capital on to the next one."""
    start, end, after = finding.start, finding.end, finding.fix or ""
    if not after and text[start : start + 1].isupper() and end < len(text):
        return start, end + 1, text[end].upper()
    return start, end, after
