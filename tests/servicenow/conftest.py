"""One sandbox for all tests of this folder, emptied before each."""

from collections.abc import Iterator

import pytest
from servicenow.world import World

from empathkit.testing.server import running
from empathkit_servicenow.sandbox import ServiceNowSandbox


@pytest.fixture(scope="session")
def _served() -> Iterator[tuple[ServiceNowSandbox, str]]:
    sandbox = ServiceNowSandbox()
    with running(sandbox.app()) as url:
        yield sandbox, url


@pytest.fixture
def world(_served: tuple[ServiceNowSandbox, str]) -> World:
    sandbox, url = _served
    sandbox.reset()
    return World(sandbox, url)
