"""A desk's own directories of people, named in the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module

from empathkit.context.sources import completed
from empathkit.errors import ConfigurationError
from empathkit.models import Requester, Ticket
from empathkit.ports import ContextSource
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


def completing(settings: Settings) -> Callable[[Ticket], Ticket]:
    """What adds to a fetched ticket what the desk's own directories know of its requester: each gap is filled by the
    first that can. One that is down costs the note what it knows, never the note. Raises ConfigurationError."""
    sources = tuple(_Steady(one) for one in directories(settings))
    return lambda ticket: ticket.model_copy(update={"requester": completed(ticket.requester, sources)})


class _Steady:
    def __init__(self, source: ContextSource) -> None:
        self._source = source

    def lookup(self, requester: Requester) -> Requester | None:
        try:
            return self._source.lookup(requester)
        except Exception as error:  # noqa: BLE001 - a desk's own code, of which nothing is known
            log.warning("%s did not answer: %s", type(self._source).__name__, type(error).__name__)
            return None
