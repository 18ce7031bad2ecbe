"""The score card: what earns a point, and that each point is backed by a span."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

from empathkit.checks.checker import run
from empathkit.checks.subject import Subject
from empathkit.models import Scores
from empathkit.text.pack import load_pack

PACK = load_pack()


def card(text: str) -> Scores:
    return run(Subject(text=text, pack=PACK)).scores


@pytest.mark.parametrize(
    ("scale", "text", "level"),
    [
        ("emotional_reaction", "The server has been restarted.", 0),
        ("emotional_reaction", "Good luck with the presentation.", 1),
        ("emotional_reaction", "I'm so sorry that the move cost you a day.", 2),
        ("interpretation", "Please restart the laptop.", 0),
        ("interpretation", "I've asked for the log and moved your ticket.", 0),
        ("interpretation", "I can see what hangs on it.", 2),
        ("interpretation", "It sounds like the dock loses its power.", 2),
        ("exploration", "Please restart the laptop.", 0),
        ("exploration", "Can you give more information?", 1),
        ("exploration", "Which connection are you on when it drops?", 2),
        ("exploration", "Who cares what the log says?", 0),
        ("accuracy", "It will be fixed by noon.", 0),
        ("accuracy", "The page is up.", 1),
        ("accuracy", "I'll look at the log.", 2),
        ("respect", "You should have told us.", 0),
        ("respect", "Simply restart it.", 1),
        ("respect", "Please restart it once.", 2),
    ],
)
def test_a_scale_gives_its_points(scale: str, text: str, level: int) -> None:
    assert getattr(card(text), scale).level == level


@pytest.mark.parametrize("text", ["I'm so sorry. Which dock is it? I'll look at the log.", "Hello", "", "\U0001f600"])
def test_every_point_is_backed_by_a_span(text: str) -> None:
    for score in dict(card(text)).values():
        assert (score.level > 0) == bool(score.spans)
        assert all(0 <= start < end <= len(text) for start, end in score.spans)


def benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "scores.py"
    spec = importlib.util.spec_from_file_location("scores_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_scales_agree_with_people_on_rows_nobody_read() -> None:
    file = Path(os.environ.get("EMPATHKIT_TEST_DATA", "")) / "data" / "epitome_reddit.jsonl"
    if not file.is_file():
        pytest.skip("EMPATHKIT_TEST_DATA names no folder with data/epitome_reddit.jsonl")
    module = benchmark()
    measured = module.measure(module.rows(file))
    assert {scale: got for scale, got in measured.items() if got < module.LEAST[scale]} == {}


def test_macro_f1_is_the_mean_of_both_classes() -> None:
    assert benchmark().macro_f1([(True, True), (False, False), (True, False)]) == pytest.approx((2 / 3 + 2 / 3) / 2)
