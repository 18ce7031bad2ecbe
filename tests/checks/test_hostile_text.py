"""Texts nobody should send: a clear answer or a clean one, spans that hold, and no hang."""

import pytest

from empathkit.checks.checker import findings_of
from empathkit.checks.library.lint import read_replies
from empathkit.checks.subject import Subject
from empathkit.coach.rewrite import mend
from empathkit.text.pack import load_pack

PACK = load_pack()
HOSTILE = {
    "a megabyte of one word": "a" * 1_000_000,
    "many findings": "Just restart it. We will look into it. " * 2_000,
    "quotes without end": '"' * 100_000,
    "code without end": "`" * 100_000,
    "unbalanced Liquid": "{{ " * 30_000 + "{% if",
    "angle brackets": "<" * 100_000,
    "quoted lines": "> x\n" * 20_000,
    "marks": "!?" * 50_000,
    "ignores without end": "<!-- empathkit: ignore EK302 " * 3_000,
    "one endless sentence": "we will " * 12_000,
    "right to left": "\u202eאבג you should have told us " * 300,
    "zero width": "ju\u200bst re\u200bstart it \u200d " * 3_000,
    "emoji": "\U0001f600\ufe0f\u200d" * 20_000,
    "lone surrogates and NUL": "\ud800 just restart \x00 it " * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_it_is_answered_with_spans_that_hold(text: str) -> None:
    findings = findings_of(Subject(text=text, pack=PACK))
    assert all(one.quote == text[one.start : one.end] for one in findings)


@pytest.mark.parametrize("text", [one[:20_000] for one in HOSTILE.values()], ids=HOSTILE.keys())
def test_it_is_rewritten_without_harm(text: str) -> None:
    mended = mend(Subject(text=text, pack=PACK))
    assert all(text[one.start : one.end] == one.before for one in mended.edits)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("text", [one[:50_000] for one in HOSTILE.values()], ids=HOSTILE.keys())
def test_it_is_read_as_a_file_of_replies(text: str, suffix: str) -> None:
    for reply in read_replies(text, suffix):
        assert reply.place(len(reply.text) // 2) >= (1, 1)


def test_blame_is_found_between_marks_that_turn_the_text_around() -> None:
    assert [one.rule for one in findings_of(Subject(text=HOSTILE["right to left"][:40], pack=PACK))] == ["EK301"]
