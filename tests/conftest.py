import os
import sys

import pytest
from databases import postgres

from empathkit.connect import limits


@pytest.fixture(autouse=True)
def no_host_is_known():
    """What one test learned of a host holds nobody back in another."""
    limits.forget()


@pytest.fixture(scope="session")
def postgres_folder(tmp_path_factory):
    return str(tmp_path_factory.mktemp("postgres"))


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
