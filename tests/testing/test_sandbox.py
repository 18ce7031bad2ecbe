"""The sandbox kit: control API, webhooks, journal and faults, with the smallest platform there can be."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from empathkit.models import EventKind
from empathkit.testing import sandbox as kit
from empathkit.testing.control import Control
from empathkit.testing.sandbox import Sandbox, SandboxMessage, SandboxTicket
from empathkit.testing.server import running

TICKET = {
    "key": "T-7",
    "summary": "VPN",
    "requester": {"id": "u1", "name": "Ana Prado"},
    "messages": [{"author": "requester", "body": "It drops.", "at": "2026-11-02T09:14:00Z", "id": "m1"}],
}


class Tiny(Sandbox):
    """A platform with one route."""

    platform = "tiny"

    def routes(self) -> list[Route]:
        return [Route("/api/tickets", self._list)]

    async def _list(self, request: Request) -> Response:
        return JSONResponse(sorted(self.tickets))

    def fits(self, key: str) -> bool:
        return key.startswith("T-")

    def new_key(self, number: int) -> str:
        return f"T-{number}"

    def webhook(
        self, kind: EventKind, ticket: SandboxTicket, message: SandboxMessage | None, secret: str
    ) -> tuple[Mapping[str, str], bytes]:
        return {"X-Secret": secret}, json.dumps([kind, ticket.key, message and message.body]).encode()

    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        return JSONResponse({"tiny": status}, status, headers=dict(headers or {}))


@pytest.fixture
def tiny() -> Iterator[tuple[Tiny, httpx.Client]]:
    sandbox = Tiny()
    with running(sandbox.app()) as url, httpx.Client(base_url=url) as client:
        yield sandbox, client


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    def deliver(url: str, headers: Mapping[str, str], body: bytes) -> int:
        calls.append([url, headers["X-Secret"], *json.loads(body)])
        return 204

    monkeypatch.setattr(kit, "send_bytes", deliver)
    return calls


def test_a_posted_ticket_keeps_its_key_and_comes_back(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    assert client.post("/_sandbox/tickets", json=TICKET).json() == {"key": "T-7"}
    got = client.get("/_sandbox/tickets/T-7").json()
    assert got["messages"] == [
        {"id": "m1", "at": "2026-11-02T09:14:00Z", "author": "requester", "public": True, "body": "It drops."}
    ]
    assert got["requester"]["name"] == "Ana Prado"


@pytest.mark.parametrize("key", ["nonsense", "T-7"], ids=["unfit", "taken"])
def test_a_key_that_does_not_fit_or_is_taken_gets_another(tiny: tuple[Tiny, httpx.Client], key: str) -> None:
    _, client = tiny
    client.post("/_sandbox/tickets", json=TICKET)
    assert client.post("/_sandbox/tickets", json={**TICKET, "key": key}).json()["key"] not in {"T-7", "nonsense"}


def test_what_is_not_a_ticket_is_refused(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    assert client.post("/_sandbox/tickets", json={"key": "T-1"}).status_code == 422
    assert client.post("/_sandbox/tickets", content=b"{").status_code == 422
    assert client.get("/_sandbox/tickets/T-9").status_code == 404


@pytest.mark.parametrize(
    ("document", "said"),
    [
        pytest.param({"key": "T-1"}, "not a Ticket: requester: Field required", id="a field is missing"),
        pytest.param(
            {**TICKET, "messages": [{"author": "Bob Secret", "body": "hi"}]},
            "not a Ticket: messages.0.author",
            id="author",
        ),
        pytest.param([], "not a Ticket: not a JSON object", id="a list"),
    ],
)
def test_what_is_wrong_with_a_ticket_is_said_by_field(
    tiny: tuple[Tiny, httpx.Client], document: object, said: str
) -> None:
    _, client = tiny
    error = client.post("/_sandbox/tickets", json=document).json()["error"]
    assert error.startswith(said)
    assert "\n" not in error
    assert "pydantic" not in error
    assert "Secret" not in error


def test_what_is_wrong_with_a_fault_is_said_by_field(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    said = [client.post("/_sandbox/faults", content=one).json()["error"] for one in (b'[{"times": 1}]', b"{", b"[1]")]
    assert said[:2] == ["fault: Field required", "the body is not JSON we can read"]
    assert "pydantic" not in said[2]


def test_the_sandbox_lists_every_route_of_its_control_api(tiny: tuple[Tiny, httpx.Client]) -> None:
    sandbox, client = tiny
    listed = {(one["method"], one["path"]) for one in client.get("/_sandbox").json()["routes"] if one["what"]}
    there = {
        (method, route.path)
        for route in Control(sandbox).routes()
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert listed == there - {("GET", "/_sandbox")}
    assert len(listed) == 9


def test_creation_and_each_later_message_send_one_webhook(tiny: tuple[Tiny, httpx.Client], sent: list[Any]) -> None:
    sandbox, client = tiny
    client.post("/_sandbox/webhooks", json={"url": "http://hook", "secret": "s"})
    two = [*TICKET["messages"], {"author": "agent", "body": "Since when?"}]
    client.post("/_sandbox/tickets", json={**TICKET, "messages": two})
    client.post("/_sandbox/tickets/T-7/messages", json={"author": "requester", "body": "Monday.", "public": True})
    assert sandbox.drain(5)
    assert sent == [
        ["http://hook", "s", "created", "T-7", None],
        ["http://hook", "s", "agent_message", "T-7", "Since when?"],
        ["http://hook", "s", "requester_message", "T-7", "Monday."],
    ]


def test_the_journal_holds_platform_requests_only(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    client.get("/api/tickets?a=1")
    client.get("/api/nothing")
    journal = client.get("/_sandbox/requests").json()
    assert [(one["method"], one["path"], one["query"], one["status"]) for one in journal] == [
        ("GET", "/api/tickets", "a=1", 200),
        ("GET", "/api/nothing", "", 404),
    ]


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        ("429", 429, "application/json"),
        ("500", 500, "application/json"),
        ("503", 503, "application/json"),
        ("expired", 401, "application/json"),
        ("html", 200, "text/html"),
        ("truncate", 200, "application/json"),
        ("empty202", 202, ""),
    ],
)
def test_a_fault_happens_as_often_as_told(
    tiny: tuple[Tiny, httpx.Client], fault: str, status: int, content_type: str
) -> None:
    _, client = tiny
    client.post("/_sandbox/faults", json=[{"match": "/api", "times": 2, "fault": fault}])
    answers = [client.get("/api/tickets") for _ in range(3)]
    assert [one.status_code for one in answers] == [status, status, 200]
    assert answers[0].headers.get("content-type", "").startswith(content_type)


def test_a_hang_up_ends_the_answer_in_the_middle(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    client.post("/_sandbox/faults", json=[{"fault": "hangup"}])
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/api/tickets")
    assert client.get("/api/tickets").status_code == 200


def test_hidden_is_not_found_where_a_platform_says_no_more(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    client.post("/_sandbox/faults", json=[{"fault": "hidden"}])
    assert [client.get("/api/tickets").status_code for _ in range(2)] == [404, 200]


def test_a_fault_lets_through_as_many_as_told_first(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    client.post("/_sandbox/faults", json=[{"fault": "500", "after": 2}])
    assert [client.get("/api/tickets").status_code for _ in range(4)] == [200, 200, 500, 200]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("retry_after", {"retry-after"}),
        ("reset", {"x-ratelimit-reset"}),
        ("both", {"retry-after", "x-ratelimit-reset"}),
        ("bare", set()),
    ],
)
def test_a_429_tells_the_wait_in_the_form_asked_for(tiny: tuple[Tiny, httpx.Client], form: str, told: set[str]) -> None:
    _, client = tiny
    client.post("/_sandbox/faults", json=[{"fault": "429", "form": form, "retry_after": 7}])
    assert {"retry-after", "x-ratelimit-reset"} & client.get("/api/tickets").headers.keys() == told


def test_latency_is_set_and_forgotten_by_a_reset(tiny: tuple[Tiny, httpx.Client]) -> None:
    sandbox, client = tiny
    assert client.post("/_sandbox/latency", json={"seconds": 0.01}).status_code == 204
    assert (sandbox.latency, client.get("/api/tickets").status_code) == (0.01, 200)
    client.post("/_sandbox/reset")
    assert sandbox.latency == 0


@pytest.mark.parametrize(
    ("more", "keys"),
    [({"copies": 2}, ["T-1", "T-1", "T-2", "T-2"]), ({"held": 2}, ["T-2", "T-1"]), ({"held": 3}, ["T-2", "T-1"])],
    ids=["twice", "the last first", "no third ever comes"],
)
def test_webhooks_come_twice_or_out_of_order_on_demand(
    tiny: tuple[Tiny, httpx.Client], sent: list[Any], more: dict[str, Any], keys: list[str]
) -> None:
    sandbox, client = tiny
    client.post("/_sandbox/webhooks", json={"url": "http://hook", "secret": "s", **more})
    for key in ("T-1", "T-2"):
        client.post("/_sandbox/tickets", json={**TICKET, "key": key})
    assert sandbox.drain(5)
    assert [one[3] for one in sent] == keys


def test_an_unknown_fault_is_refused(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    assert client.post("/_sandbox/faults", json=[{"fault": "flood"}]).status_code == 422


def test_reset_forgets_everything(tiny: tuple[Tiny, httpx.Client]) -> None:
    _, client = tiny
    client.post("/_sandbox/tickets", json=TICKET)
    client.post("/_sandbox/faults", json=[{"fault": "500"}])
    assert client.post("/_sandbox/reset").status_code == 204
    assert client.get("/_sandbox/tickets/T-7").status_code == 404
    assert client.get("/api/tickets").json() == []


@pytest.mark.parametrize("path", ["tickets", "tickets/T-7/messages", "webhooks", "faults"])
@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"\xff"], ids=["cut", "deep", "bytes"])
def test_no_body_makes_the_control_api_fail(tiny: tuple[Tiny, httpx.Client], path: str, body: bytes) -> None:
    _, client = tiny
    client.post("/_sandbox/tickets", json=TICKET)
    assert client.post(f"/_sandbox/{path}", content=body).status_code == 422


@pytest.mark.parametrize(
    ("path", "document", "field"),
    [
        ("tickets/T-7/messages", {"author": [], "body": "x"}, "author"),
        ("tickets/T-7/messages", {"author": "robot", "body": "x"}, "author"),
        ("tickets/T-7/messages", {"author": "agent", "body": "x", "public": "perhaps"}, "public"),
        ("webhooks", {"url": "file:///etc/passwd"}, "url"),
        ("webhooks", {}, "url"),
        ("faults", [{"times": 1}], "fault"),
    ],
)
def test_what_is_wrong_is_said_by_field(tiny: tuple[Tiny, httpx.Client], path: str, document: Any, field: str) -> None:
    _, client = tiny
    client.post("/_sandbox/tickets", json=TICKET)
    answer = client.post(f"/_sandbox/{path}", json=document)
    assert (answer.status_code, answer.json()["error"].split(":")[0]) == (422, field)
