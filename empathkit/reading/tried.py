"""What was tried, and by whom: a step counts when the requester, or somebody for them, has really taken it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.reading.clauses import told_steps
from empathkit.reading.conversation import Heed
from empathkit.reading.listed import listed_steps
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, spelled
from empathkit.text.spans import Span, overlaps, trimmed

_ENDS = ' \t\n,;:(-.!"'
#: A sentence follows a step when so few characters stand between them.
_NEAR = 60


class _Forms(NamedTuple):
    said: Patterns[str]
    not_before: re.Pattern[str]
    not_inside: re.Pattern[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    patterns = pack["steps"].get("patterns", {})
    return _Forms(
        Patterns((spelled(pack, source, "steps.toml: patterns"), "tried") for source in patterns.get("tried", ())),
        re.compile(patterns.get("not_before", "(?!)")),
        re.compile(patterns.get("not_inside", "(?!)")),
    )


def find_tried(heed: Heed, pack: Pack) -> list[Span]:
    """Where the message tells of steps taken, in order."""
    forms = _forms(pack)
    folded = heed.seen.folded
    found: list[Span] = []
    listed = listed_steps(folded, heed.seen.sentences, pack)
    sentences = heed.seen.sentences
    for sentence, matches in zip(sentences, forms.said.find_in(folded, sentences), strict=True):
        here: list[Span] = [span for span in listed.steps if sentence.start <= span.start < sentence.end]
        told = [Span(match.start, match.end) for match in matches]
        near = bool(found) and sentence.start - found[-1].end <= _NEAR
        for span in (*told, *told_steps(folded, sentence, pack, near)):
            whole = trimmed(folded, *span, _ENDS)
            taken = any(overlaps(whole, other) for other in (*here, *listed.openings))
            if not taken and _stands(folded, sentence, whole, forms):
                here.append(whole)
        found.extend(here)
    return list(_joined(sorted(found), folded))


def _joined(steps: list[Span], folded: str) -> Iterator[Span]:
    """A verb without its object and the next step are one: "I removed and added it again"."""
    held: Span | None = None
    for step in steps:
        if held and folded[held.end : step.start].strip() in {"and", "&"} and len(folded[slice(*held)].split()) < 3:
            held = Span(held.start, step.end)
            continue
        if held:
            yield held
        held = step
    if held:
        yield held


def _stands(folded: str, sentence: Span, span: Span, forms: _Forms) -> bool:
    if span.end <= span.start or folded[span.end : span.end + 1] == "?":
        return False
    before = folded[max(sentence.start, span.start - 30) : span.start]
    return not forms.not_before.search(before) and not forms.not_inside.search(folded, *span)
