"""The sandbox answers the Table API as the platform does, quirks included."""

from typing import Any

import httpx
import pytest
from servicenow.world import World, ticket

from empathkit_servicenow.sandbox.seed import sys_id_of

INCIDENTS = "/api/now/table/incident"


def numbers(world: World, query: str, path: str = INCIDENTS, **params: Any) -> list[str]:
    answer = world.get(path, sysparm_query=query, sysparm_fields="number", **params)
    return [row["number"] for row in answer.json()["result"]]


@pytest.fixture
def four(world: World) -> World:
    for number, person in ((1, "u1"), (2, "u2"), (3, "u1"), (4, "u3")):
        given = ticket(key=f"INC001000{number}", id=person, name=f"Person {person}", email=f"{person}@desk.example")
        given |= {"created": f"2026-11-0{number}T08:00:00Z", "priority": str(number)}
        world.post(given | {"summary": f"Summary {number}"})
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "1234"),
        ("number=INC0010002", "2"),
        ("number!=INC0010002", "134"),
        ("priority<3", "12"),
        ("priority>=3", "34"),
        ("opened_at>2026-11-02 08:00:00", "34"),
        ("opened_atBETWEEN2026-11-02 00:00:00@2026-11-03 23:00:00", "23"),
        ("short_descriptionLIKEary 3", "3"),
        ("short_descriptionNOT LIKEary 3", "124"),
        ("numberSTARTSWITHINC001", "1234"),
        ("numberENDSWITH04", "4"),
        ("numberININC0010001,INC0010004", "14"),
        ("numberNOT ININC0010001,INC0010004", "23"),
        ("close_notesISEMPTY", "1234"),
        ("close_notesISNOTEMPTY", ""),
        ("caller_id.user_name=u1", "13"),
        ("caller_id.nameLIKEu2", "2"),
        ("caller_id.user_name=u1^priority=3", "3"),
        ("priority=1^ORpriority=2^caller_id.user_name=u2", "2"),
        ("priority=1^NQpriority=4", "14"),
        ("priority=1^NQpriority=4^caller_id.user_name=u1", "1"),
        ("ORDERBYDESCnumber", "4321"),
        ("caller_id.user_name!=u2^ORDERBYcaller_id.user_name^ORDERBYDESCnumber", "314"),
        ("priority>1^EQ", "234"),
    ],
)
def test_encoded_queries_find_what_they_say(four: World, query: str, found: str) -> None:
    assert numbers(four, query) == [f"INC001000{digit}" for digit in found]


@pytest.mark.parametrize("query", ["numbr=INC0010002", "number~INC0010002", "caller_id.shoe=9", "^^", "number.x=1"])
def test_what_is_not_understood_is_dropped_and_all_is_found(four: World, query: str) -> None:
    assert len(numbers(four, query)) == 4


def test_the_rest_of_a_query_runs_without_what_was_dropped(four: World) -> None:
    assert numbers(four, "nonsense^priority=2^ORshoe=9") == ["INC0010002"]


def test_plain_pairs_may_stand_for_a_query(four: World) -> None:
    rows = four.get(INCIDENTS, number="INC0010003").json()["result"]
    assert [row["number"] for row in rows] == ["INC0010003"]


@pytest.mark.parametrize(
    ("display", "exclude", "cell"),
    [
        ("false", "false", {"link": "LINK", "value": "ID"}),
        ("false", "true", "ID"),
        ("true", "false", {"display_value": "Ana Prado", "link": "LINK"}),
        ("true", "true", "Ana Prado"),
        ("all", "false", {"display_value": "Ana Prado", "value": "ID", "link": "LINK"}),
        ("all", "true", {"display_value": "Ana Prado", "value": "ID"}),
    ],
)
def test_a_reference_is_shown_as_asked_for(world: World, display: str, exclude: str, cell: Any) -> None:
    world.post(ticket())
    person = sys_id_of("sys_user", "u1")
    params = {"sysparm_display_value": display, "sysparm_exclude_reference_link": exclude}
    row = world.get(INCIDENTS, **params).json()["result"][0]
    expected = str(cell).replace("LINK", f"{world.url}/api/now/table/sys_user/{person}").replace("ID", person)
    assert str(row["caller_id"]) == expected


