"""The connector against the running sandbox: what it reads, what it writes, and how it fails."""

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from jira_desk import TICKET, Desk

from empathkit.connect.note import find_marker
from empathkit.errors import (
    AuthenticationFailed,
    NoteNotStored,
    NoteWentPublic,
    NotVisible,
    PermissionDenied,
    PlatformUnavailable,
    RateLimited,
)
from empathkit.models import Heading, InternalNote, Paragraph, Reply, Ticket
from empathkit_jira.adf import text_of
from empathkit_jira.connection import connect
from empathkit_jira.connector import JiraConnector
from empathkit_jira.render import document
from empathkit_jira.sandbox import JiraSandbox
from empathkit_jira.settings import read

MARK = "ek-0123456789abcdef0123"


def note(key: str, mark: str = MARK) -> InternalNote:
    blocks = (Heading(text="Suggested reply"), Reply(text="Hi Ana,\n\nI'll look."), Paragraph(text=f"EmpathKit {mark}"))
    return InternalNote(ticket=key, kind="suggestion", marker=mark, blocks=blocks)


def impatient(desk: Desk, **more: str) -> JiraConnector:
    """A connector that repeats without waiting."""
    settings = read(desk.settings(**more))
    return JiraConnector(settings, connect(settings, sleep=lambda _: None))


def test_a_ticket_comes_back_with_all_the_platform_holds_of_it(desk: Desk) -> None:
    desk.post()
    ticket = desk.connector().fetch("it-41")
    assert (ticket.key, ticket.summary, ticket.priority) == ("IT-41", "VPN drops", "High")
    assert (ticket.created, ticket.sla_due) == ("2026-11-02T09:14:00.000Z", "2026-11-03T09:14:00.000Z")
    assert ticket.url == f"{desk.url}/browse/IT-41"
    assert [(one.author, one.public, one.body, one.at) for one in ticket.messages] == [
        ("requester", True, "It drops.\nEvery ten minutes.\n\n\nPlease help", "2026-11-02T09:14:00.000Z"),
        ("agent", True, "Which network?", "2026-11-02T09:20:00.000Z"),
        ("agent", False, "Gateway 3 again?", "2026-11-02T09:21:00.000Z"),
        ("requester", True, "At home.", "2026-11-02T09:30:00.000Z"),
    ]


def test_a_requester_comes_back_with_all_the_platform_holds_of_them(desk: Desk) -> None:
    desk.post()
    person = desk.connector().fetch("IT-41").requester
    given = TICKET["requester"]
    for name in ("id", "name", "email", "role", "department", "manager", "site", "timezone", "vip"):
        assert getattr(person, name) == given[name], name
    assert person.language == "fr"
    assert (person.preferences.channel, person.preferences.hours) == ("phone", "9 to 12")
    assert [device.model_dump(exclude_none=True) for device in person.devices] == given["devices"]
    assert [(one.key, one.summary, one.resolution, one.reopened) for one in person.history] == [
        ("IT-7", "VPN asks twice", "Renewed the certificate.", 2),
        ("IT-3", "Slow start", None, 0),
    ]
    assert person.history[0].resolved == "2026-05-05T08:00:00.000Z"


def test_a_request_comes_with_who_agrees_who_reads_along_and_what_the_knowledge_base_has(desk: Desk) -> None:
    desk.post()
    ticket = desk.connector().fetch("IT-41")
    assert ticket.participants == ("Bo Lee",)
    assert [(one.name, one.decision, one.by, one.at) for one in ticket.approvals] == [
        ("Remote access", "approved", ("Li Wei",), "2026-11-02T09:25:00.000Z"),
        ("New certificate", "pending", ("Ira Falk", "Noa Stern"), None),
    ]
    assert [one.title for one in ticket.articles] == ["When the VPN drops"]
    assert str(ticket.articles[0].url).startswith(desk.url)


