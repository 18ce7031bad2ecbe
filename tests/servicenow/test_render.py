"""Notes as safe HTML: whatever stands in a block is seen as text, and nothing else."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servicenow.world import MARKER, note

from empathkit.connect.note import find_marker
from empathkit.models import Bullets, Divider, Heading, InternalNote, Paragraph, Reply, Rows
from empathkit_servicenow.codetag import to_text
from empathkit_servicenow.render import render

OURS = {"p", "b", "blockquote", "br", "ul", "li", "table", "tr", "td", "hr"}


def full(text: str) -> InternalNote:
    blocks = (
        Heading(text=text), Paragraph(text=text), Reply(text=text), Bullets(items=(text, text)),
        Rows(rows=((text, text),)), Divider(), Paragraph(text=f"EmpathKit {MARKER}"),
    )  # fmt: skip
    return InternalNote(ticket="INC0010001", kind="suggestion", marker=MARKER, blocks=blocks)


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs

    def handle_comment(self, data: str) -> None:
        self.seen.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.seen.add("declaration")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[/code]<img src=x onerror=alert(1)>[code]",
        "[CODE]x[/Code]",
        '"><a href="javascript:x">',
        "&lt;b&gt; &amp; &#91;code]",
        "<!-- -->",
        "${gs.getUser()} {{x}}",
    ],
)
def test_hostile_text_shows_as_text(hostile: str) -> None:
    stored = render(note(text=hostile))
    assert to_text(stored).split("\n")[0] == hostile
    assert Tags(stored).seen <= OURS


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("<>&[]/codescript\"'\n=")), max_size=60))
def test_no_text_breaks_out_of_the_one_block(text: str) -> None:
    stored = render(full(text))
    assert re.findall(r"\[/?code\]", stored, re.IGNORECASE) == ["[code]", "[/code]"]
    assert stored.startswith("[code]")
    assert stored.endswith("[/code]")
    tags = Tags(stored[6:-7])
    assert tags.seen <= OURS
    assert tags.attributes == []
    stored.encode()  # no lone surrogate is left


def test_a_note_is_one_line_and_its_reply_keeps_its_own() -> None:
    stored = render(note(text="Hi Ana,\n\nI'll look into it.\r\nKim"))
    assert "\n" not in stored
    assert to_text(stored) == f"Hi Ana,\n\nI'll look into it.\nKim\n\nEmpathKit {MARKER}"


def test_what_no_database_takes_is_shown_as_replaced() -> None:
    assert to_text(render(note(text="a\x00b\ud800c"))).startswith("a\ufffdb\ufffdc")


def test_the_marker_is_found_in_the_stored_note() -> None:
    assert find_marker(render(full("x"))) == MARKER


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain <b>text</b>", "plain <b>text</b>"),
        ("[1] list", "[1] list"),
        ("see [code]<b>this</b>[/code] ok", "see this ok"),
        ("[CODE]<ul><li>a</li><li>b</li></ul>[/CODE]", "a\nb"),
        ("[code]<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>[/code]", "a b\nc d"),
        ("[code]<style>p{}</style><script>x()</script>a &amp; b[/code]", "a & b"),
        ("[code]never closed", "[code]never closed"),
        ("[code]<p>unclosed <b[/code]", "unclosed <b"),
    ],
    ids=["no-tag", "bracket", "inline", "list", "table", "script", "open", "broken"],
)
def test_a_journal_entry_is_read_as_people_see_it(value: str, text: str) -> None:
    assert to_text(value) == text
