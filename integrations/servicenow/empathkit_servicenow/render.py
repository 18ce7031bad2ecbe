"""A note's blocks as the text of a work note: HTML in one ``[code]...[/code]``, everything escaped. Pure."""

from __future__ import annotations

from empathkit.models import Block, Bullets, Divider, Heading, InternalNote, Link, Paragraph, Reply, Rows
from empathkit_servicenow.codetag import escape


def render(note: InternalNote) -> str:
    """The note as one line without line breaks: the platform would add its own to them."""
    return "[code]" + "".join(_block(block) for block in note.blocks) + "[/code]"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<p><b>{escape(block.text)}</b></p>"
        case Paragraph():
            return f"<p>{escape(block.text)}</p>"
        case Reply():
            return f"<blockquote>{escape(block.text)}</blockquote>"
        case Bullets():
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
        case Rows():
            return "<table>" + "".join(_row(name, value) for name, value in block.rows) + "</table>"
        case Link():
            return f'<p><a href="{escape(block.url)}">{escape(block.text)}</a></p>'
        case Divider():
            return "<hr>"


def _row(name: str, value: str) -> str:
    return f"<tr><td><b>{escape(name)}</b></td><td>{escape(value)}</td></tr>"
