"""A ticket with all its context takes two round trips, and no more than the rights of the account."""

from typing import Any

import pytest
from servicenow.world import World, ticket

from empathkit_servicenow import batch

FULL: dict[str, Any] = {
    "devices": [{"name": "LT-2231"}],
    "history": [{"key": "INC0010007", "summary": "VPN asks twice", "opened": "2026-05-04T08:00:00Z"}],
}
SAID = ({"author": "requester", "body": "It drops."}, {"author": "agent", "body": "Which network?"})


def paths(world: World) -> list[str]:
    return [entry["path"] for entry in world.sandbox.journal]


def test_a_ticket_takes_two_round_trips(world: World) -> None:
    key = world.post(ticket(*SAID, **FULL))
    got = world.connector().fetch(key)
    assert paths(world) == ["/api/now/v2/table/incident", "/api/now/v1/batch"]
    assert [one.body for one in got.messages] == ["It drops.", "Which network?"]
    assert ([one.name for one in got.requester.devices], len(got.requester.history)) == (["LT-2231"], 1)


@pytest.mark.parametrize(("fault", "times"), [("hidden", 1), ("500", 1), ("429", 1), ("truncate", 2)])
def test_a_batch_that_stumbles_loses_nothing(world: World, fault: str, times: int) -> None:
    key = world.post(ticket(*SAID, **FULL))
    whole = world.connector().fetch(key)
    world.fail(fault, match="/api/now/v1/batch", times=times, fields=["nothing"], retry_after=0)
    assert world.connector().fetch(key) == whole


@pytest.mark.parametrize("address", ["/api/now/v1/no", "/api/now/v2/table/incident/" + "0" * 32])
def test_without_batches_each_read_is_made_alone_and_they_are_not_asked_for_again(
    world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = world.post(ticket(*SAID, **FULL))
    whole = world.connector().fetch(key)
    monkeypatch.setattr(batch, "PATH", address)
    before, connector = len(paths(world)), world.connector()
    assert [connector.fetch(key) for _ in range(2)] == [whole, whole]
    assert paths(world)[before:].count(address) == 1


def test_a_table_the_account_may_not_read_costs_that_part_only(world: World) -> None:
    key = world.post(ticket(*SAID, **FULL))
    world.sandbox.rights.denied.add("cmdb_ci_computer")
    got = world.connector().fetch(key)
    assert (got.requester.devices, len(got.requester.history)) == ((), 1)
    assert paths(world) == ["/api/now/v2/table/incident", "/api/now/v1/batch"]


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"serviced_requests": "x"}, {"serviced_requests": [7, {"id": "9"}, {"id": "0", "status_code": 500}]},
     {"serviced_requests": [{"id": "0", "status_code": 200, "body": "%"}]},
     {"serviced_requests": [{"id": "0", "status_code": 200, "body": 7, "headers": 3}]},
     {"serviced_requests": [], "unserviced_requests": ["0"]}],
    ids=str,
)  # fmt: skip
def test_what_a_batch_did_not_answer_well_is_left_out(document: Any) -> None:
    assert batch.served(document, ["/u"]) == {}
