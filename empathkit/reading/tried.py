"""What was tried, and by whom: a step counts when the requester, or somebody for them, has really taken it."""

from __future__ import annotations

import re
from typing import NamedTuple

from empathkit.reading.conversation import Heed
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, filled
from empathkit.text.spans import Span, overlaps, trimmed


class _Forms(NamedTuple):
    tried: Patterns[str]
    not_before: re.Pattern[str]
    not_inside: re.Pattern[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    steps = pack["steps"]
    words = {name: _any(steps, place) for place, name in enumerate(("told", "done", "doing"))}
    patterns = steps.get("patterns", {})

    def made(source: str) -> str:
        for name, value in words.items():
            source = source.replace("{" + name + "}", f"(?:{value})")
        return filled(pack, source, "steps.toml: patterns")

    return _Forms(
        Patterns((made(source), "tried") for source in patterns.get("tried", ())),
        re.compile(patterns.get("not_before", "(?!)")),
        re.compile(patterns.get("not_inside", "(?!)")),
    )


def _any(steps: object, place: int) -> str:
    actions = steps.get("actions", {}) if hasattr(steps, "get") else {}
    words = {word.strip() for forms in actions.values() for word in forms[place].split(",") if word.strip()}
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def find_tried(heed: Heed, pack: Pack) -> list[Span]:
    """Where the message tells of steps taken, in order."""
    forms = _forms(pack)
    found: list[Span] = []
    for sentence in heed.seen.sentences:
        for match in forms.tried.find(heed.seen.folded, *sentence):
            span = trimmed(heed.seen.folded, match.start, match.end, " \t\n,;:(-.!")
            if _taken(heed.seen.folded, sentence, span, forms) and not any(overlaps(span, other) for other in found):
                found.append(span)
    return found


def _taken(folded: str, sentence: Span, span: Span, forms: _Forms) -> bool:
    if span.end <= span.start or folded[span.end : span.end + 1] == "?":
        return False
    before = folded[max(sentence.start, span.start - 30) : span.start]
    return not forms.not_before.search(before) and not forms.not_inside.search(folded, *span)
