import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.text.fold import fold
from empathkit.text.spans import Span, blanked, merged, trimmed, without

ANY_TEXT = st.text(st.characters(), max_size=200)


@given(ANY_TEXT)
def test_folding_never_changes_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Don’t", "don't"), ("“No”", '"no"'), ("a\u00a0b\tc", "a b c"), ("İstanbul", "İstanbul"), ("\ud800X", "\ud800x")],
    ids=["apostrophe", "quotes", "blanks", "letter that would grow", "lone surrogate"],
)
def test_quotes_and_blanks_become_plain(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=5))
def test_blanking_keeps_every_other_character_in_its_place(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(a, min(b, len(text))) for a, b in spans if a < b and a < len(text)]
    after = blanked(text, inside)
    assert len(after) == len(text)
    for at, mark in enumerate(text):
        hidden = any(start <= at < end for start, end in inside)
        assert after[at] == (("\n" if mark == "\n" else " ") if hidden else mark)


@pytest.mark.parametrize(
    ("holes", "left"),
    [((), (2, 10)), (((0, 4),), (4, 10)), (((5, 6),), (6, 10)), (((8, 12),), (2, 8)), (((0, 20),), None)],
    ids=["no hole", "at the start", "in the middle", "at the end", "all of it"],
)
def test_the_longest_part_clear_of_holes_is_left(
    holes: tuple[tuple[int, int], ...], left: tuple[int, int] | None
) -> None:
    assert without((2, 10), holes) == left


def test_touching_spans_are_merged_and_blanks_are_trimmed() -> None:
    assert merged([(4, 6), (0, 2), (2, 3)]) == [Span(0, 3), Span(4, 6)]
    assert trimmed("  ab ", 0, 5) == (2, 4)
