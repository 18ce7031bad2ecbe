"""Finds plain errors in a restated issue: agreement, doubled or dangling words, marks without their mate, a first
person left over. An error found is worth a look; none found is no proof."""

from __future__ import annotations

import re

from empathkit.reading.issue import MOST

_WORDS = "you|your|the|a|an|and|to|is|are|of|in|on|with|for|since|after|because|report"
_PATTERNS = {
    name: re.compile("|".join(sources))
    for name, sources in {
        "agreement": (
            r"\byou (?:is|am|was|has|does|doesn't|isn't|wasn't|hasn't|needs|wants|gets|keeps|says)\b",
            r"(?<!does )(?<!did )(?<!will )(?<!if )\b(?:it|he|she) (?:are|were|have|don't|am)\b",
            r"\byour (?:are|is|was)\b",
            r"\bwe (?:is|am|was|has)\b",
            r"\b(?:they|these|those) (?:is|was|has|doesn't)\b",
        ),
        "two verbs": (r"\b(?:is|are|was|were) (?:is|are|was|were|has|have|does|do|can|will|stopped|works)\b",),
        "doubled": (rf"\b({_WORDS}) \1\b",),
        "dangling": (r"\b(?:and|or|but|the|a|an|of|with|my|your|because|since|which|who|to be|while|so|very)[.!?]$",),
        "empty join": (r", (?:and|so|while|or|but) (?:and|so|but|or|while|then and|,)\b", ",,", r", ?\.", " ,"),
        "first person": (r"(?<![\w'/.-])(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|im|ive|ourselves)(?![\w'/-]|\.\w)",),
        "greeting": (r"\b(?:hi|hello|dear) (?:team|all|there|everyone)\b", r"\bplease\.$", r"\bthanks?[.!]?$"),
        "markup": ("<[a-z/]", "https?:", "&[a-z]+;", "\n", "  "),
    }.items()
}
_QUOTED = re.compile(r'"[^"]*"')


def errors(issue: str) -> list[str]:
    """The names of what is wrong with a restated issue; what stands between quotation marks may be as it is."""
    plain = _QUOTED.sub('"x"', issue)
    first = plain.split(" ", 1)[0]
    small = plain[:1].lower() + plain[1:] if first[1:].islower() or len(first) == 1 else plain
    checks = {
        "unbalanced": issue.count('"') % 2 == 1 or issue.count("(") != issue.count(")"),
        "small first letter": issue[:1].islower() and not any(mark.isupper() or not mark.isalpha() for mark in first),
        "no full stop": issue[-1:] not in ".!?",
        "too long": len(issue.split()) > MOST + 2,
    }
    found = [name for name, pattern in _PATTERNS.items() if pattern.search(small)]
    return found + [name for name, wrong in checks.items() if wrong]
