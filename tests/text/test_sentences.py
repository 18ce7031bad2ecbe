import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.text.pack import load_pack
from empathkit.text.sentences import LONGEST, split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, load_pack("en"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke. I restarted it.", ["It broke.", "I restarted it."]),
        ("i use v2.1.3 of it. then it died", ["i use v2.1.3 of it.", "then it died"]),
        ("See report.final.docx in S:\\x. Gone", ["See report.final.docx in S:\\x.", "Gone"]),
        ("Look at https://a.example/x.html?y=1. It fails", ["Look at https://a.example/x.html?y=1.", "It fails"]),
        ("e.g. Word hangs. Excel too", ["e.g. Word hangs.", "Excel too"]),
        ("it stopped\ncan you look", ["it stopped", "can you look"]),
        ("- one thing\n- another thing", ["one thing", "another thing"]),
        ("1. first\n2. second", ["first", "second"]),
        ("on 7.4.1.I want it back", ["on 7.4.1.", "I want it back"]),
        ("why??? no idea!!", ["why???", "no idea!!"]),
        ("broken 😡 Please help", ["broken 😡", "Please help"]),
        ("", []),
        (" \n \n", []),
    ],
    ids=[
        "plain",
        "version",
        "file",
        "url",
        "abbreviation",
        "lines",
        "bullets",
        "numbers",
        "run together",
        "marks",
        "emoji",
        "empty",
        "blank",
    ],
)
def test_support_text_is_split_where_people_stop(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_line_wrapped_by_a_mail_program_goes_on() -> None:
    text = "The printer on the third floor prints only half of every page since\nthe toner was changed."
    assert len(sentences(text)) == 1


@given(st.text(st.characters(), max_size=300))
def test_sentences_are_in_order_apart_and_inside_the_text(text: str) -> None:
    at = 0
    for start, end in split(text, load_pack("en")):
        assert at <= start < end <= len(text)
        assert end - start <= LONGEST
        at = end
