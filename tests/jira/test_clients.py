"""Clients written by others talk to the sandbox as to a Jira."""

from collections.abc import Callable
from typing import Any

import pytest
from jira_desk import Desk

jira = pytest.importorskip("jira")
atlassian = pytest.importorskip("atlassian")

ADF = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Gateway 3 again?"}]}],
}


@pytest.fixture
def reader(desk: Desk) -> Any:
    desk.post()
    return jira.JIRA(server=desk.url, basic_auth=("rui@acme.example", "x"), max_retries=0, timeout=5)


@pytest.fixture
def caller(desk: Desk) -> Any:
    desk.post()
    return atlassian.Jira(url=desk.url, username="rui@acme.example", password="x", cloud=True)


@pytest.fixture
def service(desk: Desk) -> Any:
    desk.post()
    return atlassian.ServiceDesk(url=desk.url, username="rui@acme.example", password="x")


def test_jira_reads_a_ticket(reader: Any) -> None:
    issue = reader.issue("IT-41")
    assert issue.fields.summary == "VPN drops"
    assert issue.fields.description.startswith("It drops.\n")
    assert (issue.fields.reporter.displayName, issue.fields.status.name) == ("Ana Prado", "Open")
    assert [one.body for one in reader.comments(issue)] == ["Which network?", "Gateway 3 again?", "At home."]


def test_jira_adds_an_internal_note_and_sees_it_as_internal(desk: Desk, reader: Any) -> None:
    made = reader.add_comment("IT-41", "Seen before.", is_internal=True)
    assert reader.comment("IT-41", made.id).jsdPublic is False
    assert desk.messages("IT-41")[-1] == {
        "id": made.id,
        "at": desk.messages("IT-41")[-1]["at"],
        "author": "agent",
        "public": False,
        "body": "Seen before.",
    }


def test_jira_adds_a_public_reply(desk: Desk, reader: Any) -> None:
    assert reader.add_comment("IT-41", "On it.").jsdPublic is True
    assert desk.messages("IT-41")[-1]["public"] is True


def test_jira_restricting_a_comment_to_a_role_does_not_make_it_internal(desk: Desk, reader: Any) -> None:
    made = reader.add_comment("IT-41", "Seen.", visibility={"type": "role", "value": "Service Desk Team"})
    assert (made.visibility.value, made.jsdPublic) == ("Service Desk Team", True)


@pytest.mark.parametrize("prefix", ["", "/ex/jira/11-22"], ids=["site", "gateway"])
def test_jira_speaks_version_three(desk: Desk, prefix: str) -> None:
    desk.post()
    client = jira.JIRA(
        server=desk.url + prefix, options={"rest_api_version": "3"}, token_auth="PAT", max_retries=0, timeout=5
    )
    made = client.add_comment("IT-41", ADF, is_internal=True)
    assert (made.raw["jsdPublic"], made.raw["body"]) == (False, ADF)
    assert client.issue("IT-41").raw["fields"]["description"]["type"] == "doc"


@pytest.mark.parametrize("version", ["2", "3"])
def test_jira_searches(desk: Desk, version: str) -> None:
    for number in range(7):
        desk.post(key=f"IT-{100 + number}")
    client = jira.JIRA(
        server=desk.url, options={"rest_api_version": version}, basic_auth=("a", "b"), max_retries=0, timeout=5
    )
    found = client.enhanced_search_issues("project = IT AND summary ~ vpn ORDER BY key ASC", maxResults=False)
    assert {issue.key for issue in found} >= {f"IT-{100 + number}" for number in range(7)}


def test_jira_resolves_and_reopens(desk: Desk, reader: Any) -> None:
    reader.transition_issue("IT-41", "Resolve this issue")
    done = reader.issue("IT-41").fields
    assert (done.status.name, done.resolution.name, bool(done.resolutiondate)) == ("Resolved", "Done", True)
    reader.transition_issue("IT-41", "Reopen issue")
    again = reader.issue("IT-41").fields
    assert (again.status.name, again.resolution, again.resolutiondate) == ("Open", None, None)


def test_jira_sees_a_missing_ticket_and_missing_credentials(desk: Desk, reader: Any) -> None:
    with pytest.raises(jira.JIRAError) as missing:
        reader.issue("IT-999")
    assert (missing.value.status_code, "does not exist" in missing.value.text) == (404, True)
    stranger = jira.JIRA(server=desk.url, max_retries=0, timeout=5)
    with pytest.raises(jira.JIRAError) as refused:
        stranger.issue("IT-41")
    assert refused.value.status_code == 401


def test_jira_deletes_and_edits_a_comment(desk: Desk, reader: Any) -> None:
    made = reader.add_comment("IT-41", "Sean.", is_internal=True)
    made.update(body="Seen.")
    edited = reader.comment("IT-41", made.id)
    assert (edited.body, edited.jsdPublic) == ("Seen.", False)
    edited.delete()
    assert made.id not in {one["id"] for one in desk.messages("IT-41")}


def test_jira_keeps_a_property_on_an_issue(reader: Any) -> None:
    reader.add_issue_property("IT-41", "desk", {"seen": True})
    assert reader.issue_property("IT-41", "desk").value.seen is True


def test_atlassian_reads_a_ticket(caller: Any) -> None:
    assert caller.issue("IT-41")["fields"]["reporter"]["accountId"] == "qm:ana"
    assert [one["body"] for one in caller.issue_get_comments("IT-41")["comments"]][-1] == "At home."


def test_atlassian_comments_and_searches(desk: Desk, caller: Any) -> None:
    assert caller.issue_add_comment("IT-41", "On it.")["jsdPublic"] is True
    found = caller.enhanced_jql("reporter = 'qm:ana' ORDER BY created DESC", fields="key")
    assert [one["key"] for one in found["issues"]] == ["IT-41", "IT-7", "IT-3"]


@pytest.mark.parametrize(("public", "shown"), [(False, {"public": False}), (True, {"public": True})])
def test_atlassian_writes_as_service_desk(desk: Desk, service: Any, public: bool, shown: dict[str, bool]) -> None:
    made = service.create_request_comment("IT-41", "Seen.", public=public)
    assert made["public"] is public
    stored = desk.messages("IT-41")[-1]
    assert (stored["id"], stored["public"]) == (made["id"], shown["public"])


def test_atlassian_keeps_public_and_internal_apart(service: Any) -> None:
    def bodies(**which: bool) -> list[str]:
        return [one["body"] for one in service.get_request_comments("IT-41", **which)]

    assert bodies(public=True, internal=False) == ["Which network?", "At home."]
    assert bodies(public=False, internal=True) == ["Gateway 3 again?"]
    assert service.get_customer_request("IT-41")["issueKey"] == "IT-41"


READS: dict[str, Callable[[Any, Any], Any]] = {
    "organisations": lambda service, desk: service.get_organisations()["values"][0]["name"] == "Cardiology",
    "participants": lambda service, desk: (
        [one["displayName"] for one in service.get_request_participants("IT-41")] == ["Bo Lee"]
    ),
    "approvals": lambda service, desk: (
        [one["finalDecision"] for one in service.get_approvals("IT-41")] == ["approved", "pending"]
    ),
    "sla": lambda service, desk: service.get_sla("IT-41")[0]["name"] == "Time to resolution",
    "service desks": lambda service, desk: "IT" in {one["projectKey"] for one in service.get_service_desks()},
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_atlassian_reads_the_service_desk(desk: Desk, service: Any, read: Callable[[Any, Any], Any]) -> None:
    assert read(service, desk)
