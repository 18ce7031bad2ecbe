"""The sandbox's aggregates, batches and tokens."""

import base64
import json
from typing import Any

import httpx
import pytest
from servicenow.world import World, ticket


@pytest.fixture
def three(world: World) -> World:
    for number, priority in ((1, "1"), (2, "3"), (3, "3")):
        world.post(ticket(key=f"INC001000{number}") | {"priority": priority})
    return world


def test_a_count_is_text(three: World) -> None:
    answer = three.get("/api/now/stats/incident", sysparm_count="true", sysparm_query="priority=3")
    assert answer.json() == {"result": {"stats": {"count": "2"}}}


def test_counts_come_in_groups(three: World) -> None:
    params = {"sysparm_count": "true", "sysparm_group_by": "priority"}
    assert three.get("/api/now/stats/incident", **params).json()["result"] == [
        {"stats": {"count": "1"}, "groupby_fields": [{"field": "priority", "value": "1"}]},
        {"stats": {"count": "2"}, "groupby_fields": [{"field": "priority", "value": "3"}]},
    ]


@pytest.mark.parametrize(("kind", "value"), [("sum", "7"), ("min", "1"), ("max", "3"), ("avg", "2.33333")])
def test_numbers_are_reckoned(three: World, kind: str, value: str) -> None:
    stats = three.get("/api/now/stats/incident", **{f"sysparm_{kind}_fields": "priority"}).json()["result"]["stats"]
    assert stats == {kind: {"priority": value}}


def batch(world: World, *requests: dict[str, Any], number: Any = 7) -> dict[str, Any]:
    document = {"batch_request_id": number, "rest_requests": list(requests)}
    answer = world.write("POST", "/api/now/v1/batch", document)
    assert answer.status_code == 200
    result: dict[str, Any] = answer.json()
    return result


def test_a_batch_answers_each_request_on_its_own(three: World) -> None:
    note = base64.b64encode(json.dumps({"work_notes": "by batch"}).encode()).decode()
    done = batch(
        three,
        {"id": "a", "method": "GET", "url": "/api/now/table/incident?sysparm_query=priority=1&sysparm_fields=number"},
        {"id": "b", "method": "GET", "url": "/api/now/table/nothing"},
        {
            "id": "c",
            "method": "PATCH",
            "url": f"/api/now/table/incident/{three.sys_id('INC0010001')}",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "body": note,
        },
    )
    assert (done["batch_request_id"], done["unserviced_requests"]) == ("7", [])
    assert [(one["id"], one["status_code"]) for one in done["serviced_requests"]] == [
        ("a", 200),
        ("b", 400),
        ("c", 200),
    ]
    assert json.loads(base64.b64decode(done["serviced_requests"][0]["body"])) == {"result": [{"number": "INC0010001"}]}
    assert three.conversation("INC0010001")[-1]["body"] == "by batch"


@pytest.mark.parametrize(
    "document", [{"rest_requests": "x"}, {"rest_requests": [1]}, [], {"rest_requests": [{"body": "é"}]}]
)
def test_a_batch_that_is_none_is_refused(world: World, document: Any) -> None:
    answer = world.write("POST", "/api/now/v1/batch", document)
    assert (answer.status_code, answer.json()["status"]) == (400, "failure")


def token(world: World, **form: str) -> httpx.Response:
    return httpx.post(f"{world.url}/oauth_token.do", data={"client_id": "c", "client_secret": "s", **form})


def test_a_token_acts_for_its_user_and_is_the_same_when_asked_again(world: World) -> None:
    key = world.post(ticket())
    first = token(world, grant_type="password", username="agent.kim", password="p").json()
    assert first == token(world, grant_type="password", username="agent.kim", password="p").json()
    assert (first["token_type"], first["scope"], first["expires_in"]) == ("Bearer", "useraccount", 1800)
    path = f"{world.url}/api/now/table/incident/{world.sys_id(key)}"
    headers = {"Authorization": f"Bearer {first['access_token']}"}
    assert httpx.patch(path, json={"comments": "hi"}, headers=headers).json()["result"]["sys_updated_by"] == "agent.kim"
    refreshed = token(world, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert (refreshed["access_token"], "refresh_token" in refreshed) == (first["access_token"], False)


def test_a_client_gets_a_token_of_its_own(world: World) -> None:
    given = token(world, grant_type="client_credentials").json()
    assert "refresh_token" not in given


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": "password"},
        {"grant_type": "client_credentials", "client_secret": ""},
        {"grant_type": "magic"},
    ],
    ids=["nothing", "no-user", "no-secret", "unknown"],
)
def test_a_token_is_denied_where_something_is_missing(world: World, form: dict[str, str]) -> None:
    answer = token(world, **form)
    assert (answer.status_code, answer.json()["error"]) == (401, "access_denied")


def test_a_token_is_asked_for_with_a_form(world: World) -> None:
    document = {"grant_type": "client_credentials", "client_id": "c", "client_secret": "s"}
    assert httpx.post(f"{world.url}/oauth_token.do", json=document).status_code == 401
