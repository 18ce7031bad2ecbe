"""Jira Data Center: version 2 of the API, wiki markup, access tokens, and notes that stay internal."""

from datetime import UTC, datetime

import jira
import pytest
from jira_desk import TICKET, Desk

from empathkit.errors import ConfigurationError, NoteWentPublic, PermissionDenied
from empathkit.models import Heading, InternalNote, Paragraph, Reply
from empathkit.settings import Settings
from empathkit_jira import platform
from empathkit_jira.connector import JiraConnector
from empathkit_jira.diagnose import diagnose
from empathkit_jira.sandbox import JiraSandbox
from empathkit_jira.settings import read

MARK = "ek-0123456789abcdef0123"


@pytest.fixture
def box() -> JiraSandbox:
    return JiraSandbox(data_center=True)


def there(desk: Desk, **more: str) -> JiraConnector:
    return desk.connector(DEPLOYMENT="datacenter", EMAIL="", **more)


def note(key: str) -> InternalNote:
    reply = Reply(text="Hi Ana,\n\nsee C:\\temp\\*.log & [this] {code}.")
    blocks = (Heading(text="A reply"), reply, Paragraph(text=f"EmpathKit {MARK}"))
    return InternalNote(ticket=key, kind="suggestion", marker=MARK, blocks=blocks)


def test_a_ticket_comes_with_all_that_data_center_holds(desk: Desk) -> None:
    desk.post()
    ticket = there(desk).fetch("it-41")
    person, given = ticket.requester, TICKET["requester"]
    assert [(one.author, one.public, one.body, one.at) for one in ticket.messages] == [
        ("requester", True, "It drops.\nEvery ten minutes.\n\n\nPlease help", "2026-11-02T09:14:00.000Z"),
        ("agent", True, "Which network?", "2026-11-02T09:20:00.000Z"),
        ("agent", False, "Gateway 3 again?", "2026-11-02T09:21:00.000Z"),
        ("requester", True, "At home.", "2026-11-02T09:30:00.000Z"),
    ]
    assert (person.id, person.name, person.email, person.timezone, person.language, person.department) == (
        given["id"],
        given["name"],
        given["email"],
        given["timezone"],
        "fr",
        given["department"],
    )
    assert [(one.key, one.resolution, one.reopened, one.rating) for one in person.history] == [
        ("IT-7", "Renewed the certificate.", 2, 2),
        ("IT-3", None, 0, None),
    ]
    assert (ticket.participants, ticket.sla_due) == (("Bo Lee",), "2026-11-03T09:14:00.000Z")
    assert [one.decision for one in ticket.approvals] == ["approved", "pending"]
    assert [one.title for one in ticket.articles] == ["When the VPN drops"]


def test_nothing_is_asked_that_only_cloud_answers(desk: Desk) -> None:
    desk.post()
    connector = there(desk)
    connector.fetch("IT-41")
    connector.push(note("IT-41"))
    list(connector.changed(datetime(2020, 1, 1, tzinfo=UTC)))
    calls = desk.calls()
    assert all(status < 300 for _, _, status in calls), calls
    assert {"/".join(path.split("/")[:4]) for _, path, _ in calls} <= {
        "/rest/api/2",
        *(f"/rest/servicedeskapi/{part}" for part in ("request", "knowledgebase")),
    }


def test_a_personal_access_token_is_sent_as_bearer_and_newer_calls_are_opted_into(desk: Desk) -> None:
    settings = read(desk.settings(DEPLOYMENT="datacenter", EMAIL=""))
    from empathkit_jira.connection import credentials

    assert credentials(settings).headers() == {"Authorization": "Bearer t0ken", "X-ExperimentalApi": "opt-in"}


def test_a_note_is_internal_read_back_and_its_words_are_no_markup(desk: Desk) -> None:
    desk.post()
    connector = there(desk)
    placed = connector.push(note("IT-41"))
    assert connector.notes("IT-41") == (placed,)
    [stored] = [one for one in desk.messages("IT-41") if one["id"] == placed.id]
    assert (stored["author"], stored["public"]) == ("integration", False)
    assert "see C:\\temp\\*.log & [this] {code}." in stored["body"]
    last = connector.fetch("IT-41").messages[-1]
    assert (last.author, last.public) == ("integration", False)


