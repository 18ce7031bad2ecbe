import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.errors import PackError
from empathkit.text.gated import compiled
from empathkit.text.lexicon import Lexicon
from empathkit.text.literals import needs
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
        (r"\bsince (?:i|we)", {"since i", "since we"}),
        (r"(?:restart|reboot)ed?\b", {"restarte", "reboote"}),
        (r"\b(?:can|could)\b", {"can", "could"}),
        (r"c(?:an \w|ould)", {"can ", "could"}),
        (r"\w+ed", {"ed"}),
        (r"(?:very )?slow", {"slow"}),
        (r"(?:very )?dim\w (?:tonight|today)", {" tonight", " today"}),
        (r"colou?r gh[op]_", {"color gho_", "color ghp_", "colour gho_", "colour ghp_"}),
        (r"[abc]+\d{2}", None),
        (r"(?:slow|\d)", None),
        (r"(?i:Slow)", None),
    ],
    ids=[
        "run",
        "branches",
        "branches that begin alike",
        "branches of which one goes on",
        "after a class",
        "optional",
        "the more telling of two",
        "letters to choose from",
        "classes only",
        "a branch without",
        "any case",
    ],
)
def test_what_must_stand_in_a_match_is_told(pattern: str, words: set[str] | None) -> None:
    assert next(iter(needs(re.compile(pattern)).clauses), None) == words


@given(st.text("abcdeis nc", max_size=40))
def test_looking_for_literals_first_loses_no_match(text: str) -> None:
    sources = [r"since \w+", r"(?:ab|cd)e", r"b[ai]d", r"\bis\b", r"(?:din|dec)"]
    gated = {(match.start, match.end) for source in sources for match in Patterns([(source, 0)]).find(text)}
    assert gated == {match.span() for source in sources for match in re.finditer(source, text)}


#: Of branches one needs nothing, some need a literal, one a digit; marks inside sets and behind a backslash part none.
BRANCHES = r"(?<=k)a|o[|)]|ab\b|(?:c|d)i|\||[ ıb]s+"


@pytest.mark.parametrize("costly", [False, True])
@pytest.mark.parametrize("flags", [0, re.IGNORECASE], ids=["as written", "any case"])
@given(text=st.text("abikosſKıİcd @|)", max_size=30), start=st.integers(0, 5), end=st.integers(5, 30))
def test_a_gated_pattern_finds_what_it_would_without_a_gate(
    flags: int, costly: bool, text: str, start: int, end: int
) -> None:
    for source in (
        r"(?:so|b[ia])k\w*",
        r"\bs\w+ (?:ab|cd)",
        "|".join(f"a{one}k" for one in "bcdefghijkl"),
        r"@\w+",
        BRANCHES,
    ):
        plain, gated = re.compile(source, flags), compiled(source, flags, costly=costly)
        assert [one.span() for one in gated.finditer(text, start, end)] == [
            one.span() for one in plain.finditer(text, start, end)
        ]
        assert [one.span() for one in gated.finditer(text)] == [one.span() for one in plain.finditer(text)]
        assert (gated.search(text, start, end) is None) == (plain.search(text, start, end) is None)
        assert gated.sub("x", text) == plain.sub("x", text)
        assert gated.split(text) == plain.split(text)
        assert gated.findall(text) == plain.findall(text)


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        (r"v\d+", 1),
        (r"(?:0\d|\d{3})-x", 2),
        (r"[0-9]{4}-\d{1,2}", 5),
        (r"(?:a|\d)", 0),
        (r"[\d-]+", 0),
        (r"x\d?", 0),
    ],
    ids=["digit", "in each branch", "several", "in one branch", "or something else", "optional"],
)
def test_how_many_digits_stand_in_a_match_at_least_is_told(pattern: str, least: int) -> None:
    assert needs(re.compile(pattern)).digits == least


def test_of_branches_that_begin_together_the_first_is_found() -> None:
    found = compiled("at once|on|one more|atom").search("not one more atom")
    assert found
    assert found.group() == "on"
