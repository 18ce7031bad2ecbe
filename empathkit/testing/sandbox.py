"""What every sandbox shares: a store of tickets, the control API, a request journal, faults, and the webhooks.

A sandbox behaves like a platform for the calls EmpathKit makes. A platform adds its routes, its key form and
the webhook it would send (:class:`Sandbox`). Needs the extra ``server``.

Control API (JSON)::

    POST /_sandbox/tickets                    a Ticket -> 201 {"key"}
    GET  /_sandbox/tickets/{key}              the Ticket with its messages as they are now
    POST /_sandbox/tickets/{key}/messages     {"author", "body", "public"} -> 201 {"id"}
    POST /_sandbox/webhooks                   {"url", "secret"} -> 201
    GET  /_sandbox/requests                   [{"method", "path", "query", "status", "at"}]
    POST /_sandbox/faults                     [{"match": "path prefix", "times": 3, "fault": "503", ...}]
    POST /_sandbox/reset
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from empathkit.connect.rest import send_bytes
from empathkit.models import EventKind, Ticket

#: Statuses after which the platform calls again, and how often (Jira: 408, 409, 425, 429, 5xx, no answer; 5 times).
RETRIED = frozenset({0, 408, 409, 425, 429})


def now() -> str:
    """This moment as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class AsciiJSON(JSONResponse):
    """JSON in ASCII, so that lone surrogates travel too."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


@dataclass
class SandboxMessage:
    """One message as the sandbox keeps it: ``body`` is plain text, ``native`` what the platform stored."""

    id: str
    author: str
    body: str
    public: bool
    at: str
    native: Any = None


@dataclass
class SandboxTicket:
    """A ticket as posted, and its messages."""

    key: str
    number: int
    ticket: Ticket
    messages: list[SandboxMessage] = field(default_factory=list)
    created: str = ""
    updated: str = ""
    revision: int = 0

    def public_form(self) -> dict[str, Any]:
        """The Ticket of the contract, with the messages as they are now."""
        document = self.ticket.model_dump(mode="json")
        document |= {"key": self.key, "created": self.created}
        document["messages"] = [
            {"id": one.id, "at": one.at, "author": one.author, "public": one.public, "body": one.body}
            for one in self.messages
        ]
        return document


@dataclass(frozen=True)
class Hook:
    """Where webhooks go, and the secret they are signed with."""

    url: str
    secret: str = ""


class Fault(BaseModel):
    """The next ``times`` requests whose path begins with ``match`` (and of ``method``, if given) go wrong."""

    model_config = ConfigDict(extra="allow")

    match: str = "/"
    method: str | None = None
    times: int = 1
    fault: str
    retry_after: int = 1
    seconds: float = 2.0


class Sandbox(ABC):
    """The base of a platform's sandbox. State is kept in memory behind one lock."""

    platform: str
    #: How often the platform repeats a failed webhook call, and the pause between, in seconds.
    retries = 0
    retry_pause = 0.2

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.hooks: list[Hook] = []
        self.journal: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self.tickets: dict[str, SandboxTicket] = {}
        self._number = 0
        self._ids = 10000
        self._mail: queue.Queue[tuple[Hook, Mapping[str, str], bytes] | None] = queue.Queue()
        self._postman: threading.Thread | None = None

    # --- what a platform brings ---

    @abstractmethod
    def routes(self) -> list[Route]:
        """The platform's API."""

    @abstractmethod
    def fits(self, key: str) -> bool:
        """Whether a posted key has the platform's form and may be kept."""

    @abstractmethod
    def new_key(self, number: int) -> str:
        """A key for the ticket of this running number."""

    @abstractmethod
    def webhook(
        self, kind: EventKind, ticket: SandboxTicket, message: SandboxMessage | None, secret: str
    ) -> tuple[Mapping[str, str], bytes]:
        """The headers (signed) and the body of the call the platform makes."""

    @abstractmethod
    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """The platform's own error body for a status."""

    # --- the store ---

    def new_id(self) -> str:
        """A fresh id, digits only."""
        with self.lock:
            self._ids += 1
            return str(self._ids)

    def add_ticket(self, given: Ticket) -> SandboxTicket:
        """Keep a ticket and send the creation's webhook, and one for each message after the first."""
        with self.lock:
            self._number += 1
            key = given.key if self.fits(given.key) and given.key not in self.tickets else self._free_key()
            ticket = SandboxTicket(key, self._number, given, created=given.created or now())
            self.tickets[key] = ticket
            for message in given.messages:
                ticket.messages.append(
                    SandboxMessage(
                        message.id or self.new_id(), message.author, message.body, message.public, message.at or now()
                    )
                )
            ticket.updated = ticket.messages[-1].at
        self._announce("created", ticket, None)
        for later in ticket.messages[1:]:
            self._announce_message(ticket, later)
        return ticket

    def _free_key(self) -> str:
        number = self._number
        while (key := self.new_key(number)) in self.tickets:
            number += 1
        return key

    def add_message(
        self, ticket: SandboxTicket, author: str, body: str, public: bool, native: Any = None
    ) -> SandboxMessage:
        """Append a message and send its webhook. ``native`` is what the platform's API would give back."""
        with self.lock:
            message = SandboxMessage(self.new_id(), author, body, public, now(), native)
            ticket.messages.append(message)
            ticket.updated = message.at
            ticket.revision += 1
        self._announce_message(ticket, message)
        return message

    def find(self, key: str) -> SandboxTicket | None:
        """The ticket of this key, in any case."""
        with self.lock:
            return self.tickets.get(key) or self.tickets.get(key.upper())

    def reset(self) -> None:
        """Forget tickets, webhooks, journal and faults."""
        with self.lock:
            self.tickets.clear()
            self.hooks.clear()
            self.journal.clear()
            self.faults.clear()
            self._number = 0

    # --- webhooks ---

    def _announce_message(self, ticket: SandboxTicket, message: SandboxMessage) -> None:
        self._announce("requester_message" if message.author == "requester" else "agent_message", ticket, message)

    def _announce(self, kind: EventKind, ticket: SandboxTicket, message: SandboxMessage | None) -> None:
        self.send_webhook(lambda secret: self.webhook(kind, ticket, message, secret))

    def send_webhook(self, make: Callable[[str], tuple[Mapping[str, str], bytes]]) -> None:
        """Send what ``make`` gives for a secret (headers and body) to every webhook there is."""
        with self.lock:
            calls = [(hook, *make(hook.secret)) for hook in self.hooks]
            if calls and self._postman is None:
                self._postman = threading.Thread(target=self._deliver, daemon=True)
                self._postman.start()
        for call in calls:
            self._mail.put(call)

    def _deliver(self) -> None:
        while (call := self._mail.get()) is not None:
            self._send(*call)
            self._mail.task_done()

    def _send(self, hook: Hook, headers: Mapping[str, str], body: bytes) -> None:
        for attempt in range(1 + self.retries):
            status = send_bytes(hook.url, {**headers, **self.retry_headers(attempt)}, body)
            if status not in RETRIED and status < 500:
                return
            time.sleep(self.retry_pause)

    def drain(self, timeout: float) -> bool:
        """Wait until every webhook has been sent; False when ``timeout`` seconds were not enough."""
        with self._mail.all_tasks_done:
            return self._mail.all_tasks_done.wait_for(lambda: self._mail.unfinished_tasks == 0, timeout)

    def retry_headers(self, attempt: int) -> Mapping[str, str]:
        """What the platform adds when it calls again."""
        return {}

    # --- the app ---

    def app(self) -> ASGIApp:
        """The sandbox as an ASGI app: the platform's routes, the control API, journal and faults."""
        control = [
            Route("/_sandbox/tickets", self._post_ticket, methods=["POST"]),
            Route("/_sandbox/tickets/{key}", self._get_ticket, methods=["GET"]),
            Route("/_sandbox/tickets/{key}/messages", self._post_message, methods=["POST"]),
            Route("/_sandbox/webhooks", self._post_hook, methods=["POST"]),
            Route("/_sandbox/requests", self._get_requests, methods=["GET"]),
            Route("/_sandbox/faults", self._post_faults, methods=["POST"]),
            Route("/_sandbox/reset", self._post_reset, methods=["POST"]),
        ]
        handlers = {HTTPException: self._http_error, Exception: self._server_error}
        inner = Starlette(routes=[*control, *self.routes()], exception_handlers=handlers)
        return _Journalled(inner, self)

    def take_fault(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, counted down."""
        with self.lock:
            for fault in self.faults:
                if fault.times > 0 and path.startswith(fault.match) and fault.method in {None, method}:
                    fault.times -= 1
                    return fault
        return None

    async def _http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/_sandbox"):
            return AsciiJSON({"error": error.detail}, error.status_code)
        return self.error(error.status_code)

    async def _server_error(self, request: Request, error: Exception) -> Response:
        return self.error(500)

    async def _post_ticket(self, request: Request) -> Response:
        try:
            given = Ticket.model_validate(await request.json())
        except (ValueError, ValidationError) as error:
            return AsciiJSON({"error": f"not a Ticket: {error}"}, 422)
        ticket = await asyncio.to_thread(self.add_ticket, given)
        return AsciiJSON({"key": ticket.key}, 201)

    async def _get_ticket(self, request: Request) -> Response:
        ticket = self.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        with self.lock:
            return AsciiJSON(ticket.public_form())

    async def _post_message(self, request: Request) -> Response:
        ticket = self.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        given = await _object(request)
        author, body = given.get("author", "requester"), given.get("body", "")
        if author not in {"requester", "agent", "integration"} or not isinstance(body, str):
            return AsciiJSON({"error": "author is requester, agent or integration; body is text"}, 422)
        message = await asyncio.to_thread(self.add_message, ticket, author, body, bool(given.get("public", True)))
        return AsciiJSON({"id": message.id}, 201)

    async def _post_hook(self, request: Request) -> Response:
        given = await _object(request)
        if not isinstance(given.get("url"), str):
            return AsciiJSON({"error": "url is missing"}, 422)
        with self.lock:
            self.hooks.append(Hook(given["url"], str(given.get("secret") or "")))
        return AsciiJSON({"webhooks": len(self.hooks)}, 201)

    async def _get_requests(self, request: Request) -> Response:
        with self.lock:
            return AsciiJSON(list(self.journal))

    async def _post_faults(self, request: Request) -> Response:
        try:
            given = await request.json()
            faults = [Fault.model_validate(one) for one in (given if isinstance(given, list) else [given])]
        except (ValueError, ValidationError) as error:
            return AsciiJSON({"error": f"not a list of faults: {error}"}, 422)
        unknown = {fault.fault for fault in faults} - FAULTS
        if unknown:
            return AsciiJSON({"error": f"this sandbox has no fault {', '.join(sorted(unknown))}"}, 422)
        with self.lock:
            self.faults.extend(faults)
        return AsciiJSON({"faults": len(self.faults)}, 201)

    async def _post_reset(self, request: Request) -> Response:
        self.reset()
        return Response(status_code=204)


FAULTS = frozenset({"429", "500", "503", "html", "slow", "truncate", "empty202", "expired"})


class _Journalled:
    """Writes every platform request down, and lets faults happen before the platform answers."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox"):
            await self._app(scope, receive, send)
            return
        entry = {
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode("latin-1"),
            "status": 0,
            "at": now(),
        }

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry["status"] = message["status"]
                with self._sandbox.lock:
                    self._sandbox.journal.append(entry)
            await send(message)

        fault = self._sandbox.take_fault(scope["method"], scope["path"])
        if fault and fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
        answer = _faulty(self._sandbox, fault) if fault else None
        await (answer or self._app)(scope, receive, note_status)


def _faulty(sandbox: Sandbox, fault: Fault) -> Response | None:
    match fault.fault:
        case "429":
            return sandbox.error(429, {"Retry-After": str(fault.retry_after)})
        case "500" | "503":
            return sandbox.error(int(fault.fault))
        case "expired":
            return sandbox.error(401)
        case "html":
            return HTMLResponse(
                "<html><body class='instance-hibernating-page'>Your instance is hibernating</body></html>"
            )
        case "truncate":
            return Response(b'{"result": [{"sys_id": "0', media_type="application/json")
        case "empty202":
            return Response(status_code=202)
    return None


async def _object(request: Request) -> Mapping[str, Any]:
    try:
        given = await request.json()
    except ValueError:
        given = None
    if not isinstance(given, Mapping):
        raise HTTPException(422, "the body is not a JSON object")
    return given
