"""Every development case goes through the sandbox and comes back word for word."""

import json
import os
from pathlib import Path

import pytest
from servicenow.world import World

from empathkit.models import Ticket

DATA = os.environ.get("EMPATHKIT_TEST_DATA")
FILES = sorted(Path(DATA).glob("cases/dev-*.jsonl")) if DATA else []

pytestmark = pytest.mark.skipif(not FILES, reason="EMPATHKIT_TEST_DATA does not lead to cases/dev-*.jsonl")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_comes_back_as_it_was_posted(world: World, file: Path) -> None:
    connector = world.connector()
    for line in file.read_text(encoding="utf-8").splitlines():
        given = Ticket.model_validate(json.loads(line)["ticket"])
        found = connector.fetch(world.sandbox.add_ticket(given).key)
        said = [(one.author, one.body, one.public) for one in given.messages]
        assert [(one.author, one.body, one.public) for one in found.messages] == said
        unheld = {"id", "devices", "history", "preferences", "lately"}  # the platform's own ids; others have own tests
        held = {name: value or None for name, value in found.requester.model_dump(exclude=unheld).items()}
        assert held == {name: value or None for name, value in given.requester.model_dump(exclude=unheld).items()}
        assert [one.name for one in found.requester.devices] == sorted(
            (one.name for one in given.requester.devices), key=lambda name: name or ""
        )
