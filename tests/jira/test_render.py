"""Notes as documents: always valid, never without their marker, never too long for Jira."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.connect.note import find_marker
from empathkit.models import Block, Bullets, Divider, Heading, InternalNote, Paragraph, Reply, Rows
from empathkit_jira.adf import text_of
from empathkit_jira.render import LONGEST, document
from empathkit_jira.sandbox.adf_rules import problem

MARK = "ek-0123456789abcdef0123"
CLOSING = Paragraph(text=f"EmpathKit {MARK} · 0.1.0")


def note(*blocks: Block) -> InternalNote:
    return InternalNote(ticket="IT-1", kind="suggestion", marker=MARK, blocks=blocks)


def kinds(made: dict[str, Any]) -> list[str]:
    return [node["type"] for node in made["content"]]


def test_each_block_has_its_node() -> None:
    made = document(
        note(
            Heading(text="Suggested reply"),
            Paragraph(text="Internal."),
            Reply(text="Hi Ana,\n\nI'll look into it.\nRui"),
            Divider(),
            Bullets(items=("one", "two")),
            Rows(rows=(("Role", "Nurse"), ("Site", "Lyon"))),
            CLOSING,
        )
    )
    assert kinds(made) == ["heading", "paragraph", "panel", "rule", "bulletList", "table", "paragraph"]
    assert problem(made) is None


def test_a_reply_keeps_its_lines_in_a_panel() -> None:
    panel = document(note(Reply(text="Hi Ana,\n\nI'll look into it.\nRui"), CLOSING))["content"][0]
    assert panel["type"] == "panel"
    assert [[part.get("text", part["type"]) for part in line["content"]] for line in panel["content"]] == [
        ["Hi Ana,"],
        ["I'll look into it.", "hardBreak", "Rui"],
    ]


def test_no_markup_in_a_text_is_parsed() -> None:
    wild = "*bold* {code}x{code} [a|http://b] <b>c</b> !d.png! @e"
    assert document(note(Paragraph(text=wild), CLOSING))["content"][0]["content"] == [{"type": "text", "text": wild}]


@pytest.mark.parametrize(
    "blocks",
    [
        (),
        (Heading(text=""), Paragraph(text=""), Reply(text="\n\n"), Bullets(items=()), Rows(rows=())),
        (Heading(text="\x00"), Bullets(items=("", "\n")), Rows(rows=(("", ""),))),
        (Paragraph(text="\ud800\x00 a"), Reply(text="a\n\n\n\nb")),
    ],
    ids=["no blocks", "empty blocks", "blocks of nothing storable", "odd characters"],
)
def test_thin_blocks_still_make_a_valid_document_with_the_marker(blocks: tuple[Block, ...]) -> None:
    made = document(note(*blocks))
    assert problem(made) is None
    assert find_marker(text_of(made)) == MARK


def test_a_note_names_its_own_marker_last_though_it_names_the_one_it_replaces() -> None:
    older = "ek-ffffffffffffffffffff"
    made = document(note(Paragraph(text=f"Replaces {older} · EmpathKit {MARK} · 0.1.0")))
    assert find_marker(text_of(made)) == MARK


@pytest.mark.parametrize(
    "blocks",
    [
        (Bullets(items=tuple("x" * 900 for _ in range(60))),),
        (Bullets(items=tuple(f"point {index}" for index in range(6000))),),
        (Paragraph(text="y" * 200_000),),
        (Reply(text="z" * 100_000), Bullets(items=("w" * 50_000,))),
    ],
    ids=["many long points", "very many points", "one very long paragraph", "a very long reply"],
)
def test_a_note_too_long_for_jira_is_cut_and_keeps_its_marker(blocks: tuple[Block, ...]) -> None:
    made = document(note(Heading(text="h"), *blocks, CLOSING))
    assert problem(made) is None
    assert len(text_of(made)) <= LONGEST + 1_000
    assert find_marker(text_of(made)) == MARK


def test_a_long_note_keeps_its_reply_whole() -> None:
    reply = "I'll look into it. " * 100
    made = document(note(Reply(text=reply), Bullets(items=tuple("x" * 900 for _ in range(60))), CLOSING))
    assert reply.strip() in text_of(made)


_TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\n\n\x00\ud800 ")), max_size=20)
_BLOCK = st.one_of(
    st.builds(Heading, text=_TEXT),
    st.builds(Paragraph, text=_TEXT),
    st.builds(Reply, text=_TEXT),
    st.builds(Bullets, items=st.lists(_TEXT, max_size=3).map(tuple)),
    st.builds(Rows, rows=st.lists(st.tuples(_TEXT, _TEXT), max_size=3).map(tuple)),
    st.just(Divider()),
)


@given(st.lists(_BLOCK, max_size=5))
@settings(max_examples=100, deadline=None)
def test_any_note_is_a_valid_document(blocks: list[Any]) -> None:
    made = document(note(*blocks))
    assert problem(made) is None
    assert find_marker(text_of(made)) == MARK
