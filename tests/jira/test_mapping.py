"""Jira's JSON as nouns: every part may be missing or odd, and nothing raises."""

from typing import Any

import pytest

from empathkit_jira import assets
from empathkit_jira.attributes import AssetNames
from empathkit_jira.comments import author, is_public, placed
from empathkit_jira.mapping import Gathered, ticket
from empathkit_jira.past import past_ticket
from empathkit_jira.people import language
from empathkit_jira.shape import from_millis, moment

MARK = "ek-0123456789abcdef0123"
ANA = {"accountId": "qm:ana", "displayName": "Ana Prado", "accountType": "atlassian"}
RUI = {"accountId": "712020:rui", "displayName": "Rui Costa", "accountType": "atlassian"}
BOT = {"accountId": "712020:bot", "displayName": "EmpathKit", "accountType": "app"}


def issue(**fields: Any) -> dict[str, Any]:
    known = {"summary": "VPN drops", "created": "2026-11-02T10:14:00.000+0100", "reporter": ANA}
    return {"id": "10041", "key": "IT-41", "fields": {**known, **fields}}


def doc(text: str) -> dict[str, Any]:
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
    }


def comment(by: Any, text: str = "Again.", **more: Any) -> dict[str, Any]:
    return {"id": "5", "author": by, "body": doc(text), "created": "2026-11-02T10:20:00.000+0100", **more}


AUTHORS = {
    "the reporter": (comment(ANA), "requester"),
    "the reporter though they quote a marker": (comment(ANA, MARK, jsdPublic=False), "requester"),
    "a participant": (comment({"accountId": "qm:par"}), "requester"),
    "another customer": (comment({"accountId": "qm:x", "accountType": "customer"}), "requester"),
    "somebody else": (comment(RUI, jsdPublic=True), "agent"),
    "somebody else, internally": (comment(RUI, jsdPublic=False), "agent"),
    "our note": (comment(RUI, f"note {MARK}", jsdPublic=False), "integration"),
    "an agent who sends our note's text on": (comment(RUI, f"note {MARK}", jsdPublic=True), "agent"),
    "our account, internally": (comment(BOT, jsdPublic=False), "integration"),
    "a person who shares our account": (comment(BOT, jsdPublic=True), "agent"),
    "nobody": (comment(None), "agent"),
}


@pytest.mark.parametrize(("one", "expected"), AUTHORS.values(), ids=AUTHORS.keys())
def test_who_wrote_a_comment(one: Any, expected: str) -> None:
    assert author(one, "qm:ana", {"qm:par"}, "712020:bot") == expected


PUBLIC = {
    "Jira says so": ({"jsdPublic": True}, True),
    "Jira says it is internal": ({"jsdPublic": False}, False),
    "restricted to a role, and still public": ({"jsdPublic": True, "visibility": {"type": "role", "value": "x"}}, True),
    "internal by the property alone": (
        {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]},
        False,
    ),
    "internal by the property as a string": (
        {"properties": [{"key": "sd.public.comment", "value": {"internal": "true"}}]},
        False,
    ),
    "another property": ({"properties": [{"key": "x", "value": {"internal": True}}, None]}, True),
    "an odd property": ({"properties": [{"key": "sd.public.comment", "value": {"internal": [1]}}]}, True),
    "nothing said": ({}, True),
}


@pytest.mark.parametrize(("one", "expected"), PUBLIC.values(), ids=PUBLIC.keys())
def test_whether_the_requester_sees_a_comment(one: Any, expected: bool) -> None:
    assert is_public(one) is expected


def test_a_public_comment_with_a_marker_is_no_note_of_ours() -> None:
    assert placed(comment(RUI, MARK, jsdPublic=True)) is None
    assert placed(comment(RUI, MARK, jsdPublic=False)) is not None
    assert placed(comment(RUI, "no marker", jsdPublic=False)) is None


@pytest.mark.parametrize(
    ("description", "body"),
    [
        (doc("It drops."), "It drops."),
        ("It drops.", "It drops."),
        (None, "VPN drops"),
        ("", "VPN drops"),
        (doc(" \n "), "VPN drops"),
        ({"type": "doc", "version": 1, "content": []}, "VPN drops"),
    ],
    ids=["a document", "a string", "none", "an empty string", "blanks", "an empty document"],
)
def test_the_first_message_is_the_description_or_else_the_summary(description: Any, body: str) -> None:
    made = ticket(Gathered(issue(description=description)), "https://acme.example")
    first = made.messages[0]
    assert (first.author, first.body, first.id, first.at) == ("requester", body, "10041", "2026-11-02T09:14:00.000Z")
    assert made.url == "https://acme.example/browse/IT-41"


