"""The control API of every sandbox, by which demo, tests and people play a day at the desk. ``GET /_sandbox`` lists
its routes; they take and answer JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from empathkit.connect.documents import read_ticket, validate
from empathkit.errors import InputError
from empathkit.models import Given, Message
from empathkit.testing.faults import FAULTS, Fault
from empathkit.testing.ticket_page import ticket_page

if TYPE_CHECKING:
    from empathkit.testing.sandbox import Sandbox


M = TypeVar("M", bound=BaseModel)


class AsciiJSON(JSONResponse):
    """JSON in ASCII, so that lone surrogates travel too."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


class Hook(Given):
    """Where webhooks go, and the secret they are signed with. Each call is made ``copies`` times; calls are held back
    until there are ``held``, and the last goes first."""

    url: str = Field(pattern="^https?://")
    secret: str = ""
    copies: int = Field(1, ge=1, le=20)
    held: int = Field(1, ge=1, le=20)


class Latency(Given):
    """How long every request to the platform waits, in seconds."""

    seconds: float = Field(ge=0, le=60)


class _Door(NamedTuple):
    method: str
    path: str
    serve: Callable[[Request], Awaitable[Response]]
    what: str


class Control:
    """The routes under ``/_sandbox`` of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """All of them, and the list of them."""
        made = [Route(one.path, one.serve, methods=[one.method]) for one in self._doors()]
        return [Route("/_sandbox", self._list, methods=["GET"]), *made]

    def _doors(self) -> tuple[_Door, ...]:
        return (
            _Door("POST", "/_sandbox/tickets", self._post_ticket, 'a Ticket -> 201 {"key"}'),
            _Door("GET", "/_sandbox/tickets/{key}", self._get_ticket, "the Ticket with its messages as they are now"),
            _Door(
                "GET", "/_sandbox/page/{key}", self._get_page, "the ticket as people see it on the platform, in HTML"
            ),
            _Door(
                "POST",
                "/_sandbox/tickets/{key}/messages",
                self._post_message,
                '{"author": "requester|agent", "body", "public": true} -> 201 {"id"}',
            ),
            _Door(
                "POST",
                "/_sandbox/webhooks",
                self._post_hook,
                '{"url", "secret", "copies": 1, "held": 1 (so many go out last first)} -> 201',
            ),
            _Door(
                "GET",
                "/_sandbox/requests",
                self._get_requests,
                '[{"method", "path", "query", "status", "at"}], calls made',
            ),
            _Door(
                "POST",
                "/_sandbox/faults",
                self._post_faults,
                f'[{{"match": "path prefix", "times": 3, "fault": "{"|".join(sorted(FAULTS))}"}}] -> 201',
            ),
            _Door("POST", "/_sandbox/latency", self._post_latency, '{"seconds": 0.08}, waited by every call -> 204'),
            _Door("POST", "/_sandbox/reset", self._post_reset, "forgets everything -> 204"),
        )

    async def _list(self, request: Request) -> Response:
        return AsciiJSON(
            {"routes": [{"method": one.method, "path": one.path, "what": one.what} for one in self._doors()]}
        )

    async def _post_ticket(self, request: Request) -> Response:
        try:
            given = read_ticket(await request.body())
        except InputError as error:
            return AsciiJSON({"error": f"not a Ticket: {_said(error)}"}, 422)
        ticket = await asyncio.to_thread(self._sandbox.add_ticket, given)
        return AsciiJSON({"key": ticket.key}, 201)

    async def _get_ticket(self, request: Request) -> Response:
        ticket = self._sandbox.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        with self._sandbox.lock:
            return AsciiJSON(ticket.public_form())

    async def _get_page(self, request: Request) -> Response:
        ticket = self._sandbox.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        with self._sandbox.lock:
            return ticket_page(self._sandbox, ticket)

    async def _post_message(self, request: Request) -> Response:
        ticket = self._sandbox.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        document = await _json(request)
        given = _checked(Message, {"author": "requester", **document} if isinstance(document, dict) else document)
        message = await asyncio.to_thread(self._sandbox.add_message, ticket, given.author, given.body, given.public)
        return AsciiJSON({"id": message.id}, 201)

    async def _post_hook(self, request: Request) -> Response:
        given = _checked(Hook, await _json(request))
        with self._sandbox.lock:
            self._sandbox.hooks.append(given)
        return AsciiJSON({"webhooks": len(self._sandbox.hooks)}, 201)

    async def _get_requests(self, request: Request) -> Response:
        with self._sandbox.lock:
            return AsciiJSON(list(self._sandbox.journal))

    async def _post_faults(self, request: Request) -> Response:
        given = await _json(request)
        faults = [_checked(Fault, one) for one in (given if isinstance(given, list) else [given])]
        unknown = {fault.fault for fault in faults} - FAULTS
        if unknown:
            return AsciiJSON({"error": f"this sandbox has no fault {', '.join(sorted(unknown))}"}, 422)
        with self._sandbox.lock:
            self._sandbox.faults.extend(faults)
        return AsciiJSON({"faults": len(self._sandbox.faults)}, 201)

    async def _post_latency(self, request: Request) -> Response:
        given = _checked(Latency, await _json(request))
        self._sandbox.latency = given.seconds
        return Response(status_code=204)

    async def _post_reset(self, request: Request) -> Response:
        self._sandbox.reset()
        return Response(status_code=204)


def _said(error: InputError) -> str:
    return f"{error.field}: {error.message}" if error.field else error.message


async def _json(request: Request) -> Any:
    """The JSON of a body. Raises HTTPException 422."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, "the body is not JSON we can read") from error


def _checked(model: type[M], document: Any) -> M:
    """The model of a document. Raises HTTPException 422 naming the field."""
    try:
        return validate(model, document)
    except InputError as error:
        raise HTTPException(422, _said(error)) from error
