"""Ignores in a reply itself: ``<!-- empathkit: ignore EK302: quoted law -->``, as Liquid comment, or after ``#``.

On a line of its own it holds for the whole reply, behind a line's text for that line. It is blanked before the rules
look, so that it is never part of a reply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from empathkit.checks.config import known_code
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.spans import blanked

_IGNORE = re.compile(
    r"(?:<!--|\{%-?[ \t]{0,9}comment[ \t]{0,9}-?%\}|(?<![^\s])(?:#|//|;))[ \t]{0,9}empathkit:[ \t]{0,9}ignore\b"
    r"[ \t]{0,9}((?:EK\d{1,3}[ ,]{0,9}){0,26})(?::[ \t]{0,9}([^\n]{0,400}?))?[ \t]{0,9}"
    r"(?:-->|\{%-?[ \t]{0,9}endcomment[ \t]{0,9}-?%\}|(?=\n)|\Z)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Ignore:
    """An ignore at ``start:end`` of a text, for findings that begin in ``scope``."""

    start: int
    end: int
    codes: tuple[str, ...]
    reason: str
    scope: tuple[int, int]

    def covers(self, finding: Finding) -> bool:
        """Whether it is meant for this finding."""
        inside = self.scope[0] <= finding.start < self.scope[1] or finding.start == self.scope[0]
        return inside and finding.rule.startswith(self.codes or ("-",))


@dataclass(frozen=True)
class Sifted:
    """Findings that stay, those that were ignored each with the reason, and which ignores were of use."""

    kept: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str], ...]


def find_ignores(text: str) -> list[Ignore]:
    """The ignores of a text, in order."""
    return list(_ignores(text)) if "empathkit:" in text else []


def _ignores(text: str) -> Iterator[Ignore]:
    for match in _IGNORE.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        alone = not text[line : match.start()].strip()
        codes = tuple(code for code in re.findall(r"EK\d+", match[1].upper()) if known_code(code))
        scope = (0, len(text) + 1) if alone else (line, match.end())
        yield Ignore(match.start(), match.end(), codes, (match[2] or "").strip(), scope)


def without_ignores(text: str, ignores: Sequence[Ignore]) -> str:
    """The text with its ignores blanked; of the same length."""
    return blanked(text, [(one.start, one.end) for one in ignores]) if ignores else text


def sift(findings: Sequence[Finding], ignores: Sequence[Ignore], subject: Subject) -> Sifted:
    """Findings without the ignored ones, and with a hint for each ignore that is unused or gives no reason."""
    kept, ignored, used = [], [], set()
    for finding in findings:
        cover = next((one for one in ignores if one.covers(finding)), None)
        if cover is None:
            kept.append(finding)
        else:
            used.add(cover)
            ignored.append((finding, cover.reason))
    for one in ignores:
        codes = ", ".join(one.codes) or "?"
        if one not in used:
            kept.append(subject.finding("EK002", one.start, one.end, codes=codes))
        elif not one.reason:
            kept.append(subject.finding("EK001", one.start, one.end, codes=codes))
    return Sifted(tuple(sorted(kept, key=lambda finding: (finding.start, finding.rule))), tuple(ignored))