@pytest.mark.parametrize(
    ("reporter", "who", "name"),
    [
        (None, "deleted:IT-41", None),
        ({}, "deleted:IT-41", None),
        ({"accountId": None, "displayName": "Former user"}, "deleted:IT-41", None),
        ({"accountId": "unknown", "displayName": "Former user"}, "deleted:IT-41", None),
        ({"accountId": "5b1", "displayName": "Former user", "active": False}, "5b1", None),
        ({"accountId": "5b1"}, "5b1", None),
        ({"key": "ana", "name": "ana", "displayName": "Ana"}, "ana", "Ana"),
        ({"accountId": 51, "displayName": 7}, "51", "7"),
    ],
    ids=["null", "empty", "no id", "unknown", "erased", "no name", "Data Center", "numbers"],
)
def test_a_requester_is_somebody_even_when_erased(reporter: Any, who: str, name: str | None) -> None:
    made = ticket(Gathered(issue(reporter=reporter)), "https://acme.example").requester
    assert (made.id, made.name) == (who, name)


def test_two_erased_requesters_are_never_one() -> None:
    one = ticket(Gathered(issue(reporter=None)), "").requester.id
    other = ticket(Gathered({**issue(reporter=None), "key": "IT-42"}), "").requester.id
    assert one != other


def test_comments_come_in_order_of_time_whatever_the_zone() -> None:
    late = comment(RUI, "late", created="2026-11-02T11:00:00.500+0100")
    early = comment(RUI, "early", created="2026-11-02T09:59:59.999+0000")
    made = ticket(Gathered(issue(description="d"), (late, early)), "")
    assert [message.body for message in made.messages] == ["d", "early", "late"]


def test_an_empty_issue_is_still_a_ticket() -> None:
    made = ticket(Gathered({"id": "1", "key": "IT-1", "fields": None}), "")
    assert (made.key, made.messages[0].body, made.priority, made.sla_due) == ("IT-1", "", None, None)


def test_the_next_clock_to_run_out_is_the_due_time() -> None:
    def sla(at: Any) -> dict[str, Any]:
        return {"ongoingCycle": {"breachTime": {"iso8601": at}}}

    slas = (sla("2026-11-04T10:00:00+0100"), sla("2026-11-03T10:00:00+0100"), sla(None), {"completedCycles": []}, {})
    assert ticket(Gathered(issue(), request={"sla": {"values": list(slas)}}), "").sla_due == "2026-11-03T09:00:00.000Z"


def test_organisations_are_the_department_until_assets_knows_better() -> None:
    found = Gathered(issue(), organizations=({"name": "Cardiology"}, {"name": "Lab"}, {}))
    assert ticket(found, "").requester.department == "Cardiology, Lab"
    better = Gathered(issue(), organizations=found.organizations, profile=assets.Profile({"department": "Ward 4"}))
    assert ticket(better, "").requester.department == "Ward 4"


def past(**fields: Any) -> dict[str, Any]:
    said = [comment(RUI, "Try again.", jsdPublic=True), comment(ANA, "Thanks!", jsdPublic=True)]
    known = {
        "summary": "Old",
        "created": "2026-05-04T08:00:00.000+0000",
        "resolutiondate": "2026-05-05T08:00:00.000+0000",
        "resolution": {"name": "Done"},
        "reporter": ANA,
        "comment": {"comments": said},
    }
    cleared = {"items": [{"field": "resolution", "from": "10000", "to": None}, {"field": "status"}, None]}
    return {
        "key": "IT-7",
        "fields": {**known, **fields},
        "changelog": {"histories": [cleared, {"items": None}, cleared]},
    }


def test_an_earlier_ticket_ends_with_what_the_agent_last_said_in_public() -> None:
    made = past_ticket(past())
    assert (made.resolution, made.resolved, made.reopened) == ("Try again.", "2026-05-05T08:00:00.000Z", 2)


