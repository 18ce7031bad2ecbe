"""Webhook bodies: verified, then taken or ignored by name. Real bodies are read where EMPATHKIT_TEST_DATA says."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from empathkit.connect.signature import sign_hub
from empathkit.errors import ConfigurationError, MalformedEvent, SignatureError
from empathkit.models import Ignored, TicketEvent
from empathkit.settings import Settings
from empathkit_jira import platform

SECRET = "It's a Secret to Everybody"
OWN = sorted((Path(__file__).parent / "payloads").glob("*.json"))
REAL = sorted(Path(os.environ.get("EMPATHKIT_TEST_DATA", "/nonexistent")).glob("payloads/jira/*.json"))
SETTINGS = {
    "EMPATHKIT_JIRA_URL": "https://desk.example",
    "EMPATHKIT_JIRA_WEBHOOK_SECRET": f"new-one, {SECRET}",
    "EMPATHKIT_JIRA_ACCOUNT_ID": "712020:bot",
}


def accept(body: bytes, **headers: str) -> TicketEvent | Ignored:
    return platform.receiver(Settings(SETTINGS)).accept(headers, body)


def signed(document: Any, **headers: str) -> TicketEvent | Ignored:
    body = json.dumps(document).encode()
    return accept(body, **{"X-Hub-Signature": sign_hub(SECRET, body), **headers})


def delivered(path: Path) -> TicketEvent | Ignored:
    """As Jira would send it: Automation bodies with the token, others signed."""
    body = path.read_bytes()
    if path.name.startswith("automation-"):
        return accept(body, **{"X-EmpathKit-Token": SECRET})
    return accept(body, **{"X-Hub-Signature": sign_hub(SECRET, body)})


EXPECTED = {
    "issue-created": "created",
    "issue-created-loose-types": "created",
    "issue-created-nobody": "created",
    "comment-by-customer": "requester_message",
    "comment-by-reporter-with-issue": "requester_message",
    "comment-by-unknown": "requester_message",
    "comment-customer-quotes-a-marker": "requester_message",
    "comment-without-issue": "requester_message",
    "comment-from-the-gateway": "requester_message",
    "comment-by-agent": "agent_message",
    "comment-internal": "agent_message",
    "updated-commented-on-server": "requester_message",
    "updated-resolved": "resolved",
    "updated-done-without-resolution": "resolved",
    "updated-reopened": "reopened",
    "updated-assigned": "reassigned",
    "updated-group": "reassigned",
    "automation-issue": "created",
    "automation-top-level": "created",
    "automation-resolved": "resolved",
    "automation-comment": "requester_message",
    "automation-custom": "requester_message",
    "comment-our-note": Ignored(name="comment_created", reason="our own note"),
    "comment-our-note-visibility-unsaid": Ignored(name="comment_created", reason="our own note"),
    "comment-our-account": Ignored(name="comment_created", reason="an internal comment of our own account"),
    "comment-deleted": Ignored(name="comment_deleted", reason="nothing is done for this event"),
    "comment-without-any-issue": Ignored(name="comment_created", reason="it does not say to which issue it belongs"),
    "updated-comment-edited": Ignored(
        name="jira:issue_updated issue_comment_edited", reason="a comment was changed or taken away"
    ),
    "updated-in-progress": Ignored(name="jira:issue_updated", reason="changed: status"),
    "updated-labels": Ignored(name="jira:issue_updated", reason="changed: labels"),
    "updated-resolution-exchanged": Ignored(name="jira:issue_updated", reason="changed: resolution"),
    "issue-deleted": Ignored(name="jira:issue_deleted", reason="nothing is done for this event"),
    "issue-property-set": Ignored(name="issue_property_set", reason="nothing is done for this event"),
    "sprint-created": Ignored(name="sprint_created", reason="nothing is done for this event"),
    "user-deleted": Ignored(name="user_deleted", reason="nothing is done for this event"),
    "attachment-created": Ignored(name="attachment_created", reason="nothing is done for this event"),
    "automation-custom-unknown": Ignored(name="moon landed", reason="no event of ours is called so"),
}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_body_is_an_event_or_ignored_by_name(path: Path) -> None:
    outcome = delivered(path)
    assert (outcome if isinstance(outcome, Ignored) else outcome.kind) == EXPECTED[path.stem]


def test_every_expectation_has_its_body() -> None:
    assert {path.stem for path in OWN} == EXPECTED.keys()


REAL_KINDS = {
    "webhook-cloud-comment-created": "requester_message",
    "webhook-cloud-comment-created-mention-user": "requester_message",
    "webhook-cloud-issue-created-many-fields": "created",
    "webhook-issue-created": "created",
    "webhook-issue-created-no-description-nor-relevant-fields": "created",
    "webhook-issue-created-no-relevant-fields": "created",
    "webhook-issue-created-with-security-level": "created",
    "webhook-issue-updated-assigned": "reassigned",
    "webhook-issue-updated-assigned-on-server": "reassigned",
    "webhook-issue-updated-multiple-values": "reassigned",
    "webhook-issue-updated-resolved": "resolved",
    "webhook-server-issue-updated-resolved": "resolved",
    "webhook-server-comment-created": "requester_message",
    "webhook-server-issue-updated-commented-1": "agent_message",
    "webhook-server-issue-updated-commented-mention-user": "agent_message",
}


@pytest.mark.skipif(not REAL, reason="EMPATHKIT_TEST_DATA names no folder with payloads/jira")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_real_body_is_an_event_or_ignored_by_name(path: Path) -> None:
    outcome = delivered(path)
    if isinstance(outcome, Ignored):
        assert path.stem not in REAL_KINDS
        assert outcome.name.startswith(json.loads(path.read_bytes())["webhookEvent"])
    else:
        assert outcome.kind == REAL_KINDS[path.stem]


def test_an_event_names_site_ticket_delivery_and_time() -> None:
    body = (Path(__file__).parent / "payloads" / "issue-created.json").read_bytes()
    headers = {"x-hub-signature": sign_hub(SECRET, body), "x-atlassian-webhook-identifier": "d-1"}
    assert accept(body, **headers) == TicketEvent(
        platform="jira",
        site="desk.example",
        ticket="IT-41",
        kind="created",
        delivery="d-1",
        at="2026-11-02T09:14:00.000Z",
    )


def test_without_an_identifier_the_body_names_the_delivery() -> None:
    document = {"webhookEvent": "jira:issue_created", "issue": {"key": "IT-1"}}
    first, again = signed(document), signed(document)
    other = signed({**document, "timestamp": 1})
    assert isinstance(first, TicketEvent)
    assert isinstance(other, TicketEvent)
    assert first == again
    assert first.delivery != other.delivery


@pytest.mark.parametrize(
    ("issue", "comment", "ticket"),
    [
        ({"key": "IT-1", "self": "http://jira.acme.example:8080/rest/api/2/issue/1"}, {}, "IT-1"),
        ({"key": "IT-1"}, {}, "IT-1"),
        ({"key": "IT-1", "self": "http://[broken/"}, {}, "IT-1"),
        ({"id": 10041}, {}, "10041"),
        (None, {"self": "https://acme.example/rest/api/2/issue/10013/comment/1"}, "10013"),
    ],
    ids=["another host", "no address", "a broken address", "a number id", "the comment's address"],
)
def test_the_ticket_comes_from_what_is_there_and_the_site_from_the_settings(
    issue: Any, comment: Any, ticket: str
) -> None:
    outcome = signed({"webhookEvent": "comment_created", "issue": issue, "comment": comment})
    assert isinstance(outcome, TicketEvent)
    assert (outcome.site, outcome.ticket) == ("desk.example", ticket)


def test_an_internal_command_is_an_agents_even_where_nobody_says_who_wrote_it() -> None:
    document = json.loads((Path(__file__).parent / "payloads" / "comment-by-unknown.json").read_text())
    document["comment"]["body"] = "/check Hello Ana, which gateway is it?"
    document["comment"].pop("jsdPublic", None)
    document["issue"]["fields"].pop("reporter", None)

    event = signed(document)
    assert isinstance(event, TicketEvent)
    assert event.kind == "agent_message"


def test_the_documented_signature_opens_the_door() -> None:
    vector = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"
    with pytest.raises(MalformedEvent, match="not JSON"):
        accept(b"Hello World!", **{"X-Hub-Signature": vector})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": "sha256=" + "0" * 64},
        {"X-Hub-Signature": ""},
        {"X-Hub-Signature": "é"},
        {"X-EmpathKit-Token": "wrong"},
        {"X-EmpathKit-Token": ""},
        {"X-EmpathKit-Token": f"new-one, {SECRET}"},
        {"X-EmpathKit-Token": SECRET, "X-Hub-Signature": "sha256=" + "0" * 64},
    ],
    ids=[
        "nothing",
        "a wrong signature",
        "an empty signature",
        "a signature outside ASCII",
        "a wrong token",
        "an empty token",
        "all secrets at once",
        "a right token beside a wrong signature",
    ],
)
def test_a_call_without_proof_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        accept(b'{"webhookEvent": "jira:issue_created", "issue": {"key": "IT-1"}}', **headers)


def test_an_automation_body_needs_the_token_and_not_a_signature() -> None:
    with pytest.raises(MalformedEvent, match="webhookEvent"):
        signed({"event": "created", "issueKey": "IT-1"})


def test_both_secrets_are_good_while_they_rotate() -> None:
    body = b'{"webhookEvent": "sprint_created"}'
    assert accept(body, **{"X-Hub-Signature": sign_hub("new-one", body)}) == accept(
        body, **{"X-Hub-Signature": sign_hub(SECRET, body)}
    )


@pytest.mark.parametrize(
    "document",
    [
        {"webhookEvent": "jira:issue_created"},
        {"webhookEvent": "jira:issue_created", "issue": {"key": "IT-1 OR 1=1"}},
        {"webhookEvent": "jira:issue_created", "issue": {"key": "../../x", "id": "0"}},
        {"webhookEvent": None, "issue": {"key": "IT-1"}},
        {"webhookEvent": ["jira:issue_created"]},
    ],
    ids=["no issue", "a key that is a query", "a key that is a path", "null event", "an event that is a list"],
)
def test_a_signed_body_that_is_no_event_is_malformed(document: Any) -> None:
    with pytest.raises(MalformedEvent):
        signed(document)


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(ConfigurationError, match="EMPATHKIT_JIRA_WEBHOOK_SECRET"):
        platform.receiver(Settings({"EMPATHKIT_JIRA_URL": "https://desk.example"}))


ODD = (None, True, 7, -1, 1e400, "", "x", "\ud800", [], [None], {}, {"x": []})


def altered(document: Any) -> Iterator[Any]:
    """The document with one value after the other replaced by odd ones."""
    names = document.keys() if isinstance(document, dict) else range(len(document))
    for name in list(names):
        held = document[name]
        for odd in ODD:
            document[name] = odd
            yield document
        document[name] = held
        if isinstance(held, dict | list):
            for _ in altered(held):
                yield document


@pytest.mark.parametrize("name", ["updated-resolved", "comment-by-customer", "automation-comment", "automation-custom"])
def test_whatever_stands_in_a_body_it_is_taken_ignored_or_malformed(name: str) -> None:
    original = json.loads((Path(__file__).parent / "payloads" / f"{name}.json").read_bytes())
    seen = 0
    for document in altered(original):
        body = json.dumps(document).encode()
        seen += 1
        try:
            outcome = accept(body, **{"X-EmpathKit-Token": SECRET})
        except MalformedEvent:
            continue
        assert isinstance(outcome, TicketEvent | Ignored)
    assert seen > 30


def test_a_body_nested_beyond_reason_is_malformed() -> None:
    body = (
        b'{"webhookEvent": "comment_created", "issue": {"key": "IT-1"}, "comment": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    )
    with pytest.raises(MalformedEvent):
        accept(body, **{"X-Hub-Signature": sign_hub(SECRET, body)})


@pytest.mark.parametrize("flow", ["Primary", "Secondary"])
def test_a_retry_is_the_same_delivery_whatever_its_count_and_flow(flow: str) -> None:
    body = json.loads((Path(__file__).parent / "payloads/comment-by-agent.json").read_bytes())
    name = {"X-Atlassian-Webhook-Identifier": "b2c0", "X-Atlassian-Webhook-Flow": flow}
    first = signed(body, **name)
    again = signed(body, **name, **{"X-Atlassian-Webhook-Retry": "3"})
    assert isinstance(first, TicketEvent)
    assert first.delivery == "b2c0"
    assert first == again
