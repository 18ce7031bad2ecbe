"""Inputs nobody would send: made from what is sent, a few changes at a time. The same seed, the same inputs."""

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from empathkit.testing.hostile import TEXTS, VALUES

Json = Any
#: Names that platforms give meaning to, put where they don't belong.
NAMES = (
    "issue", "comment", "body", "fields", "key", "id", "author", "accountId", "changelog", "items",
    "webhookEvent", "event", "properties", "jsdPublic", "content", "type", "attrs", "text", "value",
    "display_value", "result", "number", "sys_id", "changed", "state", "table", "reporter", "timestamp", "",
)  # fmt: skip
_LETTERS = "ab ^,@=\\\"'(){}[]<>&\n\r\t\x00\u00e9\u202e\ud800\U0001f600-_.:;/|*~#%$0123456789"


def text(chance: random.Random) -> str:
    """A word of a stranger, or letters at random."""
    if chance.random() < 0.5:
        return chance.choice(TEXTS)[:300]
    return "".join(chance.choices(_LETTERS, k=chance.randrange(24)))


def value(chance: random.Random, depth: int = 0) -> Json:
    """Any JSON."""
    roll = chance.random()
    if roll < 0.4 or depth > 3:
        return text(chance)
    if roll < 0.7:
        return copy.deepcopy(chance.choice(VALUES))
    if roll < 0.85:
        return [value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): value(chance, depth + 1) for _ in range(chance.randrange(4))}


def mutated(document: Json, chance: random.Random) -> Json:
    """The document with one to four changes somewhere in it. The original is left as it is."""
    made = json.loads(json.dumps(document))
    for _ in range(chance.randint(1, 4)):
        made = _changed(made, chance)
    return made


def _changed(document: Json, chance: random.Random) -> Json:
    holders = list(_holders(document))
    if not holders or chance.random() < 0.02:
        return value(chance)
    holder = chance.choice(holders)
    place = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    roll = chance.random()
    if roll < 0.25:
        del holder[place]
    elif roll < 0.35 and isinstance(holder, dict):
        holder[chance.choice(NAMES)] = holder[place]
    elif roll < 0.45:
        holder[place] = [holder[place], holder[place]]
    elif roll < 0.55:
        holder[place] = json.loads(json.dumps(document))
    else:
        holder[place] = value(chance)
    return document


def _holders(document: Json) -> Sequence[Json]:
    found, waiting = [], [document]
    while waiting and len(found) < 400:
        one = waiting.pop()
        if isinstance(one, dict | list) and one:
            found.append(one)
            waiting += one.values() if isinstance(one, dict) else one
    return found


def bent(raw: bytes, chance: random.Random) -> bytes:
    """Bytes with some of them changed, left out or doubled."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        made[at : at + chance.randrange(4)] = bytes(chance.choices(range(256), k=chance.randrange(4)))
    return bytes(made)


def node(chance: random.Random, depth: int = 0) -> Json:
    """A node of a document in Atlassian's format, or of something like it."""
    kind = chance.choice(_KINDS)
    made: dict[str, Any] = {"type": kind}
    if kind == "text" or chance.random() < 0.1:
        made["text"] = text(chance)
    if chance.random() < 0.4:
        made["attrs"] = {chance.choice(_ATTRIBUTES): value(chance, 3) for _ in range(chance.randrange(3))}
    if kind != "text" and depth < 5 and chance.random() < 0.8:
        made["content"] = [node(chance, depth + 1) for _ in range(chance.randrange(4))]
    return made if chance.random() > 0.05 else value(chance)


_KINDS = (
    "doc", "paragraph", "text", "text", "text", "hardBreak", "mention", "emoji", "status", "inlineCard", "date",
    "heading", "panel", "codeBlock", "blockquote", "bulletList", "orderedList", "listItem", "taskList",
    "taskItem", "decisionList", "decisionItem", "table", "tableRow", "tableCell", "tableHeader", "media",
    "mediaSingle", "mediaGroup", "mediaInline", "expand", "nestedExpand", "rule", "extension",
    "bodiedExtension", "inlineExtension", "layoutSection", "layoutColumn", "placeholder", "blockCard",
    "embedCard", "caption", "unheardOf",
)  # fmt: skip
_ATTRIBUTES = ("text", "id", "url", "timestamp", "order", "level", "state", "panelType", "alt", "title", "shortName")

#: Makes an input and runs what is to hold of it.
Target = Callable[[random.Random], None]
