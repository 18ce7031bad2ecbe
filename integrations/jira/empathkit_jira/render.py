"""The blocks of a note as Atlassian Document Format. Pure; no text of a user is ever parsed as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from empathkit.models import Block, Bullets, Divider, Heading, InternalNote, Link, Paragraph, Reply, Rows
from empathkit_jira.adf import paragraphs, storable, text_of

Node = dict[str, Any]
#: Characters Jira takes in one comment, with room left for what it counts and we don't.
LONGEST = 30_000
#: How long one piece of a note may be, tried in this order until the whole fits.
CUTS = (30_000, 2_000, 500, 200, 80)


def document(note: InternalNote) -> Node:
    """The note as a document. Never empty, never without its marker, and short enough to be stored."""
    for cut in CUTS:
        made = _document(note, cut)
        if len(text_of(made)) <= LONGEST:
            return made
    made["content"] = [*_fitting(made["content"][:-1]), made["content"][-1]]
    return made


def _document(note: InternalNote, cut: int) -> Node:
    content = [node for block in note.blocks for node in _nodes(block, cut)]
    made: Node = {"type": "doc", "version": 1, "content": content}
    if not content or note.marker not in text_of(content[-1]):
        content.append(_paragraph(note.marker))
    return made


def _fitting(nodes: Sequence[Node]) -> list[Node]:
    """As many nodes from the start as fit: the reply stands first, the reasons last."""
    kept, length = [], 1_000
    for node in nodes:
        length += len(text_of(node))
        if length > LONGEST:
            break
        kept.append(node)
    return kept


def _nodes(block: Block, cut: int) -> Iterator[Node]:
    match block:
        case Heading():
            yield from _heading(block.text, cut)
        case Paragraph():
            yield from _paragraphs(shortened(block.text, cut))
        case Reply():
            yield from _reply(block.text)
        case Bullets():
            yield from _bullets(block.items, cut)
        case Rows():
            yield from _rows(block.rows, cut)
        case Link():
            yield from _link(block, cut)
        case Divider():
            yield {"type": "rule"}


def _heading(text: str, cut: int) -> Iterator[Node]:
    if line := " ".join(shortened(storable(text), cut).split()):
        yield {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": line}]}


def _reply(text: str) -> Iterator[Node]:
    """Set apart in a panel, as text one can copy."""
    if inner := list(_paragraphs(shortened(text, LONGEST - 5_000))):
        yield {"type": "panel", "attrs": {"panelType": "info"}, "content": inner}


def _bullets(items: Iterable[str], cut: int) -> Iterator[Node]:
    made = [inner for item in items if (inner := list(_paragraphs(shortened(item, cut))))]
    if made:
        yield {"type": "bulletList", "content": [{"type": "listItem", "content": inner} for inner in made]}


def _rows(rows: Iterable[tuple[str, str]], cut: int) -> Iterator[Node]:
    made = [
        {"type": "tableRow", "content": [_cell("tableHeader", name, cut), _cell("tableCell", value, cut)]}
        for name, value in rows
    ]
    if made:
        yield {"type": "table", "attrs": {"isNumberColumnEnabled": False, "layout": "default"}, "content": made}


def _cell(kind: str, text: str, cut: int) -> Node:
    return {"type": kind, "attrs": {}, "content": list(_paragraphs(shortened(text, cut))) or [{"type": "paragraph"}]}


def _paragraphs(text: str) -> Iterator[Node]:
    return (node for node in paragraphs(text.strip("\n")) if "content" in node)


def _paragraph(text: str) -> Node:
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


def _link(link: Link, cut: int) -> Iterator[Node]:
    if line := " ".join(shortened(storable(link.text), cut).split()):
        mark = {"type": "link", "attrs": {"href": link.url}}
        yield {"type": "paragraph", "content": [{"type": "text", "text": line, "marks": [mark]}]}


def shortened(text: str, longest: int) -> str:
    """At most so many characters of a text."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