def test_what_they_thought_of_earlier_help_is_read_with_the_history(desk: Desk) -> None:
    desk.post(rating=4)
    ticket = desk.connector().fetch("IT-41")
    assert (ticket.rating, [one.rating for one in ticket.requester.history]) == (4, [2, None])


def test_participants_beyond_a_page_are_read_to_their_end(desk: Desk) -> None:
    desk.post(participants=[f"Person {number}" for number in range(120)])
    assert len(desk.connector().fetch("IT-41").participants) == 120


@pytest.mark.parametrize("fault", ["html", "503", "expired", "hidden"])
@pytest.mark.parametrize("part", ["/rest/servicedeskapi/knowledgebase", "/rest/api/3/field"])
def test_what_is_extra_costs_itself_only(desk: Desk, part: str, fault: str) -> None:
    desk.post()
    if part.endswith("field") and fault in {"html", "503"}:
        pytest.skip("a platform that does not answer is tried again later, with the ticket")
    desk.fault(match=part, times=99, fault=fault)
    ticket = impatient(desk).fetch("IT-41")
    assert (ticket.requester.name, len(ticket.messages)) == ("Ana Prado", 4)
    assert not (ticket.articles if "knowledge" in part else ticket.requester.history[0].rating)


def test_a_ticket_is_found_by_its_id(desk: Desk) -> None:
    desk.post()
    number = desk.http.get("/rest/api/3/issue/IT-41").json()["id"]
    assert desk.connector().fetch(number).key == "IT-41"


def test_a_long_conversation_is_read_to_its_end(desk: Desk) -> None:
    said = [
        {"author": "requester", "body": f"m{index}", "at": f"2026-11-02T09:{index // 60:02}:{index % 60:02}Z"}
        for index in range(250)
    ]
    desk.post(messages=said)
    ticket = desk.connector().fetch("IT-41")
    assert [one.body for one in ticket.messages] == [f"m{index}" for index in range(250)]
    pages = [path for method, path, _ in desk.calls() if path.endswith("/comment")]
    assert len(pages) == 3


@pytest.mark.parametrize("body", ["", " \n"], ids=["empty", "blank"])
def test_without_a_description_the_summary_is_what_they_said(desk: Desk, body: str) -> None:
    desk.post(messages=[{"author": "requester", "body": body}])
    assert desk.connector().fetch("IT-41").messages[0].body == "VPN drops"


def test_an_erased_requester_is_an_honest_nobody(desk: Desk) -> None:
    desk.post()
    desk.sandbox.erase("qm:ana")
    person = desk.connector().fetch("IT-41").requester
    assert (person.id, person.name, person.email, person.devices, person.history) == (
        "deleted:IT-41",
        None,
        None,
        (),
        (),
    )


@pytest.mark.parametrize("box", [JiraSandbox(premium=False)], ids=["no Premium"])
def test_a_site_without_assets_has_a_requester_without_devices(desk: Desk) -> None:
    desk.post()
    person = desk.connector().fetch("IT-41").requester
    assert (person.devices, person.role, person.department) == ((), None, "Cardiology")


def test_an_attribute_the_schema_does_not_know_costs_its_part_only(desk: Desk) -> None:
    desk.post()
    person = desk.connector(ASSETS_OWNER="Assigned to").fetch("IT-41").requester
    assert (person.devices, person.role) == ((), "Ward nurse")


@pytest.mark.parametrize("fault", ["html", "503", "expired"])
def test_assets_that_do_not_answer_cost_the_profile_only(desk: Desk, fault: str) -> None:
    desk.post()
    desk.fault(match="/jsm/assets", times=99, fault=fault)
    person = impatient(desk).fetch("IT-41").requester
    assert (person.name, person.devices) == ("Ana Prado", ())


def test_outside_service_projects_the_service_parts_are_absent(desk: Desk) -> None:
    desk.post(key="DEV-3")
    ticket = desk.connector().fetch("DEV-3")
    assert (ticket.key, ticket.sla_due) == ("DEV-3", None)
    assert len(ticket.messages) == 4


