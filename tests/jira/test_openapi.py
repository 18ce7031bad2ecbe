"""A day of every call the connector makes: each request and each answer of the sandbox is as Atlassian's documents say,
and what is covered stands in ``integrations/jira/openapi-coverage.md``."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pytest
from jira_desk import TICKET
from openapi_specs import Operation, check, needs_specs, operation_of
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from empathkit.connect.worker import deliver, prepare
from empathkit.errors import NoteWentPublic
from empathkit.memory.in_process import InMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.settings import Settings
from empathkit.testing.server import running
from empathkit_jira import platform
from empathkit_jira.sandbox import JiraSandbox

pytestmark = needs_specs
LIST = Path(__file__).parents[2] / "integrations/jira/openapi-coverage.md"
KIT = Kit()
NOW = datetime(2026, 11, 2, 9, 31, tzinfo=UTC)
#: What no document of Atlassian's describes, by how its path begins, and what we go by instead.
ELSEWHERE = {
    "/jsm/assets/": "Assets has a document of its own that is not at hand; its form is that of the clients in use",
    "/rest/webhooks/1.0/": "admin webhooks are described in prose",
    "/rest/api/2/": "version 2, which Data Center has: what it answers is version 3 with text as wiki markup",
}


class Exchange(NamedTuple):
    """A request and its answer."""

    method: str
    path: str
    query: str
    sent: bytes
    status: int
    answered: bytes

    @property
    def operation(self) -> Operation | None:
        return operation_of(self.method, self.path)


class Recorder:
    """Keeps what passes between a client and an app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.exchanges: list[Exchange] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent, answered, status = bytearray(), bytearray(), [0]

        async def hear() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def say(message: Message) -> None:
            status[0] = message.get("status", status[0])
            answered.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, hear, say)
        query = scope["query_string"].decode()
        self.exchanges.append(Exchange(scope["method"], scope["path"], query, bytes(sent), status[0], bytes(answered)))


def day(sandbox: JiraSandbox) -> Iterator[Exchange]:
    """Every call the connector can make."""
    recorder = Recorder(sandbox.app())
    with running(recorder) as url:
        names = {"URL": url, "EMAIL": "bot@desk.example", "TOKEN": "t", "WEBHOOK_SECRET": "s", "PROPERTY": "empathkit"}
        form = "datacenter" if sandbox.data_center else "cloud"
        settings = Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in {**names, "DEPLOYMENT": form}.items()})
        list(platform.diagnose(settings))
        if form == "cloud":
            platform.install_webhook(settings, "http://127.0.0.1:9/webhooks/jira")  # type: ignore[attr-defined]
        files = [{"name": "screen.png", "size": 12}]
        many = [f"Person {number}" for number in range(60)]  # more than a page
        key = sandbox.add_ticket(Ticket.model_validate({**TICKET, "attachments": files, "participants": many})).key
        connector, memory = platform.connector(settings), InMemory()
        list(connector.changed(datetime(2020, 1, 1, tzinfo=UTC)))  # type: ignore[attr-defined]
        connector.ahead([key, "IT-9999"])  # type: ignore[attr-defined]
        prepared = prepare(connector, key, KIT, memory, NOW)
        if sandbox.keeps_internal:
            deliver(connector, prepared, memory)
        else:
            with pytest.raises(NoteWentPublic):
                deliver(connector, prepared, memory)
    yield from (one for one in recorder.exchanges if not one.path.startswith("/_sandbox"))


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    return [exchange for sandbox in sites() for exchange in day(sandbox)]


def sites() -> list[JiraSandbox]:
    """Cloud, one that loses the internal flag, and Data Center, whose service management has the same form."""
    return [JiraSandbox(), JiraSandbox(keeps_internal=False), JiraSandbox(data_center=True)]


def test_every_call_is_documented_or_named_as_not(exchanges: list[Exchange]) -> None:
    assert len(exchanges) > 30
    for one in exchanges:
        assert one.operation or any(one.path.startswith(begin) for begin in ELSEWHERE), f"{one.method} {one.path}"