def test_the_preview_is_the_call_that_creates_it(desk: Desk) -> None:
    desk.post()
    preview = there(desk).preview(note("IT-41"))
    assert preview.target == f"POST {desk.url}/rest/servicedeskapi/request/IT-41/comment"
    assert preview.body["public"] is False
    assert desk.calls() == []


@pytest.mark.parametrize("box", [JiraSandbox(data_center=True, keeps_internal=False)], ids=["loses the flag"])
def test_a_note_that_went_public_is_taken_away_and_told(desk: Desk) -> None:
    desk.post()
    with pytest.raises(NoteWentPublic, match="has been deleted"):
        there(desk).push(note("IT-41"))
    assert not [one for one in desk.messages("IT-41") if MARK in one["body"]]


@pytest.mark.parametrize("box", [JiraSandbox(data_center=True, agent=False)], ids=["no agent"])
def test_who_is_no_agent_writes_nothing(desk: Desk) -> None:
    desk.post()
    with pytest.raises(PermissionDenied):
        there(desk).push(note("IT-41"))
    assert len(desk.messages("IT-41")) == 4


def test_the_package_jira_takes_it_for_a_server(desk: Desk) -> None:
    desk.post()
    client = jira.JIRA(server=desk.url, token_auth="x", max_retries=0, timeout=10)
    assert client.deploymentType == "Server"
    assert client.issue("IT-41").fields.reporter.key == "qm:ana"
    found = client.search_issues('reporter = "login-qm:ana" ORDER BY created', maxResults=2)
    assert (found.total, [one.key for one in found]) == (3, ["IT-3", "IT-7"])
    client.add_comment("IT-41", "Looking into *it*.", is_internal=True)
    assert [one["public"] for one in desk.messages("IT-41")][-1:] == [False]


def test_changes_are_read_page_by_page_to_the_end(desk: Desk) -> None:
    for number in range(230):
        desk.post(key=f"IT-{1000 + number}", requester={"id": "u", "name": "U"})
    found = [one.key for one in there(desk).changed(datetime(2020, 1, 1, tzinfo=UTC))]
    assert len(found) == len(set(found)) == 230


def test_doctor_knows_what_it_stands_before(desk: Desk) -> None:
    found = {one.name: one for one in diagnose(desk.settings(DEPLOYMENT="datacenter", WEBHOOK_SECRET="s"))}
    assert all(one.ok for one in found.values()), found
    assert "10.3.5" in found["jira: reachable"].detail
    assert found["jira: webhook"].caveat
    cloud = list(diagnose(desk.settings(WEBHOOK_SECRET="s")))[-1]
    assert (cloud.ok, "EMPATHKIT_JIRA_DEPLOYMENT" in cloud.hint) == (False, True)


@pytest.mark.parametrize("box", [JiraSandbox()], ids=["Cloud"])
def test_doctor_tells_cloud_from_data_center(desk: Desk) -> None:
    last = list(diagnose(desk.settings(DEPLOYMENT="datacenter")))[-1]
    assert (last.detail, last.hint) == ("this is Jira Cloud", "set EMPATHKIT_JIRA_DEPLOYMENT to cloud")


@pytest.mark.parametrize(
    ("more", "says"),
    [({"DEPLOYMENT": "server"}, "DEPLOYMENT"), ({"DEPLOYMENT": "datacenter", "CLOUD_ID": "1-2"}, "CLOUD_ID")],
)
def test_settings_that_contradict_each_other_are_told(more: dict[str, str], says: str) -> None:
    names = {"URL": "https://jira.acme.example", "TOKEN": "t", **more}
    with pytest.raises(ConfigurationError, match=says):
        read(Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in names.items()}))


def test_its_webhook_is_made_by_hand(desk: Desk) -> None:
    settings = desk.settings(DEPLOYMENT="datacenter", WEBHOOK_SECRET="s")
    with pytest.raises(ConfigurationError, match="by hand"):
        platform.install_webhook(settings, "https://h.example/webhooks/jira")  # type: ignore[attr-defined]
