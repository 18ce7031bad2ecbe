import os
import sys
import tempfile

import pytest
from databases import postgres

from empathkit.connect import limits


@pytest.fixture(autouse=True)
def no_host_is_known():
    """What one test learned of a host holds nobody back in another."""
    limits.forget()


@pytest.fixture(scope="session")
def postgres_folder():
    """A folder of its own: pytest's are swept when other runs begin, and a server whose files go ends in a panic."""
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'queue.db'}"
        return
    if sys.platform == "win32" or not hasattr(os, "fork"):
        pytest.skip("PostgreSQL is started on POSIX systems only")
    with postgres(request.getfixturevalue("postgres_folder")) as url:
        yield url
