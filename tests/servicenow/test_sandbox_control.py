"""The sandbox's control API: what is posted is kept in the platform's own way."""

from typing import Any

import httpx
import pytest
from servicenow.world import MARKER, World, ticket

from empathkit.models import Ticket, TicketEvent
from empathkit_servicenow import platform
from empathkit_servicenow.sandbox import ServiceNowSandbox
from empathkit_servicenow.tables import is_sys_id


def post(world: World, given: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{world.url}/_sandbox/tickets", json=given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("INC0012345", "INC0012345"), ("INC00123456", "INC00123456"), ("INC-31002", "INC0010001"), ("IT-1", "INC0010001"),
     ("", "INC0010001"), ("INC123", "INC0010001"), ("inc0012345", "INC0010001")],
)  # fmt: skip
def test_a_key_of_the_platforms_form_is_kept(world: World, given: str, kept: str) -> None:
    answer = post(world, ticket(key=given))
    assert (answer.status_code, answer.json()) == (201, {"key": kept})


def test_a_key_that_is_taken_is_given_to_nobody_twice(world: World) -> None:
    assert [post(world, ticket(key="INC0010002")).json()["key"] for _ in range(3)] == [
        "INC0010002",
        "INC0010003",
        "INC0010004",
    ]


def test_the_same_ticket_makes_the_same_ids_everywhere(world: World) -> None:
    key = world.post(ticket(manager="Bo Li", devices=[{"name": "LT-1"}]))
    other = ServiceNowSandbox()
    other.add_ticket(Ticket.model_validate(ticket(manager="Bo Li", devices=[{"name": "LT-1"}])))
    for table in ("incident", "sys_user", "cmdb_ci_computer"):
        ids = list(world.sandbox._instance.tables[table])
        assert ids == list(other._instance.tables[table])
        assert all(is_sys_id(one) for one in ids)
    assert world.conversation(key)[0]["id"] == world.sys_id(key)


def test_a_requester_who_is_a_sys_id_keeps_it(world: World) -> None:
    given = "0123456789abcdef0123456789abcdef"
    assert world.connector().fetch(world.post(ticket(id=given))).requester.id == given


def test_a_later_ticket_adds_to_what_is_known_of_its_requester(world: World) -> None:
    world.post(ticket(key="INC0010001", role="Nurse", devices=[{"name": "LT-1"}]))
    person = (
        world.connector()
        .fetch(world.post(ticket(key="INC0010002", site="North", devices=[{"name": "LT-2"}])))
        .requester
    )
    assert (person.role, person.site, [one.name for one in person.devices]) == ("Nurse", "North", ["LT-1", "LT-2"])


def test_two_people_of_one_name_are_two_users(world: World) -> None:
    for number, person in ((1, "u1"), (2, "u2")):
        world.post(ticket(key=f"INC001000{number}", id=person, email=None))
        world.say(f"INC001000{number}", "requester", "me again")
    messages = [world.connector().fetch(f"INC001000{number}").messages[1] for number in (1, 2)]
    assert [one.author for one in messages] == ["requester", "requester"]
    assert len({row["user_name"] for row in world.sandbox._instance.tables["sys_user"].values()}) == 4


@pytest.mark.parametrize("past", ["INC0000188", "INC-188", "REQ-8801", "", None])
def test_an_earlier_ticket_is_a_closed_incident(world: World, past: str | None) -> None:
    history = [{"key": past, "summary": "Old", "opened": "2026-01-01", "resolved": "2026-01-02"}]
    (found,) = world.connector().fetch(world.post(ticket(history=history))).requester.history
    row = world.get("/api/now/table/incident", sysparm_query=f"number={found.key}").json()["result"][0]
    assert (found.summary, row["state"], row["active"]) == ("Old", "7", "false")


def test_earlier_tickets_of_two_people_never_share_a_number(world: World) -> None:
    past = [{"key": "A-188", "summary": "Old"}]
    world.post(ticket(key="INC0010001", history=past))
    world.post(ticket(key="INC0010002", id="u2", name="Bo Li", history=past))
    numbers = [row["number"] for row in world.sandbox._instance.tables["incident"].values()]
    assert len(numbers) == len(set(numbers)) == 4


