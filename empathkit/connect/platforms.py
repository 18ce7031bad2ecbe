"""Finding the kinds of service desk that are installed, through the entry-point group ``empathkit.connectors``."""

from __future__ import annotations

from importlib.metadata import entry_points

from empathkit.errors import ConfigurationError
from empathkit.ports import Platform

GROUP = "empathkit.connectors"


def names() -> tuple[str, ...]:
    """The names of all installed platforms, sorted."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def find(name: str) -> Platform:
    """The platform of this name. Raises ConfigurationError naming those there are."""
    for entry in entry_points(group=GROUP, name=name):
        platform: Platform = entry.load()
        return platform
    raise ConfigurationError(f"no platform is called {name!r}: there are {', '.join(names()) or 'none'}")
