"""Text and Markdown: one reply a file, or several parted by a line of dashes or by first-level headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.library.reply import CannedReply
from empathkit.text.spans import blanked

_PARTED = re.compile(r"^(?:-{3,}|={3,}|\*{3,})[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n.{0,8000}?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_TITLE = re.compile(r"^#[ \t]+(\S.*)$", re.MULTILINE)
_OUR_OWN = re.compile(r"empathkit:", re.IGNORECASE)


def plain_replies(text: str, *, markdown: bool) -> list[CannedReply]:
    """The replies of a text. Of Markdown the front matter and headings are no reply."""
    body = _without_front(text) if markdown else text
    titles = [one for one in _TITLE.finditer(body) if not _OUR_OWN.match(one[1])] if markdown else []
    parts = _by_title(body, titles) if len(titles) > 1 else _by_line(body)
    return [one for one in (_reply(text, start, end, name, markdown) for start, end, name in parts) if one.text.strip()]


def _without_front(text: str) -> str:
    front = _FRONT.match(text)
    return blanked(text, [front.span()]) if front else text


def _by_title(body: str, titles: list[re.Match[str]]) -> Iterator[tuple[int, int, str | None]]:
    yield 0, titles[0].start(), None
    ends = [one.start() for one in titles[1:]] + [len(body)]
    for title, end in zip(titles, ends, strict=True):
        yield title.start(), end, title[1].strip()


def _by_line(body: str) -> Iterator[tuple[int, int, str | None]]:
    marks = list(_PARTED.finditer(body))
    starts = [0, *(one.end() for one in marks)]
    ends = [*(one.start() for one in marks), len(body)]
    filled = [(start, end) for start, end in zip(starts, ends, strict=True) if body[start:end].strip()]
    for number, (start, end) in enumerate(filled, 1):
        yield start, end, str(number) if len(filled) > 1 else None


def _reply(text: str, start: int, end: int, name: str | None, markdown: bool) -> CannedReply:
    part = text[start:end]
    if markdown:
        front = _FRONT.match(part) if start == 0 else None
        heads = [one.span() for one in _HEADING.finditer(part) if not _OUR_OWN.match(one[1])]
        part = blanked(part, [*([front.span()] if front else []), *heads])
    line = text.count("\n", 0, start) + 1
    return CannedReply(part, line=line, column=start - (text.rfind("\n", 0, start) + 1) + 1, name=name)
