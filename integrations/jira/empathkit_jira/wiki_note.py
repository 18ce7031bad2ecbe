"""The blocks of a note as wiki markup, for Jira Data Center. Pure; no text of a user is ever parsed as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from empathkit.models import Block, Bullets, Divider, Heading, InternalNote, Link, Paragraph, Reply, Rows
from empathkit_jira.render import CUTS, LONGEST, shortened
from empathkit_jira.wiki import escape

_UNSAFE = re.compile(r"[\s|\[\]{}\\]")


def markup(note: InternalNote) -> str:
    """The note as one text. Never without its marker, and short enough to be stored."""
    for cut in CUTS:
        parts = _parts(note, cut)
        if sum(len(part) + 2 for part in parts) <= LONGEST:
            return "\n\n".join(parts)
    return "\n\n".join([*_fitting(parts[:-1]), parts[-1]])


def _parts(note: InternalNote, cut: int) -> list[str]:
    parts = [part for block in note.blocks if (part := _block(block, cut))]
    if not parts or note.marker not in parts[-1]:
        parts.append(note.marker)
    return parts


def _fitting(parts: Sequence[str]) -> Iterator[str]:
    """As many parts from the start as fit: the reply stands first, the reasons last."""
    length = 1_000
    for part in parts:
        length += len(part) + 2
        if length > LONGEST:
            return
        yield part


def _block(block: Block, cut: int) -> str:
    match block:
        case Heading():
            return f"h3. {_line(block.text, cut)}"
        case Paragraph():
            return escape(shortened(block.text, cut))
        case Reply():
            return "{panel}\n" + escape(shortened(block.text, LONGEST // 3)) + "\n{panel}"
        case Bullets():
            return "\n".join(f"* {_line(item, cut)}" for item in block.items)
        case Rows():
            return "\n".join(f"||{_cell(name, cut)}|{_cell(value, cut)}|" for name, value in block.rows)
        case Link():
            shown = _line(block.text, cut)
            return shown if _UNSAFE.search(block.url) else f"[{shown}|{block.url}]"
        case Divider():
            return "----"


def _line(text: str, cut: int) -> str:
    return escape(" ".join(shortened(text, cut).split()))


def _cell(text: str, cut: int) -> str:
    """An empty cell would be read as another kind of cell."""
    return _line(text, cut) or " "
