"""The register of rules. Adding one is one decorated function, its table in the pack, and its table of tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.pack import Pack, per_pack

Rule = Callable[[Subject], Iterator[Finding]]

RULES: dict[str, Rule] = {}


def rule(code: str) -> Callable[[Rule], Rule]:
    """Register a rule under its stable code."""

    def register(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return register


@per_pack
def patterns(pack: Pack) -> dict[str, re.Pattern[str]]:
    """The compiled patterns of every rule that has some."""
    compiled: dict[str, re.Pattern[str]] = {}
    for rules in pack["checks"].values():
        for code, table in rules.items():
            if table.get("patterns"):
                compiled[code] = combined(table["patterns"])
    return compiled


def combined(sources: list[str]) -> re.Pattern[str]:
    """One pattern of many, any case; a group name may stand once in each."""
    parts = []
    for index, source in enumerate(sources):
        parts.append(re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{index}>", source))
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE | re.DOTALL)


def group(match: re.Match[str], name: str) -> tuple[int, int] | None:
    """The span of a named group in a combined pattern, if it took part."""
    for key, value in match.groupdict().items():
        if value is not None and key.rpartition("_")[0] == name:
            return match.span(key)
    return None


def by_patterns(code: str) -> Rule:
    """A rule that is its patterns and nothing else."""

    def check(subject: Subject) -> Iterator[Finding]:
        table = subject.rule(code)
        for match in subject.matches(patterns(subject.pack)[code]):
            start, end = group(match, "fix") or match.span()
            fixable = "fix" in table and group(match, "fix") is not None
            yield subject.finding(code, start, end, fix=str(table["fix"]) if fixable else None)

    return check
