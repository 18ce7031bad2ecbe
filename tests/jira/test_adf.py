"""Documents to text and text to documents."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit_jira.adf import document_of, storable, text_of
from empathkit_jira.sandbox.adf_rules import problem


def doc(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def p(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": [t(one) if isinstance(one, str) else one for one in content]}


def t(text: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "content": list(content), "attrs": attrs}


BR = {"type": "hardBreak"}
CASES = {
    "paragraphs": (doc(p("One."), p("Two.")), "One.\n\nTwo."),
    "marks leave no trace": (doc(p("Very ", t("loud", "strong", "em"), "!")), "Very loud!"),
    "a hard break": (doc(p("One", BR, "Two")), "One\nTwo"),
    "an empty paragraph": (doc(p("One"), p(), p("Two")), "One\n\n\n\nTwo"),
    "a heading": (doc(node("heading", t("Error"), level=2), p("809")), "Error\n\n809"),
    "bullets": (doc(node("bulletList", node("listItem", p("a")), node("listItem", p("b")))), "- a\n- b"),
    "nested bullets": (
        doc(node("bulletList", node("listItem", p("a"), node("bulletList", node("listItem", p("b")))))),
        "- a\n  - b",
    ),
    "numbers from where they start": (
        doc(node("orderedList", node("listItem", p("a")), node("listItem", p("b")), order=3)),
        "3. a\n4. b",
    ),
    "tasks": (
        doc(node("taskList", node("taskItem", t("a"), state="DONE"), node("taskItem", t("b"), state="TODO"))),
        "[x] a\n[ ] b",
    ),
    "a quote": (doc(node("blockquote", p("One", BR, "Two"))), "> One\n> Two"),
    "a panel": (doc(node("panel", p("Mind this."), panelType="info")), "Mind this."),
    "code": (doc(node("codeBlock", t("ping 10.0.0.1\nok"))), "ping 10.0.0.1\nok"),
    "a table": (
        doc(node("table", node("tableRow", node("tableHeader", p("a")), node("tableCell", p("b", BR, "c"))))),
        "a | b c",
    ),
    "an expand": (doc(node("expand", p("Log"), title="More")), "More\n\nLog"),
    "a mention": (doc(p("Hi ", node("mention", id="1", text="@Rui"))), "Hi @Rui"),
    "an emoji": (doc(p(node("emoji", shortName=":smile:", text="😄"))), "😄"),
    "an emoji without a character": (doc(p(node("emoji", shortName=":acme:"))), ":acme:"),
    "a date": (doc(p(node("date", timestamp="1793577600000"))), "2026-11-02"),
    "a broken date": (doc(p("by ", node("date", timestamp="soon"))), "by "),
    "a card": (doc(p("see ", node("inlineCard", url="https://acme.example/1"))), "see https://acme.example/1"),
    "a rule leaves nothing": (doc(p("a"), node("rule"), p("b")), "a\n\nb"),
    "an image leaves its name": (doc(node("mediaSingle", node("media", alt="error.png"))), "error.png"),
    "an unknown node leaves its text": (doc(node("sparkle", p("a"))), "a"),
    "a plain string": ("h1. As it is", "h1. As it is"),
    "nothing": (None, ""),
    "a number": (7, ""),
    "content of the wrong type": ({"type": "doc", "content": {"a": 1}}, ""),
    "children of the wrong type": (doc("x", None, 7, p("a")), "a"),
    "a text node without text": (doc(p({"type": "text"}, "a")), "a"),
}


@pytest.mark.parametrize(("body", "expected"), CASES.values(), ids=CASES.keys())
def test_a_document_has_a_text(body: Any, expected: str) -> None:
    assert text_of(body) == expected


def test_nesting_beyond_reason_does_not_raise() -> None:
    body: Any = p("deep")
    for _ in range(600):
        body = node("blockquote", body)
    assert text_of(doc(p("top"), body)).startswith("top")


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\n\n\n\r\x00\ud800 a")), max_size=60))
@settings(max_examples=150, deadline=None)
def test_text_survives_the_way_through_a_valid_document(text: str) -> None:
    made = document_of(text)
    assert problem(made) is None
    assert text_of(made) == storable(text).rstrip("\n")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("a\ud800b", "a\ufffdb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb\u00a0c\u2028d", "a\tb\u00a0c\u2028d"),
        ("😀é", "😀é"),
    ],
    ids=["controls go", "a lone surrogate is replaced", "line ends are line feeds", "blanks stay", "the rest stays"],
)
def test_what_jira_cannot_store_is_left_out(given: str, kept: str) -> None:
    assert storable(given) == kept


BROKEN = {
    "no document": p("a"),
    "no version": {"type": "doc", "content": []},
    "an empty text": doc(p("")),
    "a text beside blocks": doc(t("a")),
    "a paragraph in a paragraph": doc(p(p("a"))),
    "an empty list": doc(node("bulletList")),
    "a list item outside a list": doc(node("listItem", p("a"))),
    "an empty panel": doc(node("panel", panelType="info")),
    "a panel of no kind": doc(node("panel", p("a"), panelType="shiny")),
    "a heading without level": doc(node("heading", t("a"))),
    "a table in a panel": doc(node("panel", node("table", node("tableRow")), panelType="info")),
    "an unknown node": doc(node("sparkle")),
    "an unknown mark": doc(p(t("a", "blink"))),
    "an unknown key": doc({**p("a"), "style": "x"}),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_the_rules_see_what_is_wrong(body: Any) -> None:
    assert problem(body) is not None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (node("unheardOf", text="said all the same"), "said all the same"),
        (node("unheardOf", p(t("inside"))), "inside"),
        (node("extension", text="a macro"), "a macro"),
        (node("bodiedExtension", p(t("in a macro"))), "in a macro"),
        (
            node("layoutSection", node("layoutColumn", p(t("left"))), node("layoutColumn", p(t("right")))),
            "left\n\nright",
        ),
        (node("mediaGroup", node("media", __fileName="log.txt")), "log.txt"),
        (node("panel", p(t("mind this")), panelType="warning"), "mind this"),
        ({"type": ["doc"], "content": [{"type": {}, "content": [t("odd")]}]}, "odd"),
    ],
    ids=["unknown leaf", "unknown block", "extension", "bodied extension", "layout", "file", "panel", "no type at all"],
)
def test_what_stands_for_text_leaves_its_text(one: Any, expected: str) -> None:
    assert text_of(doc(one)) == expected
