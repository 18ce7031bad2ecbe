"""Wiki markup of Data Center: no text of a user means anything in a note, and people's own is read as they see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.connect.note import find_marker
from empathkit.models import Bullets, Divider, Heading, InternalNote, Link, Paragraph, Reply, Rows
from empathkit.testing import hostile
from empathkit_jira.adf import storable
from empathkit_jira.render import LONGEST
from empathkit_jira.wiki import escape, to_text
from empathkit_jira.wiki_note import markup

MARK = "ek-0123456789abcdef0123"
SIGNS = "{}[]|*_^~!#+?-\\&;:()hbq123.~/ \nabc"


@given(st.text(alphabet=st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=80))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert to_text(escape(text)) == storable(text)


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_come_back_as_they_were(text: str) -> None:
    assert to_text(escape(text)) == storable(text)


ESCAPED = {
    "emphasis": ("*bold* and _soft_", r"\*bold\* and \_soft\_"),
    "a macro": ("{code}x{code}", r"\{code\}x\{code\}"),
    "a mention": ("[~li.wei]", r"\[\~li.wei\]"),
    "an image": ("!http://x/y.png!", r"\!http://x/y.png\!"),
    "a heading": ("h1. Big", "&#104;1. Big"),
    "a list": ("- one\n# two", "\\- one\n\\# two"),
    "a dash inside a word": ("re-enrolled", "re-enrolled"),
    "a marker": (MARK, MARK),
    "a path": (r"\\server\share", "&#92;&#92;server&#92;share"),
    "an address": ("see https://kb.example/a_b-c?x=1", "see https://kb.example/a_b-c?x=1"),
    "a smiley": ("thanks :)", "thanks &#58;)"),
    "a character reference": ("&#42;", r"&amp;\#42;"),
}


@pytest.mark.parametrize(("text", "expected"), ESCAPED.values(), ids=ESCAPED.keys())
def test_no_text_is_markup(text: str, expected: str) -> None:
    assert escape(text) == expected


READ = {
    "code": ("{code:java}\nint a;\n{code}", "\nint a;\n"),
    "a link with words": ("see [the page|https://kb.example/1]", "see the page (https://kb.example/1)"),
    "a bare link": ("[https://kb.example/1]", "https://kb.example/1"),
    "a mention": ("[~li.wei] please", "@li.wei please"),
    "a picture": ("!screen shot.png|thumbnail! it says", "screen shot.png it says"),
    "a heading and a quote": ("h2. Error\nbq. it failed", "Error\nit failed"),
    "a line break": (r"one\\ two", "one\ntwo"),
    "signs that are meant": ("5 * 3 - 2, my_file", "5 * 3 - 2, my_file"),
    "exclamations": ("Stop! Now! a.b! c", "Stop! Now! a.b! c"),
    "no character": ("&#0; &#1114112; &#55296;", "&#0; &#1114112; &#55296;"),
}


@pytest.mark.parametrize(("markup_", "expected"), READ.values(), ids=READ.keys())
def test_markup_is_read_as_people_see_it(markup_: str, expected: str) -> None:
    assert to_text(markup_) == expected


def note(*blocks: object) -> InternalNote:
    return InternalNote.model_validate({"ticket": "IT-1", "kind": "suggestion", "marker": MARK, "blocks": blocks})


def test_each_block_has_its_form() -> None:
    made = markup(
        note(
            Heading(text="A *reply*"),
            Reply(text="Hi Ana,\n\nI'll look."),
            Divider(),
            Bullets(items=("one|two", "three\nfour")),
            Rows(rows=(("OS", "Windows | 11"), ("", "x"))),
            Link(text="Page [1]", url="https://kb.example/1"),
            Link(text="Odd", url="https://kb.example/a|b]"),
            Paragraph(text=f"EmpathKit ref {MARK}"),
        )
    )
    assert made.split("\n\n") == [
        r"h3. A \*reply\*",
        "{panel}\nHi Ana,",
        "I'll look.\n{panel}",
        "----",
        "* one\\|two\n* three four",
        "||OS|Windows \\| 11|\n|| |x|",
        r"[Page \[1\]|https://kb.example/1]",
        "Odd",
        f"EmpathKit ref {MARK}",
    ]


@pytest.mark.parametrize(
    "blocks", [(), (Paragraph(text="{" * 40_000),), tuple(Paragraph(text="a*" * 60) for _ in range(999))]
)
def test_a_note_is_short_enough_and_keeps_its_marker(blocks: tuple[Paragraph, ...]) -> None:
    made = markup(note(*blocks))
    assert len(made) <= LONGEST
    assert find_marker(made) == MARK
