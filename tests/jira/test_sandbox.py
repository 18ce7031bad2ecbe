"""The sandbox answers as Jira does, wrong calls included."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jira_desk import TICKET, Desk
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from empathkit.models import Ignored, InternalNote, Paragraph, TicketEvent
from empathkit.testing.server import running
from empathkit_jira import platform
from empathkit_jira.adf import document_of
from empathkit_jira.sandbox import JiraSandbox
from empathkit_jira.sandbox.query import QueryError, parse

SECRET = "It's a Secret to Everybody"
ISSUE = "/rest/api/3/issue/IT-41"
COMMENT = f"{ISSUE}/comment"
DOC = document_of("hi")
TOO_LONG = document_of("x" * 32_768)
INTERNAL = {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}

REFUSED: dict[str, tuple[str, str, Any, int, str]] = {
    "a string to version 3": ("POST", COMMENT, {"body": "hi"}, 400, '"comment":"Comment body is not valid!"'),
    "a broken document": ("POST", COMMENT, {"body": {"type": "doc"}}, 400, "Comment body is not valid!"),
    "a document to version 2": ("POST", COMMENT.replace("3", "2", 1), {"body": DOC}, 400, "must be a string"),
    "nothing to say": ("POST", COMMENT.replace("3", "2", 1), {"body": " "}, 400, "can not be empty"),
    "too much to say": ("POST", COMMENT, {"body": TOO_LONG}, 400, "32,767"),
    "no object": ("POST", COMMENT, [1], 400, "Invalid request payload"),
    "no such issue": ("GET", "/rest/api/3/issue/IT-999", None, 404, "does not exist"),
    "no such comment": ("GET", f"{COMMENT}/1", None, 404, "Can not find a comment"),
    "no such user": ("GET", "/rest/api/3/user?accountId=x", None, 404, "does not exist"),
    "no such project": ("GET", "/rest/api/3/project/NO", None, 404, "No project"),
    "no such path": ("GET", "/rest/api/3/teapot", None, 404, "errorMessages"),
    "no such version": ("GET", "/rest/api/9/issue/IT-41", None, 404, "Not found"),
    "a wrong method": ("DELETE", "/rest/api/3/myself", None, 405, "errorMessages"),
    "the old search": ("GET", "/rest/api/3/search?jql=project=IT", None, 410, "search/jql"),
    "the old search by POST": ("POST", "/rest/api/2/search", {"jql": "project=IT"}, 410, "search/jql"),
    "a search without end": ("GET", "/rest/api/3/search/jql?jql=order by key", None, 400, "Unbounded"),
    "a search for nothing": ("POST", "/rest/api/3/search/jql", {"jql": ""}, 400, "Unbounded"),
    "a field there is not": ("GET", "/rest/api/3/search/jql?jql=shoe=9", None, 400, "Field 'shoe' does not exist"),
    "a query that breaks off": ("GET", "/rest/api/3/search/jql?jql=project=", None, 400, "Error in the JQL Query"),
    "a token of another search": (
        "POST",
        "/rest/api/3/search/jql",
        {"jql": "project=IT", "nextPageToken": "eA=="},
        400,
        "next page token",
    ),
    "a count that is none": ("GET", f"{COMMENT}?maxResults=all", None, 400, "whole number"),
    "a move there is not": (
        "POST",
        "/rest/api/3/issue/IT-41/transitions",
        {"transition": {"id": "31"}},
        400,
        "not valid",
    ),
    "a reply of unsaid publicity": (
        "POST",
        "/rest/servicedeskapi/request/IT-41/comment",
        {"body": "hi"},
        400,
        '"errorMessage":"The field \'public\' is required."',
    ),
    "a request there is not": ("GET", "/rest/servicedeskapi/request/IT-999", None, 404, "i18nErrorMessage"),
    "a request outside service projects": (
        "GET",
        "/rest/servicedeskapi/request/DEV-1/sla",
        None,
        404,
        "i18nErrorMessage",
    ),
    "an attribute there is not": (
        "POST",
        "/jsm/assets/workspace/3f2b1c0d-sandbox/v1/object/aql",
        {"qlQuery": '"Shoe size" = 9'},
        400,
        "unknown attribute",
    ),
    "a workspace there is not": ("POST", "/jsm/assets/workspace/x/v1/object/aql", {"qlQuery": ""}, 404, "workspace"),
}


@pytest.mark.parametrize(("method", "path", "body", "status", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_call_is_refused_as_jira_refuses_it(
    desk: Desk, method: str, path: str, body: Any, status: int, says: str
) -> None:
    desk.post()
    desk.post(key="DEV-1")
    answer = desk.http.request(method, path, json=body)
    assert (answer.status_code, says in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Basic Og=="}, 401),
        ({"Authorization": "Basic !!!"}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": "Digest x"}, 401),
        ({"Authorization": "Bearer x"}, 200),
        ({"Authorization": "Basic YTpi"}, 200),
    ],
    ids=["none", "empty", "no base64", "no token", "another scheme", "a token", "a password"],
)
def test_any_credentials_will_do_and_none_will_not(desk: Desk, headers: dict[str, str], status: int) -> None:
    desk.post()
    answer = httpx.get(f"{desk.url}/rest/api/3/issue/IT-41", headers=headers)
    assert answer.status_code == status
    assert status == 200 or answer.json()["errorMessages"]


def test_the_search_pages_by_token_and_has_no_total(desk: Desk) -> None:
    for number in range(5):
        desk.post(key=f"IT-{100 + number}", requester={"id": "qm:bo", "name": "Bo"})
    search = {"jql": 'reporter = "qm:bo" ORDER BY key ASC', "maxResults": 2, "fields": ["summary"]}
    seen: list[str] = []
    for _ in range(5):
        page = desk.http.post("/rest/api/3/search/jql", json=search).json()
        seen += [one["key"] for one in page["issues"]]
        assert "total" not in page
        if page["isLast"]:
            break
        search["nextPageToken"] = page["nextPageToken"]
    assert seen == [f"IT-{100 + number}" for number in range(5)]


JQL = {
    "project = IT": {"IT-41", "IT-7", "IT-3"},
    "project in (IT, DEV) and key != IT-7": {"IT-41", "IT-3", "DEV-1"},
    "key in (IT-41, IT-3)": {"IT-41", "IT-3"},
    "status = Resolved": {"IT-7"},
    "statusCategory != Done and project = IT": {"IT-41", "IT-3"},
    'text ~ "every ten"': {"IT-41", "DEV-1"},
    "summary !~ vpn": {"IT-3"},
    "resolved is not EMPTY": {"IT-7"},
    "assignee is empty and project = DEV": {"DEV-1"},
    "not (project = IT or key = DEV-9)": {"DEV-1"},
    "reporter = 'qm:ana' and created >= '2026-06-01'": {"IT-41", "DEV-1"},
    "reporter = currentUser()": set(),
}


@pytest.mark.parametrize(("jql", "keys"), JQL.items(), ids=JQL.keys())
def test_a_query_finds_what_it_says(desk: Desk, jql: str, keys: set[str]) -> None:
    desk.post()
    desk.post(key="DEV-1")
    answer = desk.http.get("/rest/api/3/search/jql", params={"jql": jql, "fields": "summary"})
    assert {one["key"] for one in answer.json()["issues"]} == keys


SENSELESS = [
    "a", "a =", "a = b c", "a in b", "a in (b", "(a = b", "a is b", "= b", "a = b order", "a = f(x)", 'a = "b',
    "a not b", "order by",
]  # fmt: skip


@pytest.mark.parametrize("query", SENSELESS)
def test_a_query_that_makes_no_sense_is_an_error(query: str) -> None:
    with pytest.raises(QueryError):
        parse(query)


def test_fields_are_those_asked_for(desk: Desk) -> None:
    desk.post()

    def fields(wanted: str) -> set[str]:
        answer = desk.http.get("/rest/api/3/issue/IT-41", params={"fields": wanted}).json()
        return set(answer["fields"])

    assert fields("summary,created,nothing") == {"summary", "created"}
    assert fields("*all,-comment") == fields("*all") - {"comment"}
    assert fields("-summary") == fields("*all") - {"summary"}
    assert "comment" not in fields("*navigable")


def test_bulk_fetch_tells_what_is_missing(desk: Desk) -> None:
    desk.post()
    asked = {"issueIdsOrKeys": ["IT-41", "IT-999"], "fields": ["summary"]}
    answer = desk.http.post("/rest/api/3/issue/bulkfetch", json=asked).json()
    assert [one["key"] for one in answer["issues"]] == ["IT-41"]
    assert [one["id"] for one in answer["issueErrors"]] == ["IT-999"]


def test_dates_are_written_as_jira_writes_them(desk: Desk) -> None:
    desk.post(created="2026-11-02T10:14:00+01:00")
    fields = desk.http.get("/rest/api/3/issue/IT-41").json()["fields"]
    assert fields["created"] == "2026-11-02T09:14:00.000+0000"


def test_keys_are_kept_and_made(desk: Desk) -> None:
    assert desk.post(key="HR-12") == "HR-12"
    assert desk.post(key="no key", requester={"id": "x"}).startswith("IT-")
    made = [desk.post(key="", requester={"id": "x", "history": []}) for _ in range(3)]
    assert len(set(made)) == 3


@pytest.mark.parametrize("key", ["IT-41", "IT-7"], ids=["its own history", "another's history"])
def test_a_ticket_that_stands_in_a_history_is_open_once_it_is_posted(desk: Desk, key: str) -> None:
    desk.post(key="IT-99")
    past = [{"key": key, "summary": "Old", "resolved": "2026-01-01", "resolution": "Done.", "reopened": 2}]
    desk.post(key=key, requester={**TICKET["requester"], "history": past})
    issue = desk.http.get(f"/rest/api/3/issue/{key}?expand=changelog").json()
    assert (issue["fields"]["status"]["name"], issue["fields"]["resolution"]) == ("Open", None)
    assert issue["fields"]["summary"] == "VPN drops"
    assert issue["changelog"]["total"] == 2


def test_a_comment_can_be_hidden_afterwards(desk: Desk) -> None:
    desk.post()
    made = desk.http.post(COMMENT, json={"body": DOC}).json()
    path = f"/rest/api/3/comment/{made['id']}/properties/sd.public.comment"
    assert desk.http.put(path, json={"internal": True}).status_code == 201
    assert desk.http.get(f"{COMMENT}/{made['id']}").json()["jsdPublic"] is False


def test_reset_forgets_everything(desk: Desk) -> None:
    desk.post()
    assert desk.http.post("/_sandbox/reset").status_code == 204
    assert desk.http.get("/rest/api/3/issue/IT-41").status_code == 404
    assert desk.http.get("/rest/api/3/user?accountId=qm:ana").status_code == 404


# --- webhooks ---


class Inbox:
    """Takes webhooks as a handler would; answers with the statuses given, then 204."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.calls: list[tuple[dict[str, str], bytes]] = []

    async def take(self, request: Request) -> Response:
        self.calls.append((dict(request.headers), await request.body()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 204)

    def wait(self, count: int) -> list[tuple[dict[str, str], bytes]]:
        deadline = time.monotonic() + 5
        while len(self.calls) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.calls

    def outcomes(self, desk: Desk, count: int) -> list[str]:
        receiver = platform.receiver(desk.settings(WEBHOOK_SECRET=SECRET))
        found = [receiver.accept(headers, body) for headers, body in self.wait(count)]
        return [one.name if isinstance(one, Ignored) else one.kind for one in found]


@pytest.fixture
def inbox(desk: Desk) -> Iterator[Inbox]:
    desk.sandbox.retry_pause = 0.001
    taken = Inbox()
    with running(Starlette(routes=[Route("/hook", taken.take, methods=["POST"])])) as url:
        desk.http.post("/_sandbox/webhooks", json={"url": f"{url}/hook", "secret": SECRET})
        yield taken


def test_a_ticket_sends_one_webhook_and_one_for_each_later_message(desk: Desk, inbox: Inbox) -> None:
    """A comment's webhook does not name the reporter: a public one of staff may be either's, so it is looked into."""
    desk.post()
    assert inbox.outcomes(desk, 4) == ["created", "requester_message", "agent_message", "requester_message"]


def test_a_webhook_names_this_sandbox_as_the_connector_does(desk: Desk, inbox: Inbox) -> None:
    desk.post(messages=TICKET["messages"][:1])
    headers, body = inbox.wait(1)[0]
    event = platform.receiver(desk.settings(WEBHOOK_SECRET=SECRET)).accept(headers, body)
    assert isinstance(event, TicketEvent)
    assert (event.site, event.ticket) == (desk.connector().site, "IT-41")
    assert event.at == "2026-11-02T09:14:00.000Z"
    assert event.delivery == headers["x-atlassian-webhook-identifier"]


def test_our_own_note_comes_back_and_is_ignored(desk: Desk, inbox: Inbox) -> None:
    desk.post(messages=TICKET["messages"][:1])
    mark = "ek-0123456789abcdef0123"
    note = InternalNote(ticket="IT-41", kind="card", marker=mark, blocks=(Paragraph(text=f"EmpathKit {mark}"),))
    desk.connector().push(note)
    assert inbox.outcomes(desk, 2) == ["created", "comment_created"]


def test_everything_done_to_a_ticket_is_told(desk: Desk, inbox: Inbox) -> None:
    desk.post(messages=TICKET["messages"][:1])
    desk.http.put(f"{ISSUE}/assignee", json={"accountId": "712020:rui"})
    desk.http.post(f"{ISSUE}/transitions", json={"transition": {"id": "11"}})
    desk.http.post(f"{ISSUE}/transitions", json={"transition": {"id": "21"}})
    desk.http.post(f"{ISSUE}/transitions", json={"transition": {"id": "31"}})
    made = desk.http.post(COMMENT, json={"body": DOC, **INTERNAL}).json()
    desk.http.put(f"{COMMENT}/{made['id']}", json={"body": DOC})
    desk.http.delete(f"{COMMENT}/{made['id']}")
    assert inbox.outcomes(desk, 8) == [
        "created",
        "reassigned",
        "jira:issue_updated",
        "resolved",
        "reopened",
        "agent_message",
        "comment_updated",
        "comment_deleted",
    ]


@pytest.mark.parametrize(
    ("statuses", "calls"),
    [((503, 429), 3), ((500,) * 9, 6), ((408, 409, 425), 4), ((401,), 1), ((400,), 1)],
    ids=["fails twice", "never well", "other reasons to try again", "refused", "malformed"],
)
def test_a_failed_webhook_is_sent_again_as_the_same_delivery(
    desk: Desk, inbox: Inbox, statuses: tuple[int, ...], calls: int
) -> None:
    inbox.statuses = list(statuses)
    desk.post(messages=TICKET["messages"][:1])
    desk.post(key="IT-99", messages=TICKET["messages"][:1])
    sent = [(headers, body) for headers, body in inbox.wait(calls + 1) if b'"IT-99"' not in body]
    assert len(sent) == calls
    assert len({headers["x-atlassian-webhook-identifier"] for headers, _ in sent}) == 1
    counted = [headers.get("x-atlassian-webhook-retry") for headers, _ in sent]
    assert counted == [None, *(str(number) for number in range(1, calls))]


@pytest.mark.parametrize("box", [JiraSandbox(agent=False)], ids=["no agent licence"])
def test_who_is_no_agent_writes_in_public_only(desk: Desk) -> None:
    desk.post()
    assert desk.http.post(COMMENT, json={"body": DOC, **INTERNAL}).json()["jsdPublic"] is True
    assert desk.http.get("/rest/servicedeskapi/request/IT-41/sla").status_code == 403