def test_the_gateway_serves_as_well_as_the_site(desk: Desk) -> None:
    desk.post()
    ticket = desk.connector(API_URL=desk.url, CLOUD_ID="11-22").fetch("IT-41")
    assert ticket.requester.devices
    assert all(path.startswith("/ex/jira/11-22/") for _, path, _ in desk.calls())


def test_a_token_without_address_is_sent_as_bearer(desk: Desk) -> None:
    desk.post()
    assert desk.connector(EMAIL="").fetch("IT-41").key == "IT-41"


# --- writing ---


def test_a_note_is_internal_and_found_again(desk: Desk) -> None:
    desk.post()
    connector = desk.connector()
    placed = connector.push(note("IT-41"))
    assert connector.notes("IT-41") == (placed,)
    stored = next(one for one in desk.messages("IT-41") if one["id"] == placed.id)
    assert (stored["author"], stored["public"]) == ("integration", False)
    assert "Hi Ana,\n\nI'll look." in stored["body"]
    assert connector.fetch("IT-41").messages[-1].author == "integration"


def test_the_preview_is_what_is_sent_and_sends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.post()
    connector = desk.connector()
    preview = connector.preview(note("IT-41"))
    assert desk.calls() == []
    assert preview.target == f"POST {desk.url}/rest/api/3/issue/IT-41/comment"
    answer = desk.http.post("/rest/api/3/issue/IT-41/comment", json=preview.body)
    assert (answer.status_code, answer.json()["jsdPublic"]) == (201, False)
    assert preview.body["properties"] == [{"key": "sd.public.comment", "value": {"internal": True}}]


def test_notes_are_ours_alone_and_oldest_first(desk: Desk) -> None:
    desk.post()
    connector = desk.connector()
    first = connector.push(note("IT-41"))
    second = connector.push(note("IT-41", "ek-ffffffffffffffffffff"))
    desk.http.post("/_sandbox/tickets/IT-41/messages", json={"author": "agent", "body": "mine", "public": False})
    desk.http.post("/_sandbox/tickets/IT-41/messages", json={"author": "requester", "body": f"what is {MARK}?"})
    assert connector.notes("IT-41") == (first, second)


@pytest.mark.parametrize("box", [JiraSandbox(keeps_internal=False)], ids=["the flag is dropped"])
def test_a_note_that_went_public_is_taken_away_and_told(desk: Desk) -> None:
    desk.post()
    before = desk.messages("IT-41")
    with pytest.raises(NoteWentPublic, match="has been deleted"):
        desk.connector().push(note("IT-41"))
    assert desk.messages("IT-41") == before


@pytest.mark.parametrize("box", [JiraSandbox(keeps_internal=False)], ids=["the flag is dropped"])
def test_a_note_that_went_public_and_cannot_be_taken_away_says_so(desk: Desk) -> None:
    desk.post()
    desk.fault(match="/rest/api/3/issue/IT-41/comment/", method="DELETE", times=99, fault="500")
    with pytest.raises(NoteWentPublic, match="by hand now"):
        impatient(desk).push(note("IT-41"))


@pytest.mark.parametrize(("key", "reason"), [("DEV-3", "not in a service project")], ids=["a software project"])
def test_where_no_note_could_be_internal_nothing_is_written(desk: Desk, key: str, reason: str) -> None:
    desk.post(key=key)
    with pytest.raises(PermissionDenied, match=reason):
        desk.connector().push(note(key))
    assert "POST" not in {method for method, _, _ in desk.calls()}


