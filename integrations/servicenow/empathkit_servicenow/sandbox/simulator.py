"""The instance as a server: the calls we make and those of the client ``pysnc``, answered as the platform does.

Any name with any password is let in. Two users are always there: ``desk.agent`` writes what the control API says
of agents, ``empathkit`` what it says of the integration. ``rights`` takes rights away from whoever calls.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from empathkit.connect.note import find_marker
from empathkit.models import EventKind, Message, Requester, Ticket
from empathkit.testing.control import AsciiJSON
from empathkit.testing.faults import Fault, now
from empathkit.testing.sandbox import Sandbox, SandboxMessage, SandboxTicket
from empathkit_servicenow.cells import moment
from empathkit_servicenow.client import ARTICLES
from empathkit_servicenow.codetag import to_text
from empathkit_servicenow.receiver import Change
from empathkit_servicenow.sandbox import more_api, page, rule, seed, table_api
from empathkit_servicenow.sandbox.http import Answer, Call, Refused, caller, envelope
from empathkit_servicenow.sandbox.instance import AGENT, INTEGRATION, Entry, Instance, Rights, Update
from empathkit_servicenow.sandbox.seed import Row

_TABLE = re.compile(r"/api/now/(?:(v[12])/)?table/([^/]+)(?:/([^/]+))?/?")
_STATS = re.compile(r"/api/now/(?:v1/)?stats/([^/]+)/?")
_IMPORT = re.compile(r"/api/now(?:/v1)?/import/([a-z0-9_]+)")
_BATCH = re.compile(r"/api/now/(?:v1/)?batch/?")
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class ServiceNowSandbox(Sandbox):
    """Records live in an :class:`Instance`; the tickets of the control API are the conversations beside them."""

    platform = "servicenow"
    inside = "Work notes"

    def __init__(self) -> None:
        super().__init__()
        self._instance = Instance()
        self._tokens: dict[str, str] = {}

    @property
    def rights(self) -> Rights:
        """What the account that calls may not do; change it to see what happens then."""
        return self._instance.rights

    # --- what the platform brings ---

    def routes(self) -> list[Route]:
        """One door for the whole API: its paths are told apart where batches need it too."""
        paths = ("/api/{path:path}", "/oauth_token.do")
        return [Route(path, self._serve, methods=_METHODS) for path in paths]

    def fits(self, key: str) -> bool:
        """Incident numbers are kept."""
        return seed.NUMBER.fullmatch(key) is not None

    def new_key(self, number: int) -> str:
        """Numbers count on from INC0010000."""
        return f"INC{10000 + number:07d}"

    def webhook(
        self, kind: EventKind, ticket: SandboxTicket, message: SandboxMessage | None, secret: str
    ) -> tuple[Mapping[str, str], bytes]:
        """What the business rule sends of this ticket as it stands: a new one, or one that said something."""
        row = self._instance.tables["incident"][seed.sys_id_of("incident", ticket.key)]
        element = "comments" if message is None or message.public else "work_notes"
        by, state = self._user(message.author if message else "requester", row), row["state"]
        changed = frozenset({element} if message else ())
        change = Change(by, self._instance.caller_of(row), changed, state, state)
        return _signed(Update(row, "insert" if kind == "created" else "update", change), secret)

    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """The platform's error envelope."""
        return AsciiJSON(envelope(status), status, {**_challenge(status), **(headers or {})})

    def limits(self, fault: Fault) -> Mapping[str, str]:
        """The reset in UNIX seconds, and the rule that was met; nothing says how many calls are left."""
        return fault.limits(str(int(fault.resets())), {"X-RateLimit-Limit": "100", "X-RateLimit-Rule": "0" * 32})

    def reads(self, method: str, path: str) -> bool:
        """Batches hold reads only: ours do."""
        return super().reads(method, path) or _BATCH.fullmatch(path) is not None

    def html_of(self, message: SandboxMessage) -> Markup:
        """An entry from what the journal holds of it."""
        return page.html(message.native if isinstance(message.native, str) else message.body)

    def hide(self, document: Any, fields: tuple[str, ...]) -> Any:
        """Rows and fields go without a word; a single record is not found."""
        return more_api.hidden(document, fields)

    # --- the control API's side ---

    def add_ticket(self, given: Ticket) -> SandboxTicket:
        """Keep a ticket with its people, devices and earlier tickets. The rule tells of it, and of each message."""
        with self.lock:
            self._number += 1
            key = given.key if self.fits(given.key) and given.key not in self.tickets else self._free_key()
            self._keep_context(given.requester)
            self._keep_beside(given, key)
            row = seed.incident(given, key, seed.stored_moment(given.created or given.messages[0].at or now()))
            by = self._user(given.messages[0].author, row)
            ticket = self._opened(given, self._instance.open_task("incident", row, by, row["opened_at"]))
            for message in given.messages[len(ticket.messages) :]:
                self.add_message(ticket, message.author, message.body, message.public, at=message.at)
            return ticket

    def add_message(
        self, ticket: SandboxTicket, author: str, body: str, public: bool, native: Any = None, *, at: str | None = None
    ) -> SandboxMessage:
        """Write a message as its author would. An empty one changes nothing on the platform, so it has no id."""
        with self.lock:
            sys_id = seed.sys_id_of("incident", ticket.key)
            by = self._user(author, self._instance.tables["incident"][sys_id])
            values = {"comments" if public else "work_notes": body}
            update = self._instance.update("incident", sys_id, values, by, seed.stored_moment(at or now()))
            if update is None:
                return SandboxMessage("", author, body, public, at or now())
            return self._said(ticket, update, author)[-1]

    def reset(self) -> None:
        """Forget the records too."""
        with self.lock:
            super().reset()
            self._instance = Instance()
            self._tokens.clear()

    def _keep_beside(self, given: Ticket, key: str) -> None:
        rows = {
            "sys_attachment": seed.attachments(given, key),
            "sysapproval_approver": seed.approvals(given, key),
            "kb_knowledge": seed.articles(given),
        }
        for table, row in (*seed.others(given), *((name, row) for name, held in rows.items() for row in held)):
            self._instance.keep(table, row)

    def _keep_context(self, person: Requester) -> None:
        for table, row in (*seed.people(person), *seed.devices(person)):
            self._instance.keep(table, row)
        incidents = self._instance.tables["incident"]
        for past in seed.past(person):
            there = incidents.get(past["sys_id"])
            taken = there is not None and there.get("caller_id") != past["caller_id"]
            row = seed.renumbered(past) if taken else past
            if row["sys_id"] not in incidents:
                self._instance.keep("incident", row)

    def _user(self, author: str, row: Row) -> str:
        return {"agent": AGENT, "integration": INTEGRATION}.get(author) or self._instance.caller_of(row)

    # --- what happens to a ticket, whoever did it ---

    def _opened(self, given: Ticket, update: Update) -> SandboxTicket:
        """Begin a conversation; the description is its first message, where it is one."""
        row = update.record
        at = moment(row, "opened_at") or now()
        ticket = SandboxTicket(row["number"], self._number, given, created=at, updated=at)
        first = given.messages[0]
        if seed.is_description(first):
            ticket.messages.append(SandboxMessage(row["sys_id"], "requester", first.body, public=True, at=at))
        self.tickets[ticket.key] = ticket
        self.send_webhook(partial(_signed, update))
        return ticket

    def _said(self, ticket: SandboxTicket, update: Update, author: str | None = None) -> list[SandboxMessage]:
        """Add what an update wrote to the conversation, and let the rule tell of it."""
        said = [_message(entry, author or _author(entry, update)) for entry in update.entries]
        ticket.messages += said
        ticket.updated = moment(update.record, "sys_updated_on") or now()
        ticket.revision += 1
        if update.change.changed:
            self.send_webhook(partial(_signed, update))
        return said

    # --- the platform's side ---

    async def _serve(self, request: Request) -> Response:
        call = Call(
            request.method,
            request.url.path,
            request.query_params,
            request.headers,
            await request.body(),
            f"{request.url.scheme}://{request.url.netloc}",
            caller(request.headers, self._tokens),
        )
        answer = await asyncio.to_thread(self._answer, call)
        content = b"" if answer.document is None else json.dumps(answer.document).encode()
        headers = {**_challenge(answer.status), **answer.headers}
        return Response(content, answer.status, headers, media_type="application/json")

    def _answer(self, call: Call) -> Answer:
        with self.lock:
            try:
                return self._dispatch(call)
            except Refused as refused:
                return refused.answer

    def _dispatch(self, call: Call) -> Answer:
        if call.path == "/oauth_token.do":
            return more_api.token(call, self._tokens)
        if not call.user:
            raise Refused(401)
        if found := _TABLE.fullmatch(call.path):
            return table_api.answer(self._instance, call, found[1] or "", found[2], found[3], self._write)
        if (found := _IMPORT.fullmatch(call.path)) and call.method == "POST":
            return more_api.staged(self._instance, call, found[1])
        if (found := _STATS.fullmatch(call.path)) and call.method == "GET":
            return more_api.stats(self._instance, call, found[1])
        if call.path == ARTICLES and call.method == "GET" and "sn_km_api" not in self.rights.missing:
            return more_api.articles(self._instance, call)
        if _BATCH.fullmatch(call.path) and call.method == "POST":
            return more_api.batch(call, self._answer)
        raise Refused(400, "Requested URI does not represent any resource", call.path)

    def _write(self, table: str, sys_id: str | None, values: Mapping[str, str], user: str) -> Row:
        at = seed.stored_moment(now())
        if sys_id is None:
            return self._create(table, values, user, at)
        update = self._instance.update(table, sys_id, values, user, at)
        row = self._instance.tables[table][sys_id]
        ticket = self.tickets.get(row.get("number", "")) if table == "incident" else None
        if update is not None and ticket is not None:
            self._said(ticket, update)
        return row

    def _create(self, table: str, values: Mapping[str, str], user: str, at: str) -> Row:
        if table != "incident":
            return self._instance.keep(table, {**values, "sys_id": uuid.uuid4().hex})
        self._number += 1
        given = _as_ticket(values)
        row = seed.incident(given, self._free_key(), at) | {"caller_id": values.get("caller_id", "")}
        update = self._instance.open_task(table, row, user, at)
        self._opened(given, update)
        self._write(table, row["sys_id"], values, user)
        return update.record


def _signed(update: Update, secret: str) -> tuple[Mapping[str, str], bytes]:
    content = rule.body("incident", update, uuid.uuid4().hex)
    return rule.headers(secret, content, time.time()), content


def _challenge(status: int) -> Mapping[str, str]:
    return {"WWW-Authenticate": 'BASIC realm="Service-now"'} if status == 401 else {}


def _message(entry: Entry, author: str) -> SandboxMessage:
    at = moment({"at": entry.at}, "at") or now()
    return SandboxMessage(entry.sys_id, author, to_text(entry.text), entry.element == "comments", at, entry.text)


def _author(entry: Entry, update: Update) -> str:
    if find_marker(entry.text) is not None:
        return "integration"
    return "requester" if entry.by and entry.by == update.change.caller else "agent"


def _as_ticket(values: Mapping[str, str]) -> Ticket:
    return Ticket(
        summary=values.get("short_description", ""),
        requester=Requester(id=values.get("caller_id") or "unknown"),
        messages=(Message(author="requester", body=values.get("description", "")),),
    )
