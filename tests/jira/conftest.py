"""A running Jira sandbox."""

from collections.abc import Iterator

import httpx
import pytest
from jira_desk import Desk

from empathkit.testing.server import running
from empathkit_jira.sandbox import JiraSandbox


@pytest.fixture
def box() -> JiraSandbox:
    """Override in a test by parametrizing for a sandbox with a switch."""
    return JiraSandbox()


@pytest.fixture
def desk(box: JiraSandbox) -> Iterator[Desk]:
    with (
        running(box.app()) as url,
        httpx.Client(base_url=url, auth=("agent@acme.example", "x"), timeout=10) as http,
    ):
        yield Desk(box, url, http)