@pytest.mark.parametrize("box", [JiraSandbox(agent=False)], ids=["no agent licence"])
def test_an_account_that_is_no_agent_writes_and_reads_no_notes(desk: Desk) -> None:
    desk.post()
    connector = desk.connector()
    with pytest.raises(PermissionDenied, match="no agent for IT-41"):
        connector.push(note("IT-41"))
    with pytest.raises(PermissionDenied, match="no agent for IT-41"):
        connector.notes("IT-41")
    assert "POST" not in {method for method, _, _ in desk.calls()}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({}, NoteWentPublic),
        ({"jsdPublic": None}, NoteWentPublic),
        ({"jsdPublic": "false"}, NoteWentPublic),
        ({"jsdPublic": 0}, NoteWentPublic),
        ({"jsdPublic": True}, NoteWentPublic),
        ({"jsdPublic": False}, None),
    ],
    ids=["silence", "null", "a string", "a zero", "true", "false"],
)
def test_only_a_plain_false_is_internal(said: dict[str, Any], outcome: type[Exception] | None) -> None:
    client = Scripted(said)
    connector = scripted(client)
    if outcome is None:
        assert connector.push(note("IT-1")).id == "7"
        assert client.deleted == []
    else:
        with pytest.raises(outcome):
            connector.push(note("IT-1"))
        assert client.deleted == ["7"]


def test_a_note_that_turns_public_between_writing_and_reading_is_taken_away() -> None:
    client = Scripted({"jsdPublic": False}, stored={"jsdPublic": True})
    with pytest.raises(NoteWentPublic):
        scripted(client).push(note("IT-1"))
    assert client.deleted == ["7"]


def test_a_note_whose_writing_was_answered_as_public_is_taken_away_whatever_is_read_later() -> None:
    client = Scripted({"jsdPublic": True}, stored={"jsdPublic": False})
    with pytest.raises(NoteWentPublic):
        scripted(client).push(note("IT-1"))
    assert client.deleted == ["7"]


def test_a_note_that_lost_its_marker_is_not_stored() -> None:
    client = Scripted({"jsdPublic": False}, stored={"jsdPublic": False, "body": {"type": "doc", "content": []}})
    with pytest.raises(NoteNotStored, match="without its marker"):
        scripted(client).push(note("IT-1"))


def test_a_note_that_is_gone_is_not_stored() -> None:
    client = Scripted({"jsdPublic": False}, stored=None)
    with pytest.raises(NoteNotStored, match="can't be found"):
        scripted(client).push(note("IT-1"))


def test_a_public_note_without_an_id_is_told_to_be_deleted_by_hand() -> None:
    with pytest.raises(NoteWentPublic, match="by hand now"):
        scripted(Scripted({"id": None})).push(note("IT-1"))


@pytest.mark.parametrize(("public", "outcome"), [(False, None), (True, NoteWentPublic)], ids=["internal", "public"])
def test_a_write_that_got_no_answer_is_looked_for_and_not_repeated(
    public: bool, outcome: type[Exception] | None
) -> None:
    client = Scripted({"jsdPublic": public}, answers=False)
    if outcome is None:
        assert scripted(client).push(note("IT-1")).id == "7"
    else:
        with pytest.raises(outcome):
            scripted(client).push(note("IT-1"))
    assert client.written == 1


def test_a_write_that_surely_failed_is_told() -> None:
    client = Scripted({}, answers=False, keeps=False)
    with pytest.raises(PlatformUnavailable):
        scripted(client).push(note("IT-1"))
    assert client.written == 1


