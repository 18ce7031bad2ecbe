"""Our requests and the sandbox's answers, held against Atlassian's own OpenAPI documents."""

import copy
from typing import Any

import pytest
from jira_desk import Desk
from openapi_specs import PLATFORM, SERVICE, check, fits, needs_specs, schema_of_answer, schema_of_request, spec

from empathkit.models import InternalNote, Paragraph, Reply
from empathkit_jira.client import PAST_FIELDS, internal_body
from empathkit_jira.render import document

pytestmark = needs_specs
MARK = "ek-0123456789abcdef0123"
DOC = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "hi"}]}]}

API, JSM, KEY = "/rest/api/3", "/rest/servicedeskapi", "{issueIdOrKey}"
COMMENTS = f"{API}/issue/{KEY}/comment"
ANSWERS: dict[str, tuple[str, str, str, str, Any, int]] = {
    "server": (PLATFORM, "get", f"{API}/serverInfo", f"{API}/serverInfo", None, 200),
    "myself": (PLATFORM, "get", f"{API}/myself", f"{API}/myself", None, 200),
    "user": (PLATFORM, "get", f"{API}/user", f"{API}/user?accountId=qm:ana", None, 200),
    "fields": (PLATFORM, "get", f"{API}/field", f"{API}/field", None, 200),
    "projects": (PLATFORM, "get", f"{API}/project/search", f"{API}/project/search?typeKey=service_desk", None, 200),
    "project": (PLATFORM, "get", f"{API}/project/{{projectIdOrKey}}", f"{API}/project/IT", None, 200),
    "issue": (PLATFORM, "get", f"{API}/issue/{KEY}", f"{API}/issue/IT-41?expand=changelog", None, 200),
    "bulk": (PLATFORM, "post", f"{API}/issue/bulkfetch", f"{API}/issue/bulkfetch", {"issueIdsOrKeys": ["IT-41"]}, 200),
    "comments": (
        PLATFORM,
        "get",
        f"{API}/issue/{KEY}/comment",
        f"{API}/issue/IT-41/comment?expand=properties",
        None,
        200,
    ),
    "new comment": (
        PLATFORM,
        "post",
        f"{API}/issue/{KEY}/comment",
        f"{API}/issue/IT-41/comment",
        internal_body(DOC),
        201,
    ),
    "transitions": (PLATFORM, "get", f"{API}/issue/{KEY}/transitions", f"{API}/issue/IT-41/transitions", None, 200),
    "properties": (PLATFORM, "get", f"{API}/issue/{KEY}/properties", f"{API}/issue/IT-41/properties", None, 200),
    "search": (PLATFORM, "get", f"{API}/search/jql", f"{API}/search/jql?jql=project=IT&fields=*all", None, 200),
    "search by POST": (
        PLATFORM,
        "post",
        f"{API}/search/jql",
        f"{API}/search/jql",
        {"jql": "project = IT", "fields": list(PAST_FIELDS), "expand": "changelog", "maxResults": 1},
        200,
    ),
    "request": (SERVICE, "get", f"{JSM}/request/{KEY}", f"{JSM}/request/IT-41", None, 200),
    "request comments": (SERVICE, "get", f"{JSM}/request/{KEY}/comment", f"{JSM}/request/IT-41/comment", None, 200),
    "new request comment": (
        SERVICE,
        "post",
        f"{JSM}/request/{KEY}/comment",
        f"{JSM}/request/IT-41/comment",
        {"body": "hi", "public": False},
        201,
    ),
    "participants": (SERVICE, "get", f"{JSM}/request/{KEY}/participant", f"{JSM}/request/IT-41/participant", None, 200),
    "new participants": (
        SERVICE,
        "post",
        f"{JSM}/request/{KEY}/participant",
        f"{JSM}/request/IT-41/participant",
        {"accountIds": ["qm:ana"]},
        200,
    ),
    "clocks": (SERVICE, "get", f"{JSM}/request/{KEY}/sla", f"{JSM}/request/IT-41/sla", None, 200),
    "organisations": (SERVICE, "get", f"{JSM}/organization", f"{JSM}/organization?accountId=qm:ana", None, 200),
    "service desks": (SERVICE, "get", f"{JSM}/servicedesk", f"{JSM}/servicedesk", None, 200),
    "workspaces": (SERVICE, "get", f"{JSM}/assets/workspace", f"{JSM}/assets/workspace", None, 200),
    "info": (SERVICE, "get", f"{JSM}/info", f"{JSM}/info", None, 200),
}


@pytest.mark.parametrize(("name", "method", "path", "call", "body", "status"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_is_as_atlassian_says(
    desk: Desk, name: str, method: str, path: str, call: str, body: Any, status: int
) -> None:
    desk.post()
    answer = desk.http.request(method, call, json=body)
    assert answer.status_code == status
    value = answer.json()
    assert value not in ({}, [])
    check(name, schema_of_answer(name, method, path, status), value)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{API}/issue/{KEY}/comment", internal_body(DOC)),
        (
            f"{API}/search/jql",
            {"jql": "project = IT", "fields": list(PAST_FIELDS), "expand": "changelog", "maxResults": 11},
        ),
    ],
    ids=["a comment", "a search"],
)
def test_what_we_send_is_as_atlassian_says(path: str, body: Any) -> None:
    check(PLATFORM, schema_of_request(PLATFORM, "post", path), body)


def test_every_call_we_make_is_documented(desk: Desk) -> None:
    """All paths the connector uses, with all their parameters, are in Atlassian's documents (Assets has none)."""
    desk.post()
    connector = desk.connector()
    connector.fetch("IT-41")
    blocks = (Reply(text="Hi"), Paragraph(text=MARK))
    connector.push(InternalNote(ticket="IT-41", kind="card", marker=MARK, blocks=blocks))
    connector.notes("IT-41")
    unknown = [one for one in desk.http.get("/_sandbox/requests").json() if not documented(one)]
    assert unknown == []


def documented(call: dict[str, Any]) -> bool:
    if call["path"].startswith("/jsm/assets/"):
        return True
    for name in (PLATFORM, SERVICE):
        for path, methods in spec(name)["paths"].items():
            if call["method"].lower() in methods and fits(path, call["path"]):
                known = {one.get("name") for one in methods[call["method"].lower()].get("parameters", [])}
                if {part.partition("=")[0] for part in call["query"].split("&") if part} <= known:
                    return True
    return False


def test_the_check_sees_what_is_wrong(desk: Desk) -> None:
    """A check that can't fail proves nothing."""
    desk.post()
    page = desk.http.get(f"{JSM}/request/IT-41/sla").json()
    broken = copy.deepcopy(page)
    broken["values"][0]["ongoingCycle"]["breached"] = "no"
    schema = schema_of_answer(SERVICE, "get", f"{JSM}/request/{KEY}/sla", 200)
    check(SERVICE, schema, page)
    with pytest.raises(AssertionError, match="breached"):
        check(SERVICE, schema, broken)
    found = desk.http.get(f"{API}/search/jql?jql=project=IT").json()
    with pytest.raises(AssertionError, match="total"):
        check(PLATFORM, schema_of_answer(PLATFORM, "get", f"{API}/search/jql", 200), {**found, "total": 3})


def test_a_note_is_a_comment_as_atlassian_says() -> None:
    made = document(InternalNote(ticket="IT-1", kind="card", marker=MARK, blocks=(Reply(text="Hi\nthere"),)))
    check(PLATFORM, schema_of_request(PLATFORM, "post", f"{API}/issue/{KEY}/comment"), internal_body(made))