@pytest.mark.parametrize(
    ("fields", "resolution"),
    [
        ({"comment": {"comments": [comment(RUI, "Secret.", jsdPublic=False)]}}, "Done"),
        ({"comment": None}, "Done"),
        ({"comment": None, "resolution": None}, None),
        ({"resolutiondate": None}, None),
        ({"comment": {"comments": [comment(RUI, "word " * 200)]}}, ("word " * 200)[:299] + "…"),
    ],
    ids=["internal words stay inside", "no comments", "no resolution", "not resolved", "long"],
)
def test_how_an_earlier_ticket_ended(fields: Any, resolution: str | None) -> None:
    assert past_ticket(past(**fields)).resolution == resolution


@pytest.mark.parametrize(
    ("given", "expected"),
    [("de_DE", "de"), ("en-GB", "en-GB"), ("fr", "fr"), ("en/de", "en/de"), (None, None)],
)
def test_a_locale_names_a_language(given: str | None, expected: str | None) -> None:
    assert language(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2021-01-17T12:34:00.000+0000", "2021-01-17T12:34:00.000Z"),
        ("2021-01-17T12:34:00.5-0800", "2021-01-17T20:34:00.500Z"),
        ("2021-01-17", "2021-01-17T00:00:00.000Z"),
        ("0001-01-01T00:00:00+2300", "0001-01-01T00:00:00+2300"),
        ("yesterday", "yesterday"),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_a_date_is_given_in_utc_or_as_it_is(given: Any, expected: str | None) -> None:
    assert moment(given) == expected


@pytest.mark.parametrize("given", [None, "1", True, 10**30, -(10**30), 1.5])
def test_a_time_that_is_none_is_none(given: Any) -> None:
    assert from_millis(given) is None


NAMES = AssetNames()


def asset(name: str, kind: str = "Laptop", **attributes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    held = {key.replace("_", " "): value for key, value in attributes.items()}
    one = {
        "id": name,
        "label": name,
        "objectType": {"name": kind},
        "attributes": [
            {
                "objectTypeAttributeId": str(index),
                "objectAttributeValues": value if isinstance(value, list) else [{"value": value}],
            }
            for index, value in enumerate(held.values())
        ],
    }
    return one, {"objectTypeAttributes": [{"id": index, "name": key} for index, key in enumerate(held)]}


def test_a_device_is_what_names_the_requester_as_its_owner() -> None:
    owner = [{"value": None, "displayValue": "Ana Prado", "user": {"key": "QM:ANA", "displayName": "Ana Prado"}}]
    mine = asset(
        "LT-1", owner=owner, model=[{"value": "5", "displayValue": "ThinkPad T14"}], Operating_system="Windows 11"
    )
    other = asset("LT-2", Owner="qm:bo", Model="Latitude")
    made = assets.profile([mine, other], [], ["qm:ana"], NAMES)
    assert [(one.name, one.model, one.os) for one in made.devices] == [("LT-1", "ThinkPad T14", "Windows 11")]


def test_a_desk_says_which_objects_are_devices() -> None:
    found = [asset("LT-1", "Laptop", Owner="qm:ana"), asset("Office licence", "Licence", Owner="qm:ana")]
    made = assets.profile(found, [], ["qm:ana"], AssetNames(types=("laptop", "Phone")))
    assert [one.name for one in made.devices] == ["LT-1"]


def test_a_person_is_known_by_their_record() -> None:
    record = asset(
        "P-1", "Person", User="ana@acme.example", Role="Nurse", Manager=[{"displayValue": "Li Wei"}], VIP="Yes"
    )
    made = assets.profile([record], [record], ["qm:ana", "Ana@acme.example"], NAMES)
    assert made.person == {"role": "Nurse", "manager": "Li Wei", "vip": True}
    assert made.devices == ()


@pytest.mark.parametrize(
    "found",
    [
        [({}, {})],
        [({"attributes": [None, {"objectAttributeValues": None}, {"objectTypeAttributeId": 1}]}, {})],
        [({"attributes": "x", "objectType": 5}, {"objectTypeAttributes": [None, {"id": None, "name": []}]})],
    ],
    ids=["empty", "attributes without values", "wrong types"],
)
def test_odd_objects_are_nothing(found: Any) -> None:
    assert assets.profile(found, found, ["qm:ana"], NAMES) == assets.Profile()
