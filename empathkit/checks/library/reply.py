"""One canned reply of a file."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|p|li)\b[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,600}>")


@dataclass(frozen=True)
class CannedReply:
    """A reply with its name in the file, and where its text begins there (line and column from 1).

    ``as_written``: the text stands in the file as it is, so that its own line breaks count lines there.
    """

    text: str
    line: int = 1
    column: int = 1
    name: str | None = None
    as_written: bool = True

    def place(self, at: int) -> tuple[int, int]:
        """Line and column in the file of an offset in the text."""
        if not self.as_written:
            return self.line, self.column
        before = self.text[:at]
        breaks = before.count("\n")
        column = at - (before.rfind("\n") + 1) + 1
        return self.line + breaks, column if breaks else column + self.column - 1


def readable(text: str) -> str:
    """Text of a field that may hold HTML: tags gone, blocks as lines, entities as the characters they stand for."""
    if not _TAG.search(text):
        return text
    return html.unescape(_TAG.sub(" ", _BREAK.sub("\n", text)))