def test_labels_and_times_are_shown_for_people_and_stored_in_utc(world: World) -> None:
    world.post(ticket())
    row = world.get(INCIDENTS, sysparm_display_value="all").json()["result"][0]
    assert row["state"] == {"display_value": "New", "value": "1"}
    assert row["opened_at"] == {"display_value": "2026-11-02 01:14:00", "value": "2026-11-02 09:14:00"}
    assert row["assigned_to"] == {"display_value": "", "value": ""}


def test_fields_are_dot_walked_and_unknown_ones_left_out(world: World) -> None:
    world.post(ticket(department="Ward 3"))
    row = world.get(INCIDENTS, sysparm_fields="number,caller_id.department.name,shoe_size,caller_id.shoe").json()[
        "result"
    ][0]
    assert row == {"number": "INC0012345", "caller_id.department.name": "Ward 3"}


def test_journal_fields_are_empty_when_stored_and_glued_when_shown(world: World) -> None:
    key = world.post(ticket())
    world.say(key, "requester", "first")
    world.say(key, "agent", "second", public=False)
    fields = "comments,work_notes,comments_and_work_notes"
    stored = world.get(INCIDENTS, sysparm_fields=fields).json()["result"][0]
    assert set(stored.values()) == {""}
    shown = world.get(INCIDENTS, sysparm_fields=fields, sysparm_display_value="true").json()["result"][0]
    assert shown["comments"].splitlines()[0].endswith(" - Ana Prado (Additional comments)")
    assert shown["comments"].splitlines()[1] == "first"
    assert "first" not in shown["work_notes"]
    assert shown["comments_and_work_notes"].index("second") < shown["comments_and_work_notes"].index("first")


def test_a_list_is_counted_and_linked_page_by_page(four: World) -> None:
    answer = four.get(INCIDENTS, sysparm_limit=1, sysparm_offset=1, sysparm_query="ORDERBYnumber")
    assert answer.headers["X-Total-Count"] == "4"
    links = answer.headers["Link"].split(",")
    assert [link.rpartition("rel=")[2] for link in links] == ['"first"', '"prev"', '"next"', '"last"']
    following = links[2].partition(">")[0].removeprefix("<")
    assert httpx.get(following, auth=("a", "b")).json()["result"][0]["number"] == "INC0010003"


@pytest.mark.parametrize("params", [{"sysparm_suppress_pagination_header": "true", "sysparm_limit": 1}, {}])
def test_there_are_no_links_where_none_are_wanted_or_needed(four: World, params: dict[str, Any]) -> None:
    assert "Link" not in four.get(INCIDENTS, **params).headers


def test_a_page_is_cut_before_rows_are_hidden(four: World) -> None:
    four.sandbox.rights.hidden_rows.add(four.sys_id("INC0010001"))
    answer = four.get(INCIDENTS, sysparm_limit=2, sysparm_query="ORDERBYnumber", sysparm_fields="number")
    assert [row["number"] for row in answer.json()["result"]] == ["INC0010002"]
    assert answer.headers["X-Total-Count"] == "4"


@pytest.mark.parametrize(("version", "status"), [("", 200), ("v2/", 200), ("v1/", 404)])
def test_only_the_first_version_calls_nothing_not_found(world: World, version: str, status: int) -> None:
    answer = world.get(f"/api/now/{version}table/incident", sysparm_query="number=INC0099999")
    assert answer.status_code == status
    if status == 404:
        detail = "Record doesn't exist or ACL restricts the record retrieval"
        assert answer.json() == {"error": {"message": "No Record found", "detail": detail}, "status": "failure"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{INCIDENTS}/{'f' * 32}", 404),
        ("/api/now/table/no_such_table", 400),
        ("/api/now/nothing", 400),
        ("/api/now/v9/table/incident", 400),
        ("/api/sn_km_api/knowledge/articles", 400),
    ],
)
def test_an_error_has_the_platforms_envelope(world: World, path: str, status: int) -> None:
    answer = world.get(path)
    assert answer.status_code == status
    assert answer.json()["status"] == "failure"
    assert set(answer.json()["error"]) == {"message", "detail"}


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic"}, {"Authorization": "Basic !!"}, {"Authorization": "Basic YTo="},
     {"Authorization": "Basic OmI="}, {"Authorization": "Bearer"}, {"x-sn-apikey": ""}],
    ids=["none", "bare", "garbage", "no-password", "no-user", "no-token", "no-key"],
)  # fmt: skip
def test_nobody_is_let_in_without_credentials(world: World, headers: dict[str, str]) -> None:
    answer = httpx.get(world.url + INCIDENTS, headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'BASIC realm="Service-now"')
    assert answer.json() == {
        "error": {"message": "User Not Authenticated", "detail": "Required to provide Auth information"},
        "status": "failure",
    }


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Basic YTpi"}, {"Authorization": "Bearer t"}, {"x-sn-apikey": "k"}]
)
def test_any_credentials_are_let_in(world: World, headers: dict[str, str]) -> None:
    assert httpx.get(world.url + INCIDENTS, headers=headers).status_code == 200


