"""Records as nouns: every shape a cell comes in says the same."""

from typing import Any

import pytest

from empathkit_servicenow import cells, mapping
from empathkit_servicenow.tables import INCIDENT

ID = "0123456789abcdef0123456789abcdef"
LINK = f"https://desk.service-now.com/api/now/table/sys_user/{ID}"


@pytest.mark.parametrize(
    ("cell", "stored", "shown"),
    [
        (ID, ID, ID),
        ({"link": LINK, "value": ID}, ID, ID),
        ({"display_value": "Ana Prado", "link": LINK}, ID, "Ana Prado"),
        ({"display_value": "Ana Prado", "value": ID}, ID, "Ana Prado"),
        ({"display_value": "Ana Prado", "value": ID, "link": LINK}, ID, "Ana Prado"),
        ("", "", ""),
        ({"display_value": "", "value": ""}, "", ""),
        ({"display_value": None, "value": None}, "", ""),
        (None, "", ""),
        ({}, "", ""),
    ],
    ids=["string", "stored+link", "shown+link", "both", "both+link", "empty", "empty-both", "nulls", "null", "object"],
)
def test_a_reference_is_read_in_every_shape(cell: Any, stored: str, shown: str) -> None:
    record = {"caller_id": cell}
    assert (cells.stored(record, "caller_id"), cells.shown(record, "caller_id")) == (stored, shown)
    assert mapping.person_id(record, INCIDENT) == (stored or None)


def test_an_absent_field_is_empty() -> None:
    assert (cells.stored({}, "x"), cells.shown({}, "x"), cells.moment({}, "x")) == ("", "", None)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-02 09:14:00", "2026-11-02T09:14:00Z"),
        (" 2026-11-02 09:14:00 ", "2026-11-02T09:14:00Z"),
        ("2025-03", "2025-03"),
        ("ward, shared", "ward, shared"),
        ("", None),
    ],
)
def test_a_stored_date_is_utc_and_free_text_stays(value: str, moment: str | None) -> None:
    assert cells.moment({"at": {"value": value, "display_value": "01.02.2003 04:05:06"}}, "at") == moment


@pytest.mark.parametrize(("value", "number"), [("3", 3), ("1,200", 1200), ("", 0), ("many", 0), ("-1", 0), ("²", 0)])
def test_a_number_is_read_and_anything_else_is_none(value: str, number: int) -> None:
    assert cells.count({"reopen_count": value}, "reopen_count") == number


@pytest.mark.parametrize(("value", "flag"), [("true", True), (True, True), ("false", False), ("", False)])
def test_a_flag_comes_as_text(value: Any, flag: bool) -> None:
    assert cells.flag({"vip": {"value": value, "display_value": "ja"}}, "vip") is flag


def test_a_requester_is_read_with_labels_for_people_and_stored_values_for_machines() -> None:
    def both(value: str, shown: str = "") -> dict[str, str]:
        return {"value": value, "display_value": shown or value}

    user = {
        "sys_id": both(ID), "user_name": both("ana.prado"), "name": both("Ana Prado"), "email": both("a@desk.example"),
        "title": both("Nurse"), "department": both("d" * 32, "Ward 3"), "location": both("e" * 32, "North"),
        "manager": both("f" * 32, "Bo Li"), "time_zone": both("US/Eastern", "US/Eastern (GMT-5)"),
        "preferred_language": both("de", "German"), "vip": both("true"),
    }  # fmt: skip
    computer = {
        "name": both("LT-1"),
        "model_id": both("9" * 32, "ThinkPad"),
        "last_discovered": both("2026-11-02 09:00:00"),
    }
    past = {"number": both("INC0000001"), "short_description": both("old"), "reopen_count": both("2")}
    person = mapping.requester(user, {}, INCIDENT, [computer], [past])
    assert (person.id, person.name, person.role, person.department) == (ID, "Ana Prado", "Nurse", "Ward 3")
    assert (person.site, person.manager, person.timezone, person.language) == ("North", "Bo Li", "US/Eastern", "de")
    assert person.vip
    assert person.devices[0].model_dump(exclude_none=True) == {
        "name": "LT-1", "model": "ThinkPad", "last_seen": "2026-11-02T09:00:00Z",
    }  # fmt: skip
    assert (person.history[0].key, person.history[0].reopened) == ("INC0000001", 2)


@pytest.mark.parametrize(
    ("caller", "person"),
    [("", ("unknown", None)), ({"value": ID, "display_value": "Ana Prado"}, (ID, "Ana Prado")), (ID, (ID, ID))],
    ids=["nobody", "hidden", "hidden-stored"],
)
def test_a_requester_without_a_record_is_an_honest_placeholder(caller: Any, person: tuple[str, str | None]) -> None:
    found = mapping.requester(None, {"caller_id": caller}, INCIDENT)
    assert (found.id, found.name) == person


@pytest.mark.parametrize(
    ("description", "body"), [("It drops.", "It drops."), ("", "VPN"), (" \n", "VPN")], ids=["given", "empty", "blank"]
)
def test_the_first_message_is_what_was_described(description: str, body: str) -> None:
    record = {"sys_id": ID, "short_description": "VPN", "description": description, "opened_at": "2026-11-02 09:14:00"}
    first = mapping.opening(record)
    assert (first.id, first.body, first.at, first.author, first.public) == (
        ID,
        body,
        "2026-11-02T09:14:00Z",
        "requester",
        True,
    )


def test_a_ticket_without_any_words_still_has_a_message() -> None:
    person = mapping.requester(None, {}, INCIDENT)
    made = mapping.ticket({"sys_id": ID, "number": "INC0010001"}, INCIDENT, person, (), "https://desk.example")
    assert [message.body for message in made.messages] == [""]
    assert made.url == f"https://desk.example/incident.do?sys_id={ID}"