class Scripted:
    """A client whose answers to a write and to the reading back are given."""

    base = "https://acme.example"

    def __init__(
        self,
        said: dict[str, Any],
        stored: dict[str, Any] | str | None = "the same",
        *,
        answers: bool = True,
        keeps: bool = True,
    ) -> None:
        self.said, self.stored, self.answers, self.keeps = said, stored, answers, keeps
        self.written, self.deleted = 0, list[str]()
        self.held: dict[str, Any] = {}

    def issue(self, key: str, fields: str = "") -> dict[str, Any]:
        return {"key": key, "fields": {"project": {"projectTypeKey": "service_desk"}}}

    def slas(self, key: str) -> Any:
        return iter(())

    def add_note(self, note: InternalNote, role: str | None = None) -> dict[str, Any]:
        self.written += 1
        self.held = {"id": "7", "body": document(note), **self.said}
        if not self.answers:
            raise PlatformUnavailable("the answer was cut short")
        return self.held

    def comments(self, key: str) -> Any:
        return iter([self.held] if self.keeps else [])

    def comment(self, key: str, comment: str, role: str | None = None) -> dict[str, Any]:
        if self.stored is None:
            raise NotVisible("gone")
        return self.held if isinstance(self.stored, str) else {**self.held, **self.stored}

    def delete_comment(self, key: str, comment: str) -> None:
        self.deleted.append(comment)


def scripted(client: Scripted) -> JiraConnector:
    from empathkit.settings import Settings

    settings = read(Settings({"EMPATHKIT_JIRA_URL": "https://acme.example", "EMPATHKIT_JIRA_TOKEN": "t"}))
    return JiraConnector(settings, client)  # type: ignore[arg-type]


# --- going wrong ---


def test_a_write_is_made_again_only_when_it_was_refused_for_haste(desk: Desk) -> None:
    desk.post()
    desk.fault(match="/rest/api/3/issue/IT-41/comment", method="POST", times=2, fault="429", retry_after=0)
    impatient(desk).push(note("IT-41"))
    assert len([one for one in desk.messages("IT-41") if find_marker(one["body"])]) == 1


@pytest.mark.parametrize("fault", ["500", "503", "html", "truncate"])
def test_a_write_that_failed_is_not_made_again(desk: Desk, fault: str) -> None:
    desk.post()
    desk.fault(match="/rest/api/3/issue/IT-41/comment", method="POST", times=1, fault=fault)
    with pytest.raises(PlatformUnavailable):
        impatient(desk).push(note("IT-41"))
    assert [path for method, path, _ in desk.calls() if method == "POST"] == ["/rest/api/3/issue/IT-41/comment"]
    assert not [one for one in desk.messages("IT-41") if find_marker(one["body"])]


def test_reads_are_made_again(desk: Desk) -> None:
    desk.post()
    desk.fault(match="/rest/api/3/issue/IT-41", times=2, fault="503")
    assert impatient(desk).fetch("IT-41").key == "IT-41"


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        ("expired", AuthenticationFailed, "EMPATHKIT_JIRA_TOKEN.*127.0.0.1.*EMPATHKIT_JIRA_CLOUD_ID"),
        ("html", PlatformUnavailable, "not JSON"),
        ("503", PlatformUnavailable, "HTTP 503"),
        ("truncate", PlatformUnavailable, "cut short"),
    ],
)
def test_a_failure_says_what_to_do(desk: Desk, fault: str, error: type[Exception], says: str) -> None:
    desk.post()
    desk.fault(match="/rest/api/3/issue", times=99, fault=fault)
    with pytest.raises(error, match=says):
        impatient(desk).fetch("IT-41")


def test_a_long_pause_is_handed_back(desk: Desk) -> None:
    desk.post()
    desk.fault(match="/rest/api/3/issue", times=1, fault="429", retry_after=3600)
    with pytest.raises(RateLimited) as caught:
        impatient(desk).fetch("IT-41")
    assert 3590 < caught.value.retry_after <= 3600  # a call sent at the same time meets the pause a little later


@pytest.mark.parametrize("key", ["IT-999", "not a key", "../secret", "IT-1 OR 1=1"])
def test_a_ticket_that_is_not_there_is_not_visible(desk: Desk, key: str) -> None:
    with pytest.raises(NotVisible):
        desk.connector().fetch(key)
    asked = [path for _, path, _ in desk.calls() if not path.endswith(("/myself", "/workspace", "/field"))]
    assert all("IT-999" in path for path in asked)


