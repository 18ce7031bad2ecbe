"""JSON exports: objects at any depth, one of whose keys holds a reply; and lists of texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from empathkit.checks.library.fields import REPLY, name_field, reply_field
from empathkit.checks.library.reply import CannedReply, readable
from empathkit.errors import InputError

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


class _Text(NamedTuple):
    """A string of the document with the line and column it begins at."""

    value: str
    line: int
    column: int


class _Object(list[tuple[str, Any]]):
    """The pairs of an object in order, as they stand, doubles included."""


def tree_replies(text: str, own: Sequence[str] = ()) -> list[CannedReply]:
    """The replies of a JSON document. Raises InputError."""
    try:
        document = json.loads(text, object_pairs_hook=_Object)
        placed = _placed(document, _places(text))
        found = list(_walk(placed, None, own)) or _by_name(placed)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg} (column {error.colno})", line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise InputError("not JSON we can read: nested too deep, or a number too long") from error
    if not found:
        raise InputError(f"no key holds a reply: looked for {', '.join(REPLY[:6])}, ...; --field NAME says which it is")
    return found


def lines_replies(text: str, own: Sequence[str] = ()) -> list[CannedReply]:
    """The replies of JSON Lines. Raises InputError."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                replies = tree_replies(line, own)
            except InputError as error:
                raise InputError(error.message, line=number) from error
            found += [CannedReply(one.text, number, one.column, one.name, as_written=False) for one in replies]
    return found


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where each string token begins, in order."""
    line, start = 1, 0
    for match in _STRING.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        yield line, match.start() - text.rfind("\n", 0, match.start()) + 1


def _placed(value: Any, places: Iterator[tuple[int, int]]) -> Any:
    """The document with every string as text and place: the tokens come in the order of the walk."""
    if isinstance(value, str):
        return _Text(value, *next(places))
    if isinstance(value, _Object):
        pairs = []
        for key, below in value:
            next(places)
            pairs.append((key, _placed(below, places)))
        return _Object(pairs)
    return [_placed(below, places) for below in value] if isinstance(value, list) else value


def _walk(value: Any, name: str | None, own: Sequence[str]) -> Iterator[CannedReply]:
    if isinstance(value, _Object):
        yield from _of_object(value, name, own)
    elif isinstance(value, list):
        for number, below in enumerate(value, 1):
            if isinstance(below, _Text):
                yield _reply(below, name or str(number))
            else:
                yield from _walk(below, name, own)


def _of_object(pairs: _Object, above: str | None, own: Sequence[str]) -> Iterator[CannedReply]:
    by_key = dict(pairs)
    texts = [key for key, value in pairs if isinstance(value, _Text) and value.value.strip()]
    named = name_field(texts)
    name = by_key[named].value if named else above
    if isinstance(by_key.get("field"), _Text):
        yield from _of_action(by_key, above)
        return
    field = reply_field(texts, own)
    if field is not None:
        yield _reply(by_key[field], name)
    for key, below in pairs:
        if key != field and isinstance(below, list) and not all(isinstance(one, _Text) for one in below):
            yield from _walk(below, name, own)


def _by_name(value: Any) -> list[CannedReply]:
    """An object that holds nothing but texts: each is a reply under its key."""
    if not isinstance(value, _Object) or not all(isinstance(one, _Text) for _, one in value):
        return []
    return [_reply(text, key) for key, text in value]


def _of_action(action: dict[str, Any], name: str | None) -> Iterator[CannedReply]:
    """An action of a macro: its comment is the reply, a text or the last of a list."""
    value = action.get("value")
    given = value[-1] if isinstance(value, list) and value and not isinstance(value, _Text | _Object) else value
    if action["field"].value.startswith("comment_value") and isinstance(given, _Text):
        yield _reply(given, name)


def _reply(text: _Text, name: str | None) -> CannedReply:
    return CannedReply(readable(text.value), text.line, text.column, name, as_written=False)
