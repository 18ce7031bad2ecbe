"""Steps a reply asks the user to take, apart from those the agent will take or the user has taken."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.patterns import combined
from empathkit.checks.subject import Subject
from empathkit.detect.found import FoundStep
from empathkit.detect.steps import find_steps
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack, per_pack


@per_pack
def _not_suggested(pack: Pack) -> Regex:
    return combined(list(pack["checks"]["suggested"]["steps"]["not_before"]))


@per_pack
def _left_alone(pack: Pack) -> Regex:
    return combined(list(pack["checks"]["suggested"]["steps"]["not_inside"]))


@per_pack
def _asked(pack: Pack) -> Regex:
    return combined(list(pack["checks"]["suggested"]["steps"]["asked"]))


def suggested_steps(subject: Subject) -> Iterator[FoundStep]:
    """The steps a reader would take as "please do this", a "have you tried ...?" included."""
    for step in find_steps(subject.text, subject.pack):
        start, end = subject.sentence_at(step.start)
        before = subject.text[start : step.start]
        if subject.is_quoted(step.start) or _not_suggested(subject.pack).search(before):
            continue
        if _left_alone(subject.pack).search(subject.text[step.start : step.end]):
            continue
        asked = bool(_asked(subject.pack).search(before)) and subject.text[start:end].rstrip().endswith("?")
        if step.form == "told" or asked:
            yield step
