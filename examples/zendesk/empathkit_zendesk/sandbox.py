"""A small Zendesk on this machine: tickets, users and comments as the connector needs them, and signed webhooks."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from empathkit.models import EventKind
from empathkit.testing.control import AsciiJSON
from empathkit.testing.sandbox import Sandbox, SandboxMessage, SandboxTicket
from empathkit_zendesk.receiver import sign

#: The ids of those who write: the requester, an agent, and the account of the connector.
PEOPLE = {"requester": 501, "agent": 502, "integration": 503}
_PRE = re.compile(r"</?pre>")


class ZendeskSandbox(Sandbox):
    """Any credentials will do."""

    platform = "zendesk"

    def fits(self, key: str) -> bool:
        """A ticket's number."""
        return key.isascii() and key.isdigit()

    def new_key(self, number: int) -> str:
        """From 1 on."""
        return str(number)

    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """Zendesk's error body."""
        return JSONResponse({"error": "RecordNotFound", "description": "Not found"}, status, headers)

    def hide(self, document: Any, fields: tuple[str, ...]) -> Any:
        """Comments are left out of a list; anything else is not found."""
        return {**document, "comments": []} if isinstance(document, dict) and "comments" in document else None

    def webhook(
        self, kind: EventKind, ticket: SandboxTicket, message: SandboxMessage | None, secret: str
    ) -> tuple[Mapping[str, str], bytes]:
        """What the desk's triggers send."""
        comment = message.id if message else ""
        body = json.dumps({"event": kind, "ticket": ticket.key, "comment": comment}).encode()
        stamp = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        named = {"X-Zendesk-Webhook-Signature": sign(secret, stamp, body)} if secret else {}
        return {**named, "X-Zendesk-Webhook-Signature-Timestamp": stamp}, body

    def routes(self) -> list[Route]:
        """What the connector calls."""
        return [
            Route("/api/v2/users/me.json", self._me),
            Route("/api/v2/users/{user:int}.json", self._user),
            Route("/api/v2/tickets/{key}.json", self._ticket, methods=["GET"]),
            Route("/api/v2/tickets/{key}.json", self._write, methods=["PUT"]),
            Route("/api/v2/tickets/{key}/comments.json", self._list),
        ]

    async def _me(self, request: Request) -> Response:
        return AsciiJSON({"user": {"id": PEOPLE["integration"], "role": "agent"}})

    async def _user(self, request: Request) -> Response:
        people = [one.ticket.requester for one in self.tickets.values()]
        if not people:
            return self.error(404)
        person = people[-1]
        return AsciiJSON({"user": {"id": PEOPLE["requester"], "name": person.name, "email": person.email}})

    async def _ticket(self, request: Request) -> Response:
        ticket = self.find(request.path_params["key"])
        return AsciiJSON({"ticket": _shown(ticket)}) if ticket else self.error(404)

    async def _write(self, request: Request) -> Response:
        ticket = self.find(request.path_params["key"])
        if ticket is None:
            return self.error(404)
        comment = (await request.json())["ticket"]["comment"]
        body = html.unescape(_PRE.sub("", comment["html_body"]))
        self.add_message(ticket, "integration", body, comment.get("public", True))
        return AsciiJSON({"ticket": _shown(ticket)})

    async def _list(self, request: Request) -> Response:
        ticket = self.find(request.path_params["key"])
        if ticket is None:
            return self.error(404)
        size, begin = int(request.query_params["page[size]"]), int(request.query_params.get("page[after]", 0))
        with self.lock:
            page, more = ticket.messages[begin : begin + size], len(ticket.messages) > begin + size
        meta = {"has_more": more, "after_cursor": str(begin + size)}
        return AsciiJSON({"comments": [_comment(one) for one in page], "meta": meta})


def _shown(ticket: SandboxTicket) -> dict[str, Any]:
    summary = ticket.ticket.summary
    return {
        "id": int(ticket.key),
        "subject": summary,
        "requester_id": PEOPLE["requester"],
        "created_at": ticket.created,
    }


def _comment(one: SandboxMessage) -> dict[str, Any]:
    number = int(one.id) if one.id.isdigit() else abs(hash(one.id))
    who = PEOPLE.get(one.author, PEOPLE["agent"])
    return {"id": number, "author_id": who, "body": one.body, "public": one.public, "created_at": one.at}
