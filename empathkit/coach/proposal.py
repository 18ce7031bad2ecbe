"""Changes that may be made to a draft, and where its clauses and sentences end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from empathkit.checks.subject import Subject
from empathkit.coach.words import Words
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack


@dataclass(frozen=True)
class Proposal:
    """``text[start:end]`` becomes ``after``, because of a finding. Nothing is inserted where ``start == end`` unless
    ``after`` says so."""

    start: int
    end: int
    after: str
    finding: Finding


@dataclass(frozen=True)
class Draft:
    """A draft on the bench: what it is held against, what was found in it, and what can be said of its ticket."""

    subject: Subject
    findings: Sequence[Finding]
    words: Words

    @property
    def text(self) -> str:
        """The agent's words."""
        return self.subject.text

    def of(self, *codes: str) -> list[Finding]:
        """The findings of these rules."""
        return [one for one in self.findings if one.rule in codes]

    def replaced(self, finding: Finding, after: str) -> Proposal:
        """Its sentence in other words."""
        start, end = self.subject.sentence_at(finding.start)
        return Proposal(start, end, after, finding)

    def cut(self, finding: Finding) -> Proposal:
        """Without the clause it stands in, or without its sentence where that is the only clause."""
        start, end = self.subject.sentence_at(finding.start)
        before, after = _around(self, finding, start, end)
        if before is not None:
            last = after is None
            tail = self.text[end - 1] if self.text[end - 1] in ".!?" else ""
            return Proposal(before[0], end if last else after[0], tail if last else "", finding)  # type: ignore[index]
        if after is not None:
            head = self.text[after[1] : after[1] + 1].upper()
            return Proposal(start, after[1] + 1, head, finding)
        return self.without_sentence(finding)

    def without_sentence(self, finding: Finding) -> Proposal:
        """Without its sentence, and the blanks behind it or, at the end, before it."""
        start, end = self.subject.sentence_at(finding.start)
        hello = _patterns(self.subject.pack)["hello"].match(self.subject.flat, start, end)
        start = hello.end() if hello else start
        while end < len(self.text) and self.text[end] == " ":
            end += 1
        if end == len(self.text) or self.text[end] == "\n":
            while start > 0 and self.text[start - 1] == " ":
                start -= 1
        return Proposal(start, end, "", finding)

    def after_greeting(self) -> int:
        """Where the first sentence begins that is no greeting."""
        for start, end in self.subject.sentences:
            if not _patterns(self.subject.pack)["greeting"].match(self.subject.flat[start:end]):
                return start
        return len(self.text)


def is_greeting(text: str, pack: Pack) -> bool:
    """Whether a folded sentence only greets."""
    return bool(_patterns(pack)["greeting"].match(text))


def _around(
    draft: Draft, finding: Finding, start: int, end: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The joints before and behind the clause of a finding."""
    joints = [one.span() for one in _patterns(draft.subject.pack)["joint"].finditer(draft.subject.flat, start, end)]
    before = [one for one in joints if one[1] <= finding.start]
    after = [one for one in joints if one[0] >= finding.end]
    return (before[-1] if before else None), (after[0] if after else None)


@per_pack
def _patterns(pack: Pack) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(str(pack["coach"][name])) for name in ("joint", "greeting", "hello")}