def test_nobody_at_the_address_is_unavailable() -> None:
    from empathkit.settings import Settings

    settings = read(Settings({"EMPATHKIT_JIRA_URL": "http://127.0.0.1:1", "EMPATHKIT_JIRA_TOKEN": "t0ken"}))
    with pytest.raises(PlatformUnavailable, match=r"127\.0\.0\.1:1") as caught:
        JiraConnector(settings, connect(settings, attempts=1)).fetch("IT-1")
    assert "t0ken" not in str(caught.value)


def test_a_hostile_account_id_stays_inside_its_quotes(desk: Desk) -> None:
    wild = 'x" OR project = IT OR summary ~ "\\'
    desk.post(key="IT-50", requester={"id": "qm:bo", "name": "Bo"})
    desk.post(requester={"id": wild, "name": "Eve", "email": 'e" OR Owner = "qm:ana'})
    person = desk.connector().fetch("IT-41").requester
    assert (person.id, person.history, person.devices) == (wild, (), ())


def test_the_requesters_other_tickets_are_their_history_and_nobody_elses(desk: Desk) -> None:
    desk.post(key="IT-50", requester={"id": "qm:bo", "name": "Bo"})
    desk.post(key="IT-60", created="2026-11-01T09:00:00Z", summary="Mouse")
    desk.post()
    history = desk.connector().fetch("IT-41").requester.history
    assert [one.key for one in history] == ["IT-60", "IT-7", "IT-3"]


def test_odd_characters_come_through(desk: Desk) -> None:
    body = json.loads('"tab\\there \\u0000nul \\ud800 lone \\ud83d\\ude00 \\u2028 <b>html</b> *bold*"')
    desk.http.post(
        "/_sandbox/tickets",
        content=json.dumps({**TICKET, "messages": [{"author": "requester", "body": body}]}).encode(),
    )
    assert desk.connector().fetch("IT-41").messages[0].body == (
        "tab\there nul \ufffd lone 😀 \u2028 <b>html</b> *bold*"
    )


def test_the_marker_outlives_an_edit_by_hand(desk: Desk) -> None:
    desk.post()
    connector = desk.connector()
    placed = connector.push(note("IT-41"))
    path = f"/rest/api/3/issue/IT-41/comment/{placed.id}"
    stored = desk.http.get(path).json()
    stored["body"]["content"].insert(0, {"type": "paragraph", "content": [{"type": "text", "text": "seen"}]})
    edited = httpx.put(desk.url + path, auth=("a@b.example", "x"), json={"body": stored["body"]})
    assert (edited.status_code, edited.json()["jsdPublic"]) == (200, False)
    assert text_of(edited.json()["body"]).startswith("seen")
    assert connector.notes("IT-41")[0].marker == MARK


CASES = sorted(Path(os.environ.get("EMPATHKIT_TEST_DATA", "/nonexistent")).glob("cases/dev-*.jsonl"))


@pytest.mark.skipif(not CASES, reason="EMPATHKIT_TEST_DATA names no folder with cases")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_any_ticket_comes_back_as_it_was_posted(desk: Desk, path: Path) -> None:
    connector = desk.connector()
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        given = Ticket.model_validate(document.get("ticket", document))
        desk.http.post("/_sandbox/reset")
        posted = desk.http.post("/_sandbox/tickets", content=given.model_dump_json().encode())
        got = connector.fetch(posted.json()["key"])
        assert essence(got) == essence(given)


def essence(ticket: Ticket) -> Any:
    """What must survive: dates may be written otherwise, an empty text is none, the ticket is not its own history."""
    person = ticket.requester
    return (
        (ticket.key, ticket.summary, ticket.priority),
        [(one.author, one.public, one.body) for one in ticket.messages],
        person.model_dump(exclude={"devices", "history"}),
        [{name: value for name, value in one.model_dump().items() if value} for one in person.devices],
        sorted((one.key or "", one.resolution or "", one.reopened) for one in person.history if one.key != ticket.key),
    )
