"""What every sandbox shares: a store of tickets, a request journal, faults, and the webhooks.

A sandbox behaves like a platform for the calls EmpathKit makes. A platform adds its routes, its key form and
the webhook it would send (:class:`Sandbox`). Needs the extra ``server``.
"""

from __future__ import annotations

import queue
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from empathkit.connect.rest import send_bytes
from empathkit.models import EventKind, Ticket
from empathkit.testing.control import AsciiJSON, Control, Hook
from empathkit.testing.faults import Fault, Journalled, now
from empathkit.testing.ticket_page import plain

#: Statuses after which the platform calls again, and how often (Jira: 408, 409, 425, 429, 5xx, no answer; 5 times).
RETRIED = frozenset({0, 408, 409, 425, 429})
#: How long calls that are to go out of order wait for another, in seconds.
HOLD = 0.5


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


class Sandbox(ABC):
    """The base of a platform's sandbox. State is kept in memory behind one lock."""

    platform: str
    #: How often the platform repeats a failed webhook call, and the pause between, in seconds.
    retries = 0
    retry_pause = 0.2
    #: What the platform calls a message that the requester can't see.
    inside = "Internal note"

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.hooks: list[Hook] = []
        self.journal: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        #: Seconds every platform request waits before it is answered.
        self.latency = 0.0
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

    # --- what it may know better ---

    def limits(self, fault: Fault) -> Mapping[str, str]:
        """The headers of a 429."""
        return fault.limits(str(int(fault.resets())), {})

    def html_of(self, message: SandboxMessage) -> Markup:
        """A message as the platform shows it."""
        return plain(message.body)

    def reads(self, method: str, path: str) -> bool:
        """Whether a request changes nothing; some platforms search by POST."""
        return method in {"GET", "HEAD"}

    def hide(self, document: Any, fields: tuple[str, ...]) -> Any:
        """An answer without its rows, or without these fields of each; None where then nothing is found."""
        return None

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
        """Forget tickets, webhooks, journal, faults and latency."""
        with self.lock:
            self.tickets.clear()
            self.hooks.clear()
            self.journal.clear()
            self.faults.clear()
            self.latency = 0.0
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
        while (calls := self._batch()) is not None:
            for call in reversed(calls):
                for _ in range(call[0].copies):
                    self._send(*call)
            for _ in calls:
                self._mail.task_done()

    def _batch(self) -> list[tuple[Hook, Mapping[str, str], bytes]] | None:
        """The next call; where a webhook is told to be out of order, as many as it holds back, if they come at all."""
        first = self._mail.get()
        if first is None:
            return None
        held = [first]
        while len(held) < first[0].held:
            try:
                call = self._mail.get(timeout=HOLD)
            except queue.Empty:
                break
            if call is not None:
                held.append(call)
        return held

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
        handlers = {HTTPException: self._http_error, Exception: self._server_error}
        inner = Starlette(routes=[*Control(self).routes(), *self.routes()], exception_handlers=handlers)
        return Journalled(inner, self)

    def take_fault(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, counted down."""
        with self.lock:
            for fault in self.faults:
                if fault.times > 0 and path.startswith(fault.match) and fault.method in {None, method}:
                    if fault.after > 0:
                        fault.after -= 1
                        continue
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
