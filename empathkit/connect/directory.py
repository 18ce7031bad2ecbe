"""A desk's own directories of people, named in the settings, beside any connector."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from importlib import import_module

from empathkit.context.sources import completed
from empathkit.errors import ConfigurationError
from empathkit.models import InternalNote, PlacedNote, Requester, Ticket
from empathkit.ports import Connector, ContextSource, Preview
from empathkit.settings import Settings

log = logging.getLogger("empathkit.directory")

#: Comma-separated ``module:factory``; a factory takes the settings and gives a :class:`~empathkit.ports.ContextSource`.
SETTING = "EMPATHKIT_DIRECTORIES"


def directories(settings: Settings) -> tuple[ContextSource, ...]:
    """The directories the desk has named, in their order. Raises ConfigurationError for one that can't be opened."""
    named = (settings.get(SETTING) or "").split(",")
    return tuple(_open(name.strip(), settings) for name in named if name.strip())


def _open(name: str, settings: Settings) -> ContextSource:
    module, _, factory = name.partition(":")
    try:
        make: Callable[[Settings], ContextSource] = getattr(import_module(module), factory)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigurationError(
            f"{SETTING}: {name} can't be found: want module:factory, importable here ({type(error).__name__})"
        ) from error
    return make(settings)


def with_directories(connector: Connector, sources: Sequence[ContextSource]) -> Connector:
    """The connector, its tickets' requesters completed from the directories."""
    return Completed(connector, sources) if sources else connector


class Completed:
    """A connector whose tickets know what the desk's own directories know of the requester. Implements
    :class:`empathkit.ports.Connector`."""

    def __init__(self, connector: Connector, sources: Sequence[ContextSource]) -> None:
        self._connector, self._sources = connector, tuple(_Steady(one) for one in sources)
        self.platform, self.site = connector.platform, connector.site

    def fetch(self, key: str) -> Ticket:
        """The ticket, each gap of its requester filled by the first directory that can."""
        ticket = self._connector.fetch(key)
        return ticket.model_copy(update={"requester": completed(ticket.requester, self._sources)})

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """As the connector has them."""
        return self._connector.notes(key)

    def push(self, note: InternalNote) -> PlacedNote:
        """As the connector does it."""
        return self._connector.push(note)

    def preview(self, note: InternalNote) -> Preview:
        """As the connector would do it."""
        return self._connector.preview(note)


class _Steady:
    """A directory that is down costs the note what it knows, never the note."""

    def __init__(self, source: ContextSource) -> None:
        self._source = source

    def lookup(self, requester: Requester) -> Requester | None:
        try:
            return self._source.lookup(requester)
        except Exception as error:  # noqa: BLE001 - a desk's own code, of which nothing is known
            log.warning("%s did not answer: %s", type(self._source).__name__, type(error).__name__)
            return None