def test_an_earlier_ticket_that_is_posted_later_becomes_a_live_one(world: World) -> None:
    world.post(ticket(key="INC0010005", history=[{"key": "INC0010001", "summary": "Old", "resolved": "2026-01-02"}]))
    world.post(ticket(key="INC0010001"))
    (row,) = world.get("/api/now/table/incident", sysparm_query="number=INC0010001").json()["result"]
    assert (row["state"], row["resolved_at"]) == ("1", "")


@pytest.mark.parametrize(
    ("author", "public", "field"),
    [
        ("requester", True, "comments"),
        ("agent", True, "comments"),
        ("agent", False, "work_notes"),
        ("integration", False, "work_notes"),
    ],
)
def test_what_is_said_is_kept_apart_by_who_sees_it(world: World, author: str, public: bool, field: str) -> None:
    key = world.post(ticket())
    body = {"author": author, "body": "said", "public": public}
    said = httpx.post(f"{world.url}/_sandbox/tickets/{key}/messages", json=body).json()["id"]
    row = world.get(f"/api/now/table/sys_journal_field/{said}").json()["result"]
    assert (row["element"], row["value"], row["name"]) == (field, "said", "incident")
    message = world.connector().fetch(key).messages[-1]
    assert (message.id, message.author, message.public) == (said, author, public)
    assert world.conversation(key)[-1] == message.model_dump()


@pytest.mark.parametrize(
    ("user", "field", "text", "author", "public"),
    [
        ("ana.prado", "comments", "hello", "requester", True),
        ("agent.kim", "comments", "hello", "agent", True),
        ("agent.kim", "work_notes", "hello", "agent", False),
        ("anyone", "work_notes", f"[code]<p>note</p><p>{MARKER}</p>[/code]", "integration", False),
        ("anyone", "comments", f"leaked {MARKER}", "integration", True),
    ],
)
def test_what_comes_through_the_api_is_told_truly(
    world: World, user: str, field: str, text: str, author: str, public: bool
) -> None:
    key = world.post(ticket())
    world.write("PATCH", f"/api/now/table/incident/{world.sys_id(key)}", {field: text}, user=user)
    last = world.conversation(key)[-1]
    assert (last["author"], last["public"]) == (author, public)
    assert "[code]" not in last["body"]


def test_lone_surrogates_and_nulls_travel(world: World) -> None:
    key = world.post(ticket({"author": "requester", "body": "a\ud800b\x00c"}))
    assert world.connector().fetch(key).messages[0].body == "a\ud800b\x00c"
    assert world.conversation(key)[0]["body"] == "a\ud800b\x00c"


def test_an_empty_message_changes_nothing(world: World) -> None:
    key = world.post(ticket())
    assert world.say(key, "requester", "") == ""
    assert len(world.conversation(key)) == 1


@pytest.mark.parametrize(
    "document", [{}, {"requester": {"id": "u"}}, {"requester": {}, "messages": [{"author": "requester"}]}]
)
def test_what_is_no_ticket_is_refused(world: World, document: dict[str, Any]) -> None:
    assert post(world, document).status_code == 422


def test_a_reset_forgets_everything(world: World) -> None:
    world.post(ticket())
    world.sandbox.rights.denied.add("incident")
    assert httpx.post(f"{world.url}/_sandbox/reset").status_code == 204
    assert world.get("/api/now/table/incident").json() == {"result": []}
    assert post(world, ticket(key="")).json() == {"key": "INC0010001"}


def test_the_kits_own_way_to_a_webhook_is_signed_as_the_rules(world: World) -> None:
    found = world.sandbox.find(world.post(ticket()))
    assert found is not None
    receiver = platform.receiver(world.settings())
    created = receiver.accept(*world.sandbox.webhook("created", found, None, "s"))
    assert isinstance(created, TicketEvent)
    assert (created.kind, created.ticket) == ("created", found.key)
    said = receiver.accept(*world.sandbox.webhook("requester_message", found, found.messages[0], "s"))
    assert isinstance(said, TicketEvent)
    assert said.kind == "requester_message"
