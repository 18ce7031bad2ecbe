"""A comment as Jira shows it: Atlassian Document Format to HTML. Text stays text, however deep a document is nested."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from empathkit.testing.ticket_page import element, link, plain
from empathkit_jira.adf import DEEPEST, text_of
from empathkit_jira.shape import Json, listing, table, text

#: Nodes shown of one comment; a longer one is cut.
MOST = 20_000
_TAGS = {
    "paragraph": "p", "bulletList": "ul", "orderedList": "ol", "listItem": "li", "blockquote": "blockquote",
    "codeBlock": "pre", "table": "table", "tableRow": "tr", "tableHeader": "th", "tableCell": "td", "heading": "h3",
}  # fmt: skip
_BREAKS = {"hardBreak": Markup("<br>"), "rule": Markup("<hr>")}
_MARKS = {"strong": "strong", "em": "em", "code": "code", "strike": "s", "underline": "u"}


def html(body: Any) -> Markup:
    """A body as stored: a document, or the text of version 2."""
    if isinstance(body, str):
        return plain(body)
    return _Page().node(table(body), 0)


class _Page:
    def __init__(self) -> None:
        self.left = MOST

    def node(self, node: Json, depth: int) -> Markup:
        self.left -= 1
        if depth > DEEPEST or self.left < 0:
            return Markup()
        kind = text(node.get("type")) or ""
        if kind == "text":
            return _text(node)
        if kind in _BREAKS:
            return _BREAKS[kind]
        children = listing(node.get("content"))
        if not children and kind not in _TAGS:
            return escape(text_of({"type": "doc", "content": [dict(node)]}))
        inner = Markup().join(self.node(table(child), depth + 1) for child in children)
        if kind == "panel":
            return element("div", inner, ' class="panel"')
        return element(_TAGS[kind], inner) if kind in _TAGS else inner


def _text(node: Json) -> Markup:
    shown = escape(text(node.get("text")) or "")
    for mark in map(table, listing(node.get("marks"))):
        kind = text(mark.get("type")) or ""
        if kind == "link":
            shown = link(shown, text(table(mark, "attrs").get("href")) or "")
        elif kind in _MARKS:
            shown = element(_MARKS[kind], shown)
    return shown
