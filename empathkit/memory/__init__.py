"""What must not be asked twice: kept in the process, or in a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from empathkit.errors import ConfigurationError

if TYPE_CHECKING:
    from empathkit.memory.sql import SqlMemory
    from empathkit.settings import Settings

DEFAULT_URL = "sqlite:///empathkit.db"


def database_url(settings: Settings) -> str:
    """``EMPATHKIT_DATABASE_URL``, or a file in the working folder."""
    return settings.get("EMPATHKIT_DATABASE_URL") or DEFAULT_URL


def stored_file(settings: Settings) -> Path | None:
    """The file a SQLite URL names; None for any other database."""
    url = database_url(settings)
    scheme, _, rest = url.partition(":///")
    name = rest.partition("?")[0]
    return Path(name) if scheme.partition("+")[0] == "sqlite" and name not in {"", ":memory:"} else None


def open_memory(settings: Settings) -> SqlMemory:
    """The desk's memory. Raises ConfigurationError when its database can't be opened."""
    try:
        from empathkit.memory.sql import SqlMemory
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f'memory needs the package {error.name}: pip install ".[server]" in the checkout'
        ) from error
    return SqlMemory(database_url(settings))
