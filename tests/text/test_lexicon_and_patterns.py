import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.errors import PackError
from empathkit.text.lexicon import Lexicon
from empathkit.text.literals import needs_digit, required
from empathkit.text.pack import Pack
from empathkit.text.patterns import Patterns, family


def test_the_longest_term_wins_where_terms_overlap() -> None:
    words = Lexicon({"teams": 1, "microsoft teams": 2})
    assert [(hit.term, hit.what) for hit in words.find("in microsoft teams and teams")] == [
        ("microsoft teams", 2),
        ("teams", 1),
    ]


@pytest.mark.parametrize("text", ["steams", "teamsters", "xteams"], ids=["inside", "before", "after"])
def test_only_whole_words_are_found(text: str) -> None:
    assert Lexicon({"teams": 1}).find(text) == []


def test_an_empty_lexicon_finds_nothing() -> None:
    assert Lexicon({}).find("anything") == []


def test_the_pattern_that_begins_first_stays_and_then_the_one_listed_first() -> None:
    patterns = Patterns([(r"since (\w+)", "a"), (r"since \w+ \w+", "b"), (r"ever since", "c")])
    assert [(match.start, match.end, match.what) for match in patterns.find("ever since may it")] == [(0, 10, "c")]
    assert [match.what for match in patterns.find("since may it")] == ["a"]


def test_the_start_of_the_part_looked_at_is_its_start() -> None:
    assert [match.start for match in Patterns([(r"^b", 0)]).find("ab", 1)] == [1]


def test_macros_are_filled_in_and_unknown_ones_are_named() -> None:
    pack = Pack("en", {"macros": {"day": "(?:monday|friday)"}})
    assert family(pack, "x.toml", {"started": ["since {day}"]}).any("since friday")
    with pytest.raises(PackError, match="no macro"):
        family(pack, "x.toml", {"started": ["since {night}"]})


@pytest.mark.parametrize("source", ["(a)(b)", "[", "(?P<x"], ids=["two groups", "open class", "open group"])
def test_a_pattern_that_cannot_be_used_is_refused_with_its_place(source: str) -> None:
    with pytest.raises(PackError, match=re.escape("x.toml")):
        family(Pack("en", {}), "x.toml", {"kind": [source]})


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bsince (?:i|we)", {"since "}),
        (r"(?:restart|reboot)ed?\b", {"restart", "reboot"}),
        (r"\b(?:can|could)\b", {"can", "could"}),
        (r"\w+ed", {"ed"}),
        (r"(?:very )?slow", {"slow"}),
        (r"[abc]+\d{2}", None),
        (r"(?:slow|\d)", None),
    ],
    ids=[
        "run",
        "branches",
        "branches that begin alike",
        "after a class",
        "optional",
        "classes only",
        "a branch without",
    ],
)
def test_what_must_stand_in_a_match_is_told(pattern: str, words: set[str] | None) -> None:
    assert required(pattern) == words


@given(st.text("abcdeis nc", max_size=40))
def test_looking_for_literals_first_loses_no_match(text: str) -> None:
    sources = [r"since \w+", r"(?:ab|cd)e", r"b[ai]d", r"\bis\b", r"(?:din|dec)"]
    gated = {(match.start, match.end) for source in sources for match in Patterns([(source, 0)]).find(text)}
    assert gated == {match.span() for source in sources for match in re.finditer(source, text)}


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [(r"v\d+", True), (r"(?:0\d|\d{3})-x", True), (r"(?:a|\d)", False), (r"[\d-]+", False), (r"x\d?", False)],
    ids=["digit", "in each branch", "in one branch", "or something else", "optional"],
)
def test_that_a_digit_must_stand_in_a_match_is_told(pattern: str, needed: bool) -> None:
    assert needs_digit(pattern) is needed
