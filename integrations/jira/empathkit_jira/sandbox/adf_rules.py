"""Whether a document is valid Atlassian Document Format, as far as people and programs write it. Pure.

After Atlassian's full schema (``adf-schema``): which node may hold which, and what a node must have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from empathkit_jira.shape import Json, listing, table

_INLINE = "text hardBreak mention emoji inlineCard date status mediaInline inlineExtension placeholder"
_LISTS = "bulletList orderedList"
_MEDIA = "mediaSingle mediaGroup"
_BLOCKS = (
    f"paragraph heading rule panel blockquote codeBlock {_LISTS} {_MEDIA} taskList decisionList "
    "blockCard embedCard extension"
)


class _Rule(NamedTuple):
    holds: str = ""
    least: int = 0
    needs: tuple[str, ...] = ()


_RULES: Mapping[str, _Rule] = {
    "doc": _Rule(f"{_BLOCKS} table expand bodiedExtension layoutSection"),
    "paragraph": _Rule(_INLINE),
    "heading": _Rule(_INLINE, needs=("level",)),
    "rule": _Rule(),
    "panel": _Rule(
        f"paragraph heading {_LISTS} {_MEDIA} codeBlock rule taskList decisionList blockCard", 1, ("panelType",)
    ),
    "blockquote": _Rule(f"paragraph {_LISTS} {_MEDIA} codeBlock", 1),
    "codeBlock": _Rule("text"),
    "bulletList": _Rule("listItem", 1),
    "orderedList": _Rule("listItem", 1),
    "listItem": _Rule(f"paragraph {_LISTS} mediaSingle codeBlock taskList", 1),
    "taskList": _Rule("taskItem taskList", 1, ("localId",)),
    "taskItem": _Rule(_INLINE, needs=("localId", "state")),
    "decisionList": _Rule("decisionItem", 1, ("localId",)),
    "decisionItem": _Rule(_INLINE, needs=("localId", "state")),
    "table": _Rule("tableRow", 1),
    "tableRow": _Rule("tableCell tableHeader"),
    "tableCell": _Rule(f"{_BLOCKS} nestedExpand", 1),
    "tableHeader": _Rule(f"{_BLOCKS} nestedExpand", 1),
    "expand": _Rule(_BLOCKS, 1),
    "nestedExpand": _Rule(_BLOCKS, 1),
    "mediaSingle": _Rule("media caption", 1),
    "mediaGroup": _Rule("media", 1),
    "media": _Rule(needs=("type",)),
    "caption": _Rule(_INLINE),
    "blockCard": _Rule(),
    "embedCard": _Rule(needs=("url", "layout")),
    "text": _Rule(),
    "hardBreak": _Rule(),
    "mention": _Rule(needs=("id",)),
    "emoji": _Rule(needs=("shortName",)),
    "inlineCard": _Rule(),
    "date": _Rule(needs=("timestamp",)),
    "status": _Rule(needs=("text", "color")),
    "mediaInline": _Rule(needs=("id", "collection")),
    "extension": _Rule(needs=("extensionKey", "extensionType")),
    "bodiedExtension": _Rule(_BLOCKS, 1, ("extensionKey", "extensionType")),
    "inlineExtension": _Rule(needs=("extensionKey", "extensionType")),
    "placeholder": _Rule(needs=("text",)),
    "layoutSection": _Rule("layoutColumn", 1),
    "layoutColumn": _Rule(f"{_BLOCKS} table expand", 1, ("width",)),
}
_MARKS = frozenset({
    "strong", "em", "code", "link", "strike", "subsup", "textColor", "underline", "backgroundColor", "annotation",
    "alignment", "border",
})  # fmt: skip
_PANELS = frozenset({"info", "note", "tip", "warning", "error", "success", "custom"})
_KEYS = frozenset({"type", "content", "attrs", "marks", "text", "version"})


def problem(document: object) -> str | None:
    """What is wrong with a document, by its path; None when it is valid."""
    doc = table(document)
    if doc.get("type") != "doc" or doc.get("version") != 1 or not isinstance(doc.get("content"), list):
        return "doc: type, version 1 and content are needed"
    return _problem(doc, "doc", 0)


def _problem(node: Json, path: str, depth: int) -> str | None:
    kind = str(node.get("type"))
    rule = _RULES.get(kind)
    if rule is None or depth > 100:
        return f"{path}: no such node, or too deep"
    own = _own_problem(node, kind, rule)
    if own:
        return f"{path}: {own}"
    allowed = frozenset(rule.holds.split())
    for index, child in enumerate(listing(node.get("content"))):
        name = str(table(child).get("type"))
        if name not in allowed:
            return f"{path}: {name} may not stand in {kind}"
        found = _problem(table(child), f"{path}[{index}].{name}", depth + 1)
        if found:
            return found
    return None


def _own_problem(node: Json, kind: str, rule: _Rule) -> str | None:
    attributes = table(node, "attrs")
    if not node.keys() <= _KEYS:
        return "unknown keys"
    if "content" in node and not isinstance(node["content"], list):
        return "content is no list"
    if len(listing(node.get("content"))) < rule.least:
        return "it is empty"
    if missing := [name for name in rule.needs if attributes.get(name) is None]:
        return f"attrs lack {missing[0]}"
    if any(table(mark).get("type") not in _MARKS for mark in listing(node.get("marks"))):
        return "unknown mark"
    return _detail(node, kind, attributes)


def _detail(node: Mapping[str, Any], kind: str, attributes: Json) -> str | None:
    if kind == "text":
        return None if isinstance(node.get("text"), str) and node["text"] else "text is empty"
    if "text" in node:
        return "only text nodes hold text"
    if kind == "heading":
        return None if attributes.get("level") in (1, 2, 3, 4, 5, 6) else "level is 1 to 6"
    if kind == "panel":
        return None if attributes.get("panelType") in _PANELS else "unknown panelType"
    return None