def test_every_request_is_as_documented(exchanges: list[Exchange]) -> None:
    for one in exchanges:
        if one.operation is None:
            continue
        described = one.operation.described
        known = {each["name"]: each for each in described.get("parameters", []) if each.get("in") == "query"}
        given = dict(parse_qsl(one.query, keep_blank_values=True))
        assert set(given) <= set(known), f"{one.method} {one.path}"
        assert {name for name, each in known.items() if each.get("required")} <= set(given)
        for name, value in given.items():
            kind = known[name]["schema"].get("type")
            assert kind != "integer" or value.lstrip("-").isdigit(), f"{one.path} {name}"
            assert kind != "boolean" or value in {"true", "false"}, f"{one.path} {name}"
        body = described.get("requestBody")
        assert bool(one.sent) <= bool(body), f"{one.method} {one.path} takes no body"
        if one.sent:
            check(one.operation.document, body["content"]["application/json"]["schema"], json.loads(one.sent))


def test_every_answer_is_as_documented(exchanges: list[Exchange]) -> None:
    for one in exchanges:
        if one.operation is None:
            continue
        responses = one.operation.described["responses"]
        assert str(one.status) in responses, f"{one.method} {one.path} answered {one.status}"
        content = responses[str(one.status)].get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is not None and one.answered:
            check(one.operation.document, schema, without_empty_sides(json.loads(one.answered)))


def without_empty_sides(answer: Any) -> Any:
    """A change from or to nothing has null there, as real bodies show; the document says text."""
    if isinstance(answer, list):
        return [without_empty_sides(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    sides = {"from", "to", "fromString", "toString"}
    kept = {name: value for name, value in answer.items() if value is not None or name not in sides}
    return {name: without_empty_sides(value) for name, value in kept.items()}


def coverage(exchanges: list[Exchange]) -> str:
    """The list, as it is committed."""
    found: dict[tuple[str, str], set[int]] = {}
    for one in exchanges:
        if one.operation is not None:
            found.setdefault((one.operation.path, one.method), set()).add(one.status)
    lines = [
        f"| `{method} {path}` | {', '.join(str(status) for status in sorted(found[path, method]))} |"
        for path, method in sorted(found)
    ]
    missing = [f"| `{begin}...` | {why} |" for begin, why in ELSEWHERE.items()]
    return "\n".join(
        [
            "# What is held against Atlassian's OpenAPI documents",
            "",
            "Every request the connector makes and every answer the sandbox gives it, recorded over a day and",
            "validated by `tests/jira/test_openapi.py`: path, parameters, body, status and answer. Made by that test.",
            "",
            "| call | answers seen |",
            "|---|---|",
            *lines,
            "",
            "Called, and in no document at hand:",
            "",
            "| call | what we go by |",
            "|---|---|",
            *missing,
            "",
        ]
    )


def test_the_list_of_what_is_covered_is_up_to_date(exchanges: list[Exchange]) -> None:
    assert LIST.read_text(encoding="utf-8") == coverage(exchanges)


def test_the_recorder_and_the_documents_see_what_is_wrong(exchanges: list[Exchange]) -> None:
    """A check that can't fail proves nothing."""
    one = next(each for each in exchanges if each.path.endswith("/comment") and each.method == "POST")
    broken = one._replace(answered=b'{"jsdPublic": "no"}')
    with pytest.raises(AssertionError, match="jsdPublic"):
        test_every_answer_is_as_documented([broken])
    with pytest.raises(AssertionError):
        test_every_request_is_as_documented([one._replace(query="public=true")])
    with pytest.raises(AssertionError):
        test_every_call_is_documented_or_named_as_not([one._replace(path="/rest/api/3/nothing")] * 40)


def write() -> None:
    """``python -c "from test_openapi import write; write()"`` brings the list up to date."""
    made: Any = [exchange for sandbox in sites() for exchange in day(sandbox)]
    LIST.write_text(coverage(made), encoding="utf-8")
