"""A journal entry as ServiceNow shows it: HTML inside ``[code]``, text outside. Only tags that lay out are kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markupsafe import Markup, escape

from empathkit.testing.ticket_page import link, plain

_TAGGED = re.compile(r"\[code\](.*?)\[/code\]", re.IGNORECASE | re.DOTALL)
_KEPT = frozenset({"p", "b", "i", "u", "blockquote", "ul", "ol", "li", "table", "tr", "td", "th", "pre"})
_EMPTY = frozenset({"br", "hr"})


def html(value: str) -> Markup:
    """A value of the journal."""
    parts = _TAGGED.split(value)
    shown = (_marked(part) if place % 2 else plain(part) for place, part in enumerate(parts) if part.strip())
    return Markup().join(shown)


def _marked(markup: str) -> Markup:
    page = _Page()
    page.feed(markup)
    page.close()
    return Markup().join(page.pieces) + Markup().join(Markup(f"</{tag}>") for tag in reversed(page.open))  # noqa: S704


class _Page(HTMLParser):
    """Kept tags without their attributes; every other tag shows as the text it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Markup] = []
        self.open: list[str] = []
        self._href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        if tag == "a":
            self._href = dict(attrs).get("href") or ""
        elif tag in _KEPT:
            self.open.append(tag)
            self.pieces.append(Markup(f"<{tag}>"))  # noqa: S704 - one of ours
        elif tag in _EMPTY:
            self.pieces.append(Markup(f"<{tag}>"))  # noqa: S704 - one of ours
        else:
            self.pieces.append(escape(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        """A tag ends; one that was not begun is left out."""
        if tag == "a":
            self._href = None
        elif tag in self.open:
            while True:
                last = self.open.pop()
                self.pieces.append(Markup(f"</{last}>"))  # noqa: S704 - one of ours
                if last == tag:
                    return

    def handle_data(self, data: str) -> None:
        """Text."""
        self.pieces.append(escape(data) if self._href is None else link(escape(data), self._href))
