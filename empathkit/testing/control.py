"""The control API of every sandbox, by which demo, tests and people play a day at the desk (JSON)::

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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from empathkit.models import Ticket
from empathkit.testing.faults import FAULTS, Fault

if TYPE_CHECKING:
    from empathkit.testing.sandbox import Sandbox


class AsciiJSON(JSONResponse):
    """JSON in ASCII, so that lone surrogates travel too."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Hook:
    """Where webhooks go, and the secret they are signed with."""

    url: str
    secret: str = ""


class Control:
    """The routes under ``/_sandbox`` of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/_sandbox/tickets", self._post_ticket, methods=["POST"]),
            Route("/_sandbox/tickets/{key}", self._get_ticket, methods=["GET"]),
            Route("/_sandbox/tickets/{key}/messages", self._post_message, methods=["POST"]),
            Route("/_sandbox/webhooks", self._post_hook, methods=["POST"]),
            Route("/_sandbox/requests", self._get_requests, methods=["GET"]),
            Route("/_sandbox/faults", self._post_faults, methods=["POST"]),
            Route("/_sandbox/reset", self._post_reset, methods=["POST"]),
        ]

    async def _post_ticket(self, request: Request) -> Response:
        try:
            given = Ticket.model_validate(await request.json())
        except (ValueError, ValidationError) as error:
            return AsciiJSON({"error": f"not a Ticket: {error}"}, 422)
        ticket = await asyncio.to_thread(self._sandbox.add_ticket, given)
        return AsciiJSON({"key": ticket.key}, 201)

    async def _get_ticket(self, request: Request) -> Response:
        ticket = self._sandbox.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        with self._sandbox.lock:
            return AsciiJSON(ticket.public_form())

    async def _post_message(self, request: Request) -> Response:
        ticket = self._sandbox.find(request.path_params["key"])
        if ticket is None:
            return AsciiJSON({"error": "no such ticket"}, 404)
        given = await _object(request)
        author, body = given.get("author", "requester"), given.get("body", "")
        if author not in {"requester", "agent", "integration"} or not isinstance(body, str):
            return AsciiJSON({"error": "author is requester, agent or integration; body is text"}, 422)
        message = await asyncio.to_thread(
            self._sandbox.add_message, ticket, author, body, bool(given.get("public", True))
        )
        return AsciiJSON({"id": message.id}, 201)

    async def _post_hook(self, request: Request) -> Response:
        given = await _object(request)
        if not isinstance(given.get("url"), str):
            return AsciiJSON({"error": "url is missing"}, 422)
        with self._sandbox.lock:
            self._sandbox.hooks.append(Hook(given["url"], str(given.get("secret") or "")))
        return AsciiJSON({"webhooks": len(self._sandbox.hooks)}, 201)

    async def _get_requests(self, request: Request) -> Response:
        with self._sandbox.lock:
            return AsciiJSON(list(self._sandbox.journal))

    async def _post_faults(self, request: Request) -> Response:
        try:
            given = await request.json()
            faults = [Fault.model_validate(one) for one in (given if isinstance(given, list) else [given])]
        except (ValueError, ValidationError) as error:
            return AsciiJSON({"error": f"not a list of faults: {error}"}, 422)
        unknown = {fault.fault for fault in faults} - FAULTS
        if unknown:
            return AsciiJSON({"error": f"this sandbox has no fault {', '.join(sorted(unknown))}"}, 422)
        with self._sandbox.lock:
            self._sandbox.faults.extend(faults)
        return AsciiJSON({"faults": len(self._sandbox.faults)}, 201)

    async def _post_reset(self, request: Request) -> Response:
        self._sandbox.reset()
        return Response(status_code=204)


async def _object(request: Request) -> Mapping[str, Any]:
    try:
        given = await request.json()
    except ValueError:
        given = None
    if not isinstance(given, Mapping):
        raise HTTPException(422, "the body is not a JSON object")
    return given