def test_a_denied_table_is_forbidden(world: World) -> None:
    world.sandbox.rights.denied.add("sys_user")
    answer = world.get("/api/now/table/sys_user")
    assert (answer.status_code, answer.json()["error"]["message"]) == (403, "User Not Authorized")


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_a_record_is_changed_and_echoed(world: World, method: str) -> None:
    sys_id = world.sys_id(world.post(ticket()))
    answer = world.write(method, f"{INCIDENTS}/{sys_id}", {"priority": 1, "active": True, "shoe": "9", "sys_id": "x"})
    assert answer.status_code == 200
    row = answer.json()["result"]
    assert (row["priority"], row["active"], row["sys_id"], row["sys_mod_count"]) == ("1", "true", sys_id, "1")
    assert row["sys_updated_by"] == "agent.kim"


def test_resolving_and_reopening_follow_the_state_model(world: World) -> None:
    path = f"{INCIDENTS}/{world.sys_id(world.post(ticket()))}"
    resolved = world.write("PATCH", path, {"state": "6"}).json()["result"]
    assert resolved["resolved_at"]
    assert resolved["incident_state"] == "6"
    assert world.write("PATCH", path, {"state": "7"}).json()["result"]["active"] == "false"
    reopened = world.write("PATCH", path, {"state": "2"}).json()["result"]
    assert (reopened["resolved_at"], reopened["active"], reopened["reopen_count"]) == ("", "true", "1")


def test_a_caller_who_comments_ends_the_waiting_for_them(world: World) -> None:
    key = world.post(ticket())
    path = f"{INCIDENTS}/{world.sys_id(key)}"
    world.write("PATCH", path, {"state": "3", "hold_reason": "1"})
    world.say(key, "requester", "here I am")
    row = world.get(path).json()["result"]
    assert (row["state"], row["hold_reason"]) == ("2", "")


def test_a_created_incident_is_a_ticket(world: World) -> None:
    world.post(ticket())
    person = sys_id_of("sys_user", "u1")
    answer = world.write(
        "POST", INCIDENTS, {"short_description": "New", "description": "It broke.", "caller_id": person}
    )
    row = answer.json()["result"]
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"{INCIDENTS}/{row['sys_id']}")
    assert [one["body"] for one in world.conversation(row["number"])] == ["It broke."]
    assert world.connector().fetch(row["number"]).requester.name == "Ana Prado"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_no_record_is_refused(world: World, content: bytes, kind: str, status: int) -> None:
    url = f"{world.url}{INCIDENTS}/{world.sys_id(world.post(ticket()))}"
    answer = httpx.patch(url, content=content, headers={"Content-Type": kind}, auth=("a", "b"))
    assert (answer.status_code, answer.json()["status"]) == (status, "failure")


def test_nothing_can_be_deleted(world: World) -> None:
    path = f"{INCIDENTS}/{world.sys_id(world.post(ticket()))}"
    assert httpx.delete(world.url + path, auth=("a", "b")).status_code == 403
    assert world.get(path).status_code == 200


@pytest.mark.parametrize("table", ["sc_req_item", "sc_task", "interaction", "cmn_location"])
def test_tables_we_ask_for_are_there_and_may_be_empty(world: World, table: str) -> None:
    answer = world.get(f"/api/now/table/{table}")
    assert (answer.status_code, answer.json()) == (200, {"result": []})
