"""Reading tickets from a running sandbox over HTTP."""

import pytest
from servicenow.world import MARKER, World, account, nap, ticket

from empathkit.errors import (
    AuthenticationFailed,
    InputError,
    NotVisible,
    PermissionDenied,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from empathkit.models import Ticket
from empathkit_servicenow import client, mapping
from empathkit_servicenow.connector import connect
from empathkit_servicenow.sandbox.schema import TABLES
from empathkit_servicenow.sandbox.seed import sys_id_of

RICH = {
    "role": "Nurse", "department": "Ward 3", "manager": "Bo Li", "site": "North", "timezone": "Europe/Paris",
    "language": "de", "vip": True,
    "devices": [
        {
            "name": "LT-1", "model": "ThinkPad", "os": "Windows 11", "assigned": "2025-03",
            "last_seen": "2026-11-02T10:00:00+01:00", "usage": "rounds",
        },
        {"name": "LT-2", "model": "Zebra", "assigned": "Ward 3 (shared)"},
    ],
    "history": [
        {
            "key": "INC0000007", "summary": "Old VPN", "opened": "2026-01-02T08:00:00Z", "resolved": "2026-01-03",
            "reopened": 2, "resolution": "New profile",
        },
        {"key": "INC0000009", "summary": "Newer", "opened": "2026-05-02T08:00:00Z"},
    ],
}  # fmt: skip


def test_a_ticket_comes_back_as_it_was_posted(world: World) -> None:
    key = world.post(
        ticket(
            {"author": "requester", "body": "It drops.\nDaily.", "at": "2026-11-02T09:14:00Z"},
            {"author": "agent", "body": "Which error?", "at": "2026-11-02T09:20:00Z"},
            {"author": "agent", "body": "809 I guess", "at": "2026-11-02T09:21:00Z", "public": False},
            {"author": "requester", "body": "Fehler 809 \U0001f600", "at": "2026-11-02T11:30:00+01:00"},
        )
    )
    found = world.connector().fetch(key)
    assert (found.key, found.summary, found.platform, found.created) == (
        key,
        "VPN drops",
        "servicenow",
        "2026-11-02T09:14:00Z",
    )
    assert [(one.author, one.body, one.at, one.public) for one in found.messages] == [
        ("requester", "It drops.\nDaily.", "2026-11-02T09:14:00Z", True),
        ("agent", "Which error?", "2026-11-02T09:20:00Z", True),
        ("agent", "809 I guess", "2026-11-02T09:21:00Z", False),
        ("requester", "Fehler 809 \U0001f600", "2026-11-02T10:30:00Z", True),
    ]
    assert [one.id for one in found.messages] == [one["id"] for one in world.conversation(key)]
    assert found.messages[0].id == world.sys_id(key)


def test_a_requester_comes_with_all_the_platform_holds(world: World) -> None:
    person = world.connector().fetch(world.post(ticket(**RICH))).requester
    assert person.id == sys_id_of("sys_user", "u1")
    assert person.model_dump(exclude={"id", "devices", "history", "preferences"}) == {
        "name": "Ana Prado", "email": "ana.prado@desk.example", "role": "Nurse", "department": "Ward 3",
        "manager": "Bo Li", "site": "North", "timezone": "Europe/Paris", "language": "de", "vip": True,
        "organization": None, "lately": 1,
    }  # fmt: skip
    first, second = person.devices
    assert (first.name, first.model, first.os, first.usage) == ("LT-1", "ThinkPad", "Windows 11", "rounds")
    assert (first.assigned, first.last_seen) == ("2025-03", "2026-11-02T09:00:00Z")
    assert (second.name, second.assigned, second.last_seen) == ("LT-2", "Ward 3 (shared)", None)
    assert [(one.key, one.reopened, one.resolution) for one in person.history] == [
        ("INC0000009", 0, None),
        ("INC0000007", 2, "New profile"),
    ]


def test_history_holds_other_tickets_of_this_requester_alone(world: World) -> None:
    first = world.post(ticket(key="INC0010001"))
    world.post(ticket(key="INC0010002", id="u2", name="Bo Li"))
    second = world.post(ticket(key="INC0010003"))
    assert [one.key for one in world.connector().fetch(second).requester.history] == [first]


def test_history_is_the_last_ten(world: World) -> None:
    past = [
        {"key": f"INC00000{n:02}", "summary": "x", "opened": f"2026-01-{n:02}", "resolved": "2026-02-01"}
        for n in range(1, 21)
    ]
    history = world.connector().fetch(world.post(ticket(history=past))).requester.history
    assert [one.opened for one in history] == [f"2026-01-{day:02}" for day in range(20, 10, -1)]


def test_a_ticket_is_found_by_number_in_any_case_and_by_sys_id(world: World) -> None:
    key = world.post(ticket())
    connector = world.connector()
    assert connector.fetch(key.lower()).key == connector.fetch(world.sys_id(key)).key == key


def test_a_description_that_is_missing_leaves_the_summary_as_evidence(world: World) -> None:
    found = world.connector().fetch(world.post(ticket({"author": "requester", "body": ""})))
    assert [one.body for one in found.messages] == ["VPN drops"]


def test_an_agent_who_began_is_not_the_requester(world: World) -> None:
    found = world.connector().fetch(world.post(ticket({"author": "agent", "body": "Caller rang."})))
    assert [(one.author, one.body) for one in found.messages] == [("requester", "VPN drops"), ("agent", "Caller rang.")]


def test_a_caller_who_is_missing_is_an_honest_placeholder(world: World) -> None:
    made = world.write("POST", "/api/now/table/incident", {"short_description": "no caller"})
    found = world.connector().fetch(made.json()["result"]["number"])
    assert (found.requester.id, found.requester.name, found.requester.history) == (mapping.NOBODY, None, ())


@pytest.mark.parametrize("how", ["denied", "hidden"])
def test_a_caller_we_may_not_see_keeps_name_id_and_words(world: World, how: str) -> None:
    key = world.post(ticket())
    world.say(key, "requester", "any news?")
    getattr(world.sandbox.rights, how).add("sys_user")
    found = world.connector().fetch(key)
    assert (found.requester.id, found.requester.name) == (sys_id_of("sys_user", "u1"), "Ana Prado")
    assert found.messages[1].author == "requester"


def test_an_inactive_caller_is_read_like_any(world: World) -> None:
    key = world.post(ticket())
    person = sys_id_of("sys_user", "u1")
    world.write("PATCH", f"/api/now/table/sys_user/{person}", {"active": "false"})
    assert world.connector().fetch(key).requester.id == person


def test_devices_that_may_not_be_read_are_left_out(world: World) -> None:
    key = world.post(ticket(**RICH))
    world.sandbox.rights.denied.add("cmdb_ci_computer")
    assert world.connector().fetch(key).requester.devices == ()


def test_devices_of_others_are_not_theirs_where_the_platform_ignores_the_question(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instance without the column drops the condition, and finds every computer."""
    world.post(ticket(key="INC0010001", id="u2", name="Bo Li", devices=[{"name": "LT-9"}]))
    key = world.post(ticket())
    monkeypatch.delitem(TABLES["cmdb_ci_computer"], "assigned_to")
    assert len(world.get("/api/now/table/cmdb_ci_computer", assigned_to="x").json()["result"]) == 1
    assert world.connector().fetch(key).requester.devices == ()


def test_a_journal_on_many_short_pages_is_read_to_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE", 3)
    key = world.post(ticket())
    ids = [world.say(key, "requester", f"message {n}") for n in range(10)]
    world.sandbox.rights.hidden_rows |= {*ids[3:6], ids[7]}
    bodies = [one.body for one in world.connector().fetch(key).messages[1:]]
    assert bodies == [f"message {n}" for n in (0, 1, 2, 6, 8, 9)]


def test_a_journal_without_end_is_an_error_not_a_loop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAGE", 1)
    monkeypatch.setattr(client, "MAX_PAGES", 2)
    key = world.post(ticket())
    for n in range(3):
        world.say(key, "requester", f"message {n}")
    with pytest.raises(UnexpectedAnswer):
        world.connector().fetch(key)


@pytest.mark.parametrize("how", ["denied", "hidden"])
def test_a_hidden_journal_is_read_from_the_ticket_but_never_for_notes(world: World, how: str) -> None:
    key = world.post(ticket())
    world.say(key, "agent", "Which error?")
    world.say(key, "requester", "809")
    world.say(key, "agent", "looks known", public=False)
    getattr(world.sandbox.rights, how).add("sys_journal_field")
    connector = world.connector()
    assert sorted((one.author, one.body, one.public) for one in connector.fetch(key).messages[1:]) == [
        ("agent", "Which error?", True),
        ("agent", "looks known", False),
        ("requester", "809", True),
    ]
    with pytest.raises(PermissionDenied, match="sys_journal_field"):
        connector.notes(key)


def test_notes_are_ours_oldest_first(world: World) -> None:
    key = world.post(ticket())
    world.say(key, "integration", f"first {MARKER}", public=False)
    world.say(key, "agent", "not ours", public=False)
    world.say(key, "integration", "second ek-aaaaaaaaaaaaaaaaaaaa", public=False)
    assert [one.marker for one in world.connector().notes(key)] == [MARKER, "ek-aaaaaaaaaaaaaaaaaaaa"]


@pytest.mark.parametrize("key", ["INC0099999", "f" * 32])
def test_a_ticket_that_is_not_there_is_not_visible(world: World, key: str) -> None:
    with pytest.raises(NotVisible, match="hidden from this account"):
        world.connector().fetch(key)


def test_a_ticket_that_is_hidden_is_not_visible(world: World) -> None:
    key = world.post(ticket())
    world.sandbox.rights.hidden_rows.add(world.sys_id(key))
    with pytest.raises(NotVisible):
        world.connector().fetch(key)


def test_a_key_that_is_none_is_refused_before_a_call_is_made(world: World) -> None:
    with pytest.raises(InputError):
        world.connector().fetch("INC0010001^NQactive=true")
    assert world.sandbox.journal == []


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        ("html", PlatformUnavailable, "is it awake"),
        ("truncate", PlatformUnavailable, "cut short"),
        ("503", PlatformUnavailable, "503"),
        ("expired", AuthenticationFailed, "EMPATHKIT_SERVICENOW_USER"),
    ],
)
def test_a_platform_in_trouble_is_named(world: World, fault: str, error: type[Exception], says: str) -> None:
    key = world.post(ticket())
    world.fail(fault, times=99)
    with pytest.raises(error, match=says):
        world.connector().fetch(key)


@pytest.mark.parametrize("fault", ["html", "truncate", "empty202", "500"])
def test_a_read_is_tried_again(world: World, fault: str) -> None:
    key = world.post(ticket())
    world.fail(fault, times=2)
    assert world.connector().fetch(key).key == key


def test_a_long_wait_is_handed_back(world: World) -> None:
    world.fail("429", times=9, retry_after=1800)
    with pytest.raises(RateLimited) as caught:
        world.connector().fetch(world.post(ticket()))
    assert caught.value.retry_after == 1800


def test_an_empty_password_is_not_let_in(world: World) -> None:
    with pytest.raises(AuthenticationFailed):
        world.connector(password="").fetch(world.post(ticket()))


def test_a_platform_that_is_down_is_unavailable() -> None:
    from servicenow.world import account

    with pytest.raises(PlatformUnavailable):
        connect(account("http://127.0.0.1:9"), sleep=nap).fetch("INC0010001")


def test_errors_hold_no_words_of_the_ticket_nor_the_password(world: World) -> None:
    key = world.post(ticket({"author": "requester", "body": "my pin is 4711"}))
    world.say(key, "requester", "4711 again")
    world.sandbox.rights.hidden.add("sys_journal_field")
    with pytest.raises(PermissionDenied) as caught:
        world.connector(password="hunter2").notes(key)
    assert "4711" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_row_that_does_not_match_is_never_taken_for_the_one_asked_for(world: World) -> None:
    """A misspelt field is dropped by the platform, and the query finds whatever there is."""
    world.post(ticket())
    with pytest.raises(UnexpectedAnswer, match="other records"):
        client.Client(account(world.url)).find("incident", "numbr", "INC0012345", ("number",))


def test_words_that_look_like_markup_stay_words(world: World) -> None:
    said = "<b>bold</b> ^NQ & [code] \u2028 \u200b"
    found = world.connector().fetch(
        world.post(ticket({"author": "requester", "body": said}, {"author": "requester", "body": said}))
    )
    assert [one.body for one in found.messages] == [said, said]


def test_what_is_fetched_is_a_ticket_of_the_contract(world: World) -> None:
    found = world.connector().fetch(world.post(ticket(**RICH)))
    assert Ticket.model_validate(found.model_dump(mode="json")) == found
