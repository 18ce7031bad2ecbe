"""The sandbox itself: its tickets as issues, its people, and what it sends.

A posted Ticket is served where Jira would hold it: role, manager, site, devices and preferences as Assets
objects, department as organisation, time zone and language on the user, history as earlier issues of the same
reporter, the first message as description and the others as comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from empathkit.connect.note import find_marker
from empathkit.models import EventKind, PastTicket, Requester, Ticket
from empathkit.testing.control import AsciiJSON
from empathkit.testing.faults import Fault, now
from empathkit.testing.sandbox import Sandbox, SandboxMessage, SandboxTicket
from empathkit_jira import wiki
from empathkit_jira.adf import storable, text_of
from empathkit_jira.attributes import AssetNames
from empathkit_jira.comments import INTERNAL_PROPERTY
from empathkit_jira.sandbox import admin, assets, datacenter, hooks, page, platform, servicedesk, tokens
from empathkit_jira.sandbox.past import past_issue
from empathkit_jira.sandbox.state import (
    AGENT,
    INTEGRATION,
    Account,
    CommentState,
    IssueState,
    Status,
    name_of,
)
from empathkit_jira.sandbox.web import LOGIN, error_body
from empathkit_jira.shape import Json, table

_KEY = re.compile(r"[A-Z][A-Z0-9]+-[0-9]{1,18}")
_NOBODY = Account("", "")
_MESSAGES = {
    401: LOGIN,
    403: "You do not have the permission to see the specified issue.",
    404: "Issue does not exist or you do not have permission to see it.",
    405: "Method Not Allowed",
    429: "The request has been rate-limited. Please try again later.",
    500: "Internal server error",
    503: "Service unavailable",
}


class JiraSandbox(Sandbox):
    """A Jira site. ``project`` is where tickets without a key go; ``software`` are the projects that are no
    service desks. Three switches for what goes wrong out there: ``premium`` off is a site without Assets,
    ``agent`` off an account without an agent licence (all it writes is public), ``keeps_internal`` off a site
    that drops the internal flag and restrictions. ``data_center`` is a Jira on servers of the desk's own
    (:mod:`empathkit_jira.sandbox.datacenter`)."""

    platform = "jira"
    retries = 5

    def __init__(
        self,
        *,
        project: str = "IT",
        software: Sequence[str] = ("DEV",),
        premium: bool = True,
        agent: bool = True,
        keeps_internal: bool = True,
        administrator: bool = True,
        data_center: bool = False,
        names: AssetNames | None = None,
    ) -> None:
        super().__init__()
        #: Keys of issues that searches leave out, as where somebody may not see them: pages come short.
        self.unseen: set[str] = set()
        self.project = project
        self.software = frozenset(software)
        self.data_center = data_center
        self.has_assets = premium and not data_center
        self.agent = agent
        self.keeps_internal = keeps_internal
        self.administrator = administrator
        self.webhooks: dict[str, dict[str, Any]] = {}
        self.names = names or AssetNames()
        self.address = "http://jira.sandbox.invalid"
        self.past: dict[str, SandboxTicket] = {}
        self.people: dict[str, Requester] = {}
        self.objects: dict[str, tuple[assets.AssetObject, ...]] = {}
        self.erased: set[str] = set()
        self.spent_tokens: set[str] = set()
        self._states: dict[str, IssueState] = {}

    # --- what every sandbox brings ---

    def routes(self) -> list[Route]:
        """The platform's API, on the site and behind the gateway's prefix."""
        made = (platform, servicedesk, assets, tokens, admin)
        return [route for one in made for route in one.routes(self)]

    def fits(self, key: str) -> bool:
        """Whether a posted key is one of Jira's."""
        return bool(_KEY.fullmatch(key))

    def new_key(self, number: int) -> str:
        """The key of a running number."""
        return f"{self.project}-{number}"

    def webhook(
        self, kind: EventKind, ticket: SandboxTicket, message: SandboxMessage | None, secret: str
    ) -> tuple[Mapping[str, str], bytes]:
        """An admin webhook."""
        return self.signed(secret, hooks.body(self, ticket, message))

    def signed(self, secret: str, document: Json) -> tuple[Mapping[str, str], bytes]:
        """A webhook's headers and body, in the form of this site."""
        return hooks.signed(secret, datacenter.as_served(document) if self.data_center else document)

    def retry_headers(self, attempt: int) -> Mapping[str, str]:
        """Jira counts its retries."""
        return {"X-Atlassian-Webhook-Retry": str(attempt)} if attempt else {}

    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """The platform's error collection."""
        body = error_body("", status, [_MESSAGES.get(status, "")], {})
        return AsciiJSON({**body, "status": status} if status == 429 else body, status, headers=dict(headers or {}))

    def limits(self, fault: Fault) -> Mapping[str, str]:
        """The reset in ISO 8601, and none left."""
        reset = datetime.fromtimestamp(fault.resets(), UTC).strftime("%Y-%m-%dT%H:%MZ")
        return fault.limits(reset, {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"})

    def reads(self, method: str, path: str) -> bool:
        """Searches are made by POST too."""
        return super().reads(method, path) or path.endswith(("/search/jql", "/object/aql", "/bulkfetch"))

    def html_of(self, message: SandboxMessage) -> Markup:
        """A comment from what is stored of it."""
        held = message.native.body if isinstance(message.native, CommentState) else message.body
        return page.html(wiki.to_text(held) if self.data_center and isinstance(held, str) else held)

    def hide(self, document: Any, fields: tuple[str, ...]) -> Any:
        """Lists come empty, an issue without these fields, anything else is not found."""
        if isinstance(document, list):
            return []
        lists = [name for name in ("values", "comments", "issues") if isinstance(document.get(name), list)]
        if lists:
            return {**document, **{name: [] for name in lists}}
        held = document.get("fields")
        if not fields or not isinstance(held, dict):
            return None
        return {**document, "fields": {name: value for name, value in held.items() if name not in fields}}

    def app(self) -> ASGIApp:
        """The app, which learns its own address from those who call it: links and webhooks need it."""
        inner = super().app()

        async def addressed(scope: Scope, receive: Receive, send: Send) -> None:
            scope[datacenter.FLAG] = self.data_center
            if scope["type"] == "http":
                host = next((value for name, value in scope["headers"] if name == b"host"), b"")
                if host:
                    self.address = f"{scope.get('scheme', 'http')}://{host.decode('latin-1')}"
            await inner(scope, receive, send)

        return addressed

    def reset(self) -> None:
        """Forget everything."""
        with self.lock:
            super().reset()
            self.past.clear()
            self.people.clear()
            self.objects.clear()
            self.erased.clear()
            self._states.clear()
            self.webhooks.clear()
            self.unseen.clear()

    # --- issues ---

    def add_ticket(self, given: Ticket) -> SandboxTicket:
        """Keep a ticket, its requester, and their history as earlier issues."""
        with self.lock:
            account = self.account_of(given.requester).id
            self.people[account] = given.requester
            self.objects[account] = assets.objects_of(account, given.requester, self.names)
            for name in given.participants:
                other = Requester(id=participant_id(name), name=name)
                self.people.setdefault(other.id or "", other)
            for one in given.requester.history:
                self._add_past(one, given.requester)
            self._take_over(given.key)
            ticket = super().add_ticket(given)
            self.state(ticket).participants = [participant_id(name) for name in given.participants]
            return ticket

    def _take_over(self, key: str) -> None:
        """A ticket named in somebody's history is posted itself: it is open again, and keeps what befell it."""
        if self.past.pop(key, None) is not None:
            self._states[key] = IssueState(changes=self._states[key].changes)

    def find(self, key: str) -> SandboxTicket | None:
        """The issue of this key, in any case, or of this id; an earlier one too."""
        with self.lock:
            found = super().find(key) or self.past.get(key.upper())
            if found or not key.isdigit():
                return found
            return next((one for one in self.issues() if self.issue_id(one) == key), None)

    def issues(self) -> Iterator[SandboxTicket]:
        """All issues, the newest keys not first: in the order they came."""
        yield from (one for key, one in self.past.items() if key not in self.tickets)
        yield from self.tickets.values()

    def issue_id(self, ticket: SandboxTicket) -> str:
        """The issue's id."""
        return str(10_000 + ticket.number)

    def state(self, ticket: SandboxTicket) -> IssueState:
        """How the issue stands."""
        return self._states.setdefault(ticket.key, IssueState())

    def is_service_project(self, ticket: SandboxTicket) -> bool:
        """Whether requests and internal comments exist there."""
        return self.project_of(ticket) not in self.software

    def project_of(self, ticket: SandboxTicket) -> str:
        """The key of its project."""
        return ticket.key.rpartition("-")[0]

    def projects(self) -> list[str]:
        """All project keys."""
        return sorted({self.project, *self.software, *(self.project_of(one) for one in self.issues())})

    def move(self, ticket: SandboxTicket, to: Status, by: Account) -> None:
        """A transition: into a done category it is resolved, out of one it is reopened."""
        state, moment = self.state(ticket), now()
        items = [hooks.change("status", state.status.id, state.status.name, to.id, to.name)]
        resolution = "Done" if to.category == "done" else None
        if resolution != state.resolution:
            items.append(hooks.resolution_change(state.resolution, resolution))
        kind: EventKind | None = _turn(state.status, to)
        state.status, state.resolution = to, resolution
        state.resolved = moment if resolution else None
        self.changed(ticket, items, by, kind, moment)

    def assign(self, ticket: SandboxTicket, to: Account | None, by: Account) -> None:
        """Give the issue to somebody."""
        state = self.state(ticket)
        before, state.assignee = state.assignee or _NOBODY, to
        after = to or _NOBODY
        item = hooks.change("assignee", before.id or None, before.name or None, after.id or None, after.name or None)
        self.changed(ticket, [item], by, "reassigned", now())

    def changed(
        self, ticket: SandboxTicket, items: Sequence[Json], by: Account, kind: EventKind | None, moment: str
    ) -> None:
        """Write a change down and tell about it."""
        self.state(ticket).changes.append({"id": self.new_id(), "author": by, "created": moment, "items": items})
        ticket.updated = moment
        ticket.revision += 1
        self.send_webhook(lambda secret: self.signed(secret, hooks.updated(self, kind, ticket, items, by)))

    # --- comments ---

    def comments(self, ticket: SandboxTicket) -> list[SandboxMessage]:
        """What was said after the description."""
        return ticket.messages[1:]

    def comment_state(self, ticket: SandboxTicket, message: SandboxMessage) -> CommentState:
        """What is stored of a comment."""
        if not isinstance(message.native, CommentState):
            by = {"requester": self.account_of(ticket.ticket.requester), "agent": AGENT}
            properties = {} if message.public else {INTERNAL_PROPERTY: {"internal": True}}
            message.native = CommentState(self.typed(message.body), by.get(message.author, INTEGRATION), properties)
        return message.native

    def typed(self, body: str) -> str:
        """A text as people see it, as it is stored: wiki markup on Data Center."""
        return wiki.escape(body) if self.data_center else body

    def is_restricted(self, ticket: SandboxTicket, state: CommentState) -> bool:
        """Whether only a role sees a comment: in service projects the requester does whatever it says."""
        return bool(state.visibility) and not self.is_service_project(ticket)

    def comment(self, ticket: SandboxTicket, state: CommentState) -> SandboxMessage:
        """Add a comment that came over the API, and tell about it."""
        if self._drops_flag(ticket):
            state.properties.pop(INTERNAL_PROPERTY, None)
        if not self.keeps_internal:
            state.visibility = None
        internal = table(state.properties.get(INTERNAL_PROPERTY)).get("internal") in (True, "true")
        hidden = internal or self.is_restricted(ticket, state)
        held = text_of(state.body)
        body = storable(wiki.to_text(held) if self.data_center else held)
        return self.add_message(ticket, self._author(ticket, state, body), body, not hidden, state)

    def _drops_flag(self, ticket: SandboxTicket) -> bool:
        """Whether the internal flag means nothing here: no service project, no agent, or the switch is off."""
        return not (self.keeps_internal and self.agent and self.is_service_project(ticket))

    def _author(self, ticket: SandboxTicket, state: CommentState, body: str) -> str:
        if state.author.id == self.account_of(ticket.ticket.requester).id:
            return "requester"
        return "integration" if find_marker(body) else "agent"

    # --- people ---

    def account_of(self, person: Requester) -> Account:
        """A requester's account: their id where they have one, else one made of their name."""
        name = person.id or f"qm:{name_of(person.name or '')}"
        return Account(name, person.name or name, person.email, "customer", person.timezone, person.language)

    def account(self, name: str) -> Account | None:
        """The account of this id."""
        if name in self.erased:
            return None
        fixed = {one.id: one for one in (AGENT, INTEGRATION)}
        return fixed.get(name) or (self.account_of(self.people[name]) if name in self.people else None)

    def erase(self, name: str) -> None:
        """Close an account as Jira does on a privacy request: issues lose their reporter, comments their author."""
        with self.lock:
            self.erased.add(name)
            self.people.pop(name, None)
            self.objects.pop(name, None)

    # --- earlier issues ---

    def _free_key(self) -> str:
        number = self._number
        while (key := self.new_key(number)) in self.tickets or key in self.past:
            number += 1
        return key

    def _add_past(self, given: PastTicket, requester: Requester) -> None:
        """Keep an earlier issue, unless it is there; nothing is told about it."""
        key = given.key if given.key and self.fits(given.key) else None
        if key in self.past or key in self.tickets:
            return
        self._number += 1
        issue, state = past_issue(key or self._free_key(), self._number, given, requester, self.new_id)
        self.past[issue.key] = issue
        self._states[issue.key] = state


def participant_id(name: str) -> str:
    """The account of somebody a posted ticket names as reading along."""
    return f"qm:{name_of(name)}"


def _turn(before: Status, after: Status) -> EventKind | None:
    was, is_ = before.category == "done", after.category == "done"
    return None if was == is_ else ("resolved" if is_ else "reopened")
