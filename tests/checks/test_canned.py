"""The rules held against labelled canned replies: precision on errors, recall on all that is labelled."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from empathkit.checks.checker import findings_of
from empathkit.checks.patterns import tables
from empathkit.checks.subject import Subject
from empathkit.text.pack import load_pack
from empathkit.text.spans import overlaps

FOLDER = Path(__file__).parent / "canned"
HALVES = ("tuning", "held_out")
PACK = load_pack()


class Measure(NamedTuple):
    precision: float
    recall: float
    wrong: list[str]
    missed: list[str]


def replies(*halves: str) -> Iterator[dict[str, Any]]:
    for half in halves:
        yield from map(json.loads, (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines())


def measure(*halves: str) -> Measure:
    """``wrong`` are errors no label of that rule stands for; ``missed`` are labels no finding of that rule touches."""
    errors = labels = 0
    wrong, missed = [], []
    for reply in replies(*halves):
        found = findings_of(Subject(text=reply["text"], pack=PACK, canned=True))
        spans = [(one["rule"], (one["start"], one["end"])) for one in reply["labels"]]
        labels += len(spans)
        for one in found:
            if one.severity == "error":
                errors += 1
                if not any(rule == one.rule and overlaps(span, (one.start, one.end)) for rule, span in spans):
                    wrong.append(f"{reply['id']} {one.rule} {one.quote!r}")
        for rule, span in spans:
            if not any(one.rule == rule and overlaps(span, (one.start, one.end)) for one in found):
                missed.append(f"{reply['id']} {rule} {reply['text'][slice(*span)]!r}")
    return Measure(1 - len(wrong) / errors, 1 - len(missed) / labels, wrong, missed)


@pytest.mark.parametrize("halves", [HALVES, ("held_out",)], ids=["all", "held out"])
def test_errors_are_right_nine_times_in_ten_and_four_of_five_labels_are_found(halves: tuple[str, ...]) -> None:
    measured = measure(*halves)
    assert measured.precision >= 0.9, measured.wrong
    assert measured.recall >= 0.8, measured.missed


def test_there_are_two_hundred_replies_good_and_bad() -> None:
    every = list(replies(*HALVES))
    assert len({one["id"] for one in every}) == len(every) >= 200
    assert 60 <= sum(not one["labels"] for one in every) <= len(every) - 60


def test_a_label_has_the_severity_its_rule_has() -> None:
    given = {(one["rule"], one["severity"]) for reply in replies(*HALVES) for one in reply["labels"]}
    said = {code: table["severity"] for code, table in tables(PACK).items()}
    assert {(rule, said[rule]) for rule, _ in given} == given
