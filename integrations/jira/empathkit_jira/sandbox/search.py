"""``search/jql``: a page of issues, a token for the next, and no total."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from empathkit.testing.sandbox import SandboxTicket
from empathkit_jira.sandbox import forms
from empathkit_jira.sandbox.query import QueryError, parse
from empathkit_jira.sandbox.state import Account, jira_date
from empathkit_jira.sandbox.web import Call, Refused
from empathkit_jira.shape import Json, listing, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: Fields a search here knows.
FIELDS = (
    "summary", "description", "comment", "text", "key", "issuekey", "id", "project", "reporter", "creator", "assignee",
    "status", "statuscategory", "resolution", "priority", "created", "updated", "resolved", "resolutiondate",
    "issuetype", "labels",
)  # fmt: skip
_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."


def page(desk: JiraSandbox, call: Call) -> Any:
    """The answer to GET and POST. Raises Refused."""
    asked = _asked(call)
    jql = text(asked.get("jql")) or ""
    issues = found(desk, jql, call.account)
    start = _start(text(asked.get("nextPageToken")), jql)
    most = _most(asked.get("maxResults"))
    wanted = _wanted(asked.get("fields"))
    shown = issues[start : start + most]
    made: dict[str, Any] = {"isLast": start + len(shown) >= len(issues)}
    if not made["isLast"]:
        made["nextPageToken"] = _token(start + len(shown), jql)
    expand = text(asked.get("expand")) or ""
    if wanted == ["id"]:
        return {"issues": [{"id": desk.issue_id(one)} for one in shown], **made}
    return {"issues": [forms.issue(desk, one, call.base, call.version, wanted, expand) for one in shown], **made}


def found(desk: JiraSandbox, jql: str, account: Account) -> list[SandboxTicket]:
    """The issues a query finds, in its order; without one, the newest first. Raises Refused."""
    try:
        query = parse(jql)
        if query.test is None:
            raise QueryError(_UNBOUNDED)
        test, order = query.test, query.order or (("created", True),)
        held = [(one, _values(desk, one, account)) for one in desk.issues()]
        for name, _ in order:
            _known(name)
        matching = [pair for pair in held if test(_lookup(pair[1]))]
        if not held:
            test(lambda name: [_known(name)])
    except QueryError as error:
        raise Refused(400, str(error)) from error
    for name, descending in reversed(order):
        matching.sort(key=lambda pair: "".join(pair[1].get(name.casefold(), ())), reverse=descending)
    return [one for one, _ in matching]


def _lookup(values: Mapping[str, Sequence[str]]) -> Any:
    return lambda name: values.get(_known(name), ())


def _known(name: str) -> str:
    folded = name.casefold()
    if folded not in FIELDS:
        raise QueryError(f"Field '{name}' does not exist or you do not have permission to view it.")
    return folded


def _values(desk: JiraSandbox, ticket: SandboxTicket, account: Account) -> Mapping[str, Sequence[str]]:
    state, project = desk.state(ticket), desk.project_of(ticket)
    asked = forms.reporter(desk, ticket)
    reporter = [asked.id, asked.email or "", *_me(asked, account)] if asked else []
    assignee = [state.assignee.id, *_me(state.assignee, account)] if state.assignee else []
    said = [message.body for message in ticket.messages]
    status, category = state.status.name, state.status.category_name
    resolved = [jira_date(state.resolved, ticket.updated)] if state.resolved else []
    keys = [ticket.key, desk.issue_id(ticket)]
    return {
        "summary": [ticket.ticket.summary],
        "description": said[:1],
        "comment": said[1:],
        "text": [ticket.ticket.summary, *said],
        "key": keys,
        "issuekey": keys,
        "id": keys,
        "project": [project, f"{project} desk"],
        "reporter": reporter,
        "creator": reporter,
        "assignee": assignee,
        "status": [status],
        "statuscategory": [category, state.status.category],
        "resolution": [state.resolution or "Unresolved"],
        "priority": [ticket.ticket.priority or ""],
        "created": [jira_date(ticket.created, ticket.updated)],
        "updated": [jira_date(ticket.updated, ticket.created)],
        "resolved": resolved,
        "resolutiondate": resolved,
        "issuetype": ["Service request"],
        "labels": [],
    }


def _me(account: Account, caller: Account) -> Sequence[str]:
    return ("currentUser()",) if account.id == caller.id else ()


def _asked(call: Call) -> Json:
    return call.fields if call.request.method == "POST" else dict(call.request.query_params)


def _wanted(given: object) -> list[str]:
    """The default is the id alone."""
    names = [text(one) or "" for one in listing(given)] if isinstance(given, list) else (text(given) or "").split(",")
    return [name.strip() for name in names if name.strip()] or ["id"]


def _most(given: object) -> int:
    number = text(given) or "50"
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise Refused(400, "The maxResults parameter must be a whole number.")
    return min(max(int(number), 1), 100)


def _token(start: int, jql: str) -> str:
    return base64.urlsafe_b64encode(f"{start}:{_mark(jql)}".encode()).decode()


def _start(token: str | None, jql: str) -> int:
    if token is None:
        return 0
    try:
        start, _, mark = base64.urlsafe_b64decode(token).decode().partition(":")
    except (binascii.Error, ValueError):
        start, mark = "", ""
    if not start.isdigit() or mark != _mark(jql):
        raise Refused(400, "The provided next page token is invalid or expired.")
    return int(start)


def _mark(jql: str) -> str:
    return hashlib.sha256(jql.encode("utf-8", "replace")).hexdigest()[:12]
