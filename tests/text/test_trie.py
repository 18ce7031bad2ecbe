import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.text.trie import any_of


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        (["laptop", "lap", "map"], "(?:(?:lap(?:top)?|map))"),
        (["x.y", "x"], r"(?:x(?:\.y)?)"),
        ([], "(?!)"),
    ],
    ids=["shared beginnings", "signs", "none"],
)
def test_shared_beginnings_stand_once_in_the_pattern(words: list[str], pattern: str) -> None:
    assert any_of(words) == pattern


@given(st.lists(st.text("abc. ", min_size=1, max_size=4), max_size=8), st.text("abc. ", max_size=20))
def test_it_matches_where_the_longest_of_the_words_does(words: list[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
    assert [one.span() for one in re.finditer(any_of(words), text)] == [one.span() for one in re.finditer(plain, text)]
