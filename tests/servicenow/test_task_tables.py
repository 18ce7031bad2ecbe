"""Requested items, catalog tasks and interactions are read and noted as incidents are."""

import pytest
from servicenow.world import World, note

PERSON, ITEM = "a" * 32, "b" * 32
ROWS = {
    "sc_req_item": {"number": "RITM0010001", "requested_for": PERSON},
    "sc_task": {"number": "SCTASK0010001", "request_item": ITEM},
    "interaction": {"number": "IMS0010001", "opened_for": PERSON},
}


@pytest.fixture(params=ROWS)
def task(world: World, request: pytest.FixtureRequest) -> str:
    instance = world.sandbox._instance
    instance.keep("sys_user", {"sys_id": PERSON, "user_name": "ana", "name": "Ana Prado", "title": "Ward nurse"})
    instance.keep("sc_req_item", {"sys_id": ITEM, "number": "RITM0010009", "requested_for": PERSON})
    row = {"sys_id": "c" * 32, "short_description": "A dock", "description": "A second dock, please.", "state": "1"}
    stamped = {"opened_at": "2026-11-02 09:14:00", "sys_updated_on": "2026-11-02 09:14:00"}
    instance.keep(request.param, {**row, **stamped, **ROWS[request.param]})
    return str(request.param)


def test_it_is_read_with_its_requester(world: World, task: str) -> None:
    ticket = world.connector().fetch(ROWS[task]["number"])

    assert (ticket.requester.name, ticket.requester.role) == ("Ana Prado", "Ward nurse")
    assert ticket.messages[0].body == "A second dock, please."
    assert f"/{task}.do?sys_id=" in (ticket.url or "")


def test_a_note_is_left_on_it_and_found_again(world: World, task: str) -> None:
    connector = world.connector()
    placed = connector.push(note(ROWS[task]["number"]))

    assert connector.notes(ROWS[task]["number"]) == (placed,)
    [entry] = world.sandbox._instance.journal["c" * 32]
    assert (entry["name"], entry["element"]) == (task, "work_notes")
