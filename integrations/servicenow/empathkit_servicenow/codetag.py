"""``[code]...[/code]``: what stands inside is shown as HTML by the platform. Pure, both ways.

Source: ServiceNow, "Render journal field entries as HTML" (on by default, ``glide.ui.security.allow_codetag``).
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_TAGGED = re.compile(r"\[code\](.*?)\[/code\]", re.IGNORECASE | re.DOTALL)
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINES = frozenset(
    {"p", "div", "br", "hr", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4"}
)
_BEGIN_ONLY = frozenset({"br", "hr", "li", "tr", "td", "th"})
_CELLS = frozenset({"td", "th"})
_HIDDEN = frozenset({"script", "style", "head", "title"})


def escape(text: str) -> str:
    """Text as HTML that shows exactly it. Brackets are escaped too, so that no ``[/code]`` in it ends the block;
    code points no database takes (control characters, lone surrogates) become U+FFFD."""
    safe = html.escape(_UNSAFE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")), quote=True)
    return safe.replace("[", "&#91;").replace("]", "&#93;").replace("\n", "<br>")


def to_text(value: str) -> str:
    """A journal entry as plain text: HTML inside ``[code]`` is turned to text, all else stays as it is."""
    if "[" not in value:
        return value
    return _TAGGED.sub(lambda found: _html_text(found[1]), value)


def _html_text(markup: str) -> str:
    reader = _Text()
    reader.feed(markup)
    reader.close()
    lines = "".join(reader.pieces).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag not in _BEGIN_ONLY:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if tag in _LINES:
            self.pieces.append("\n")
        elif tag in _CELLS:
            self.pieces.append(" ")
