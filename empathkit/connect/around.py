"""Connectors with something around them: a note that leads to the desk's page, and a desk that only looks on."""

from __future__ import annotations

from urllib.parse import quote

from empathkit.models import InternalNote, Link, PlacedNote, Ticket
from empathkit.ports import Connector, Preview

#: The notes that have a page: a reply to read, or a card.
WITH_PAGE = frozenset({"suggestion", "card"})


class Around:
    """A connector that hands everything on."""

    def __init__(self, inner: Connector) -> None:
        self.inner = inner
        self.platform = inner.platform
        self.site = inner.site

    def fetch(self, key: str) -> Ticket:
        """As the connector inside does."""
        return self.inner.fetch(key)

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """As the connector inside does."""
        return self.inner.notes(key)

    def push(self, note: InternalNote) -> PlacedNote:
        """As the connector inside does."""
        return self.inner.push(note)

    def preview(self, note: InternalNote) -> Preview:
        """As the connector inside does."""
        return self.inner.preview(note)


class Linked(Around):
    """Its notes lead to their pages under ``base``, the public address of the service; ``words`` is what is shown."""

    def __init__(self, inner: Connector, base: str, words: str) -> None:
        super().__init__(inner)
        self._base = base.rstrip("/")
        self._words = words

    def push(self, note: InternalNote) -> PlacedNote:
        """With the link."""
        return self.inner.push(self._with_link(note))

    def preview(self, note: InternalNote) -> Preview:
        """With the link."""
        return self.inner.preview(self._with_link(note))

    def _with_link(self, note: InternalNote) -> InternalNote:
        """The link stands before the last block: that one holds the marker."""
        if note.kind not in WITH_PAGE:
            return note
        link = Link(text=self._words, url=self._base + page_of(self.platform, note.ticket))
        return note.model_copy(update={"blocks": (*note.blocks[:-1], link, *note.blocks[-1:])})


class Shadow(Around):
    """Reads and never writes: what would be pushed is kept for the desk alone."""

    def push(self, note: InternalNote) -> PlacedNote:
        """Nothing is written: a note without an id."""
        return PlacedNote(id="", marker=note.marker)


def page_of(platform: str, key: str) -> str:
    """Where a ticket's page stands at the desk."""
    return f"/desk/tickets/{quote(platform, safe='')}/{quote(key, safe='')}"
