"""Atlassian Document Format to plain text, and plain text to it. Pure.

The text keeps line breaks: a hard break is one, paragraphs stand an empty line apart. What is not text (an image,
a rule) leaves nothing; what stands for text (a mention, a date, a card) leaves that text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from empathkit_jira.shape import Json, listing, table, text

#: Deeper nesting than people write; what lies below is left out.
DEEPEST = 100
#: A node's children, each with its text.
Parts = Sequence[tuple[Json, str]]
#: C0 and C1 controls but tab and line feed, lone surrogates and non-characters: neither Jira nor JSON carries them.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def storable(value: str) -> str:
    """The text with line ends as line feeds, without controls, lone surrogates replaced."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _UNSTORABLE.sub("", value))


def document_of(value: str) -> dict[str, Any]:
    """Plain text as a document; :func:`text_of` gives back what :func:`storable` left of it."""
    return {"type": "doc", "version": 1, "content": list(paragraphs(value))}


def paragraphs(value: str) -> Iterator[dict[str, Any]]:
    """A paragraph for each part between empty lines; other line breaks are hard breaks. No text node is empty."""
    for part in storable(value).split("\n\n"):
        yield {"type": "paragraph", "content": list(_inline(part))} if part else {"type": "paragraph"}


def _inline(part: str) -> Iterator[dict[str, Any]]:
    for index, line in enumerate(part.split("\n")):
        if index:
            yield {"type": "hardBreak"}
        if line:
            yield {"type": "text", "text": line}


def text_of(body: object) -> str:
    """The text of a document; of a plain string (v2, Data Center) the string itself; empty for anything else."""
    if isinstance(body, str):
        return body
    return _block(table(body), 0).rstrip("\n") if isinstance(body, Mapping) else ""


def _block(node: Json, depth: int) -> str:
    kind = text(node.get("type")) or ""
    if depth > DEEPEST:
        return ""
    if kind in _LEAVES:
        return _LEAVES[kind](node)
    children = [table(child) for child in listing(node.get("content"))]
    if not children and kind not in _CONTAINERS:
        return _attribute("text")(node)  # a node of tomorrow that stands for a text
    return _CONTAINERS.get(kind, _flow)(node, [(child, _block(child, depth + 1)) for child in children])


def _flow(_node: Json, parts: Parts) -> str:
    """Inline parts run on; blocks stand an empty line apart, and an empty paragraph is a line of its own."""
    if parts and all(text(child.get("type")) in _INLINE for child, _ in parts):
        return "".join(inner for _, inner in parts)
    return "\n\n".join(inner for child, inner in parts if inner or child.get("type") == "paragraph")


def _tight(_node: Json, parts: Parts) -> str:
    return "\n".join(inner for _, inner in parts if inner)


def _bulleted(_node: Json, parts: Parts) -> str:
    return "\n".join(_hanging("- ", inner) for _, inner in parts if inner.strip())


def _ordered(node: Json, parts: Parts) -> str:
    start = table(node, "attrs").get("order")
    first = start if isinstance(start, int) and not isinstance(start, bool) else 1
    return "\n".join(_hanging(f"{number}. ", inner) for number, (_, inner) in enumerate(parts, first) if inner.strip())


def _tasks(_node: Json, parts: Parts) -> str:
    boxes = ("[x] " if table(child, "attrs").get("state") == "DONE" else "[ ] " for child, _ in parts)
    return "\n".join(_hanging(box, inner) for box, (_, inner) in zip(boxes, parts, strict=True) if inner.strip())


def _hanging(mark: str, body: str) -> str:
    return mark + body.replace("\n", "\n" + " " * len(mark))


def _quote(node: Json, parts: Parts) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _flow(node, parts).split("\n"))


def _row(_node: Json, parts: Parts) -> str:
    return " | ".join(inner.replace("\n", " ") for _, inner in parts)


def _expand(node: Json, parts: Parts) -> str:
    title = text(table(node, "attrs").get("title"))
    return "\n\n".join(part for part in (title, _flow(node, parts)) if part)


def _attribute(*names: str) -> Callable[[Json], str]:
    def read(node: Json) -> str:
        attributes = table(node, "attrs")
        return next((found for name in names if (found := text(attributes.get(name)))), "")

    return read


def _date(node: Json) -> str:
    """A date's timestamp is in milliseconds, as a string."""
    stamp = text(table(node, "attrs").get("timestamp")) or ""
    try:
        return datetime.fromtimestamp(int(stamp) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


_LEAVES: Mapping[str, Callable[[Json], str]] = {
    "text": lambda node: text(node.get("text")) or "",
    "hardBreak": lambda _: "\n",
    "mention": _attribute("text"),
    "emoji": _attribute("text", "shortName"),
    "status": _attribute("text"),
    "placeholder": lambda _: "",
    "inlineCard": _attribute("url"),
    "date": _date,
    "mediaInline": _attribute("alt", "__fileName"),
    "inlineExtension": _attribute("text"),
    "extension": _attribute("text"),
    "blockCard": _attribute("url"),
    "embedCard": _attribute("url"),
    "media": _attribute("alt", "__fileName"),
}
_INLINE = frozenset(_LEAVES) - {"blockCard", "embedCard", "extension", "media"}
_CONTAINERS: Mapping[str, Callable[[Json, Parts], str]] = {
    "bulletList": _bulleted,
    "decisionList": _bulleted,
    "orderedList": _ordered,
    "taskList": _tasks,
    "listItem": _tight,
    "table": _tight,
    "tableRow": _row,
    "blockquote": _quote,
    "expand": _expand,
    "nestedExpand": _expand,
}
