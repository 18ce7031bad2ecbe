"""``search/jql``: a page of issues, a token for the next, and no total."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from empathkit.testing.sandbox import SandboxTicket
from empathkit_jira.sandbox import forms
from empathkit_jira.sandbox.datacenter import login
from empathkit_jira.sandbox.query import QueryError, ValuesOf, parse
from empathkit_jira.sandbox.state import Account, jira_date
from empathkit_jira.sandbox.web import Call, Refused
from empathkit_jira.shape import Json, listing, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."


def page(desk: JiraSandbox, call: Call) -> Any:
    """The answer to GET and POST. Raises Refused."""
    asked = _asked(call)
    jql = text(asked.get("jql")) or ""
    issues = found(desk, jql, call.account)
    start = _start(text(asked.get("nextPageToken")), jql)
    most = _most(asked.get("maxResults"))
    wanted = _wanted(asked.get("fields"))
    taken = issues[start : start + most]
    shown = [one for one in taken if one.key not in desk.unseen]  # so pages come short
    made: dict[str, Any] = {"isLast": start + len(taken) >= len(issues)}
    if not made["isLast"]:
        made["nextPageToken"] = _token(start + len(taken), jql)
    expand = text(asked.get("expand")) or ""
    if wanted == ["id"]:
        return {"issues": [{"id": desk.issue_id(one)} for one in shown], **made}
    return {"issues": [forms.issue(desk, one, call.base, call.version, wanted, expand) for one in shown], **made}


def counted(desk: JiraSandbox, call: Call) -> Any:
    """Data Center's page: from a place, with the number of all."""
    asked = _asked(call)
    issues = [one for one in found(desk, text(asked.get("jql")) or "", call.account) if one.key not in desk.unseen]
    start, most = int(text(asked.get("startAt")) or 0), _most(asked.get("maxResults"))
    wanted, given = _wanted(asked.get("fields")), asked.get("expand")
    expand = ",".join(text(one) or "" for one in listing(given)) or text(given) or ""
    shown = issues[start : start + most]
    return {
        "startAt": start,
        "maxResults": most,
        "total": len(issues),
        "issues": [forms.issue(desk, one, call.base, call.version, wanted, expand) for one in shown],
    }


def found(desk: JiraSandbox, jql: str, account: Account) -> list[SandboxTicket]:
    """The issues a query finds, in its order; without one, the newest first. Raises Refused."""
    try:
        query = parse(jql)
        if query.test is None:
            raise QueryError(_UNBOUNDED)
        order = query.order or (("created", True),)
        for name, _ in order:
            _known(name)
        query.test(lambda name: [_known(name)])  # an unknown field is told though there be no issue
        issues = [one for one in desk.issues() if query.test(_values_of(desk, one, account))]
    except QueryError as error:
        raise Refused(400, str(error)) from error
    for name, descending in reversed(order):
        issues.sort(key=_sorting(desk, account, name), reverse=descending)
    return issues


def _sorting(desk: JiraSandbox, account: Account, name: str) -> Callable[[SandboxTicket], str]:
    return lambda ticket: "".join(_values_of(desk, ticket, account)(name))


def _values_of(desk: JiraSandbox, ticket: SandboxTicket, account: Account) -> ValuesOf:
    return lambda name: _READ[_known(name)](desk, ticket, account)


def _known(name: str) -> str:
    folded = name.casefold()
    if folded not in _READ:
        raise QueryError(f"Field '{name}' does not exist or you do not have permission to view it.")
    return folded


def _keys(desk: JiraSandbox, ticket: SandboxTicket, _: Account) -> Sequence[str]:
    return (ticket.key, desk.issue_id(ticket))


def _project(desk: JiraSandbox, ticket: SandboxTicket, _: Account) -> Sequence[str]:
    key = desk.project_of(ticket)
    return (key, f"{key} desk")


def _project_type(desk: JiraSandbox, ticket: SandboxTicket, _: Account) -> Sequence[str]:
    return ("software" if desk.project_of(ticket) in desk.software else "service_desk",)


def _reporter(desk: JiraSandbox, ticket: SandboxTicket, caller: Account) -> Sequence[str]:
    asked = forms.reporter(desk, ticket)
    name = login(asked.id) if asked and desk.data_center else asked.id if asked else ""
    return (name, asked.email or "", *_me(asked, caller)) if asked else ()


def _assignee(desk: JiraSandbox, ticket: SandboxTicket, caller: Account) -> Sequence[str]:
    held = desk.state(ticket).assignee
    return (held.id, *_me(held, caller)) if held else ()


def _resolved(desk: JiraSandbox, ticket: SandboxTicket, _: Account) -> Sequence[str]:
    held = desk.state(ticket).resolved
    return (jira_date(held, ticket.updated),) if held else ()


def _category(desk: JiraSandbox, ticket: SandboxTicket, _: Account) -> Sequence[str]:
    status = desk.state(ticket).status
    return (status.category_name, status.category)


#: How a field is read of an issue; these are the fields a search here knows.
_READ: Mapping[str, Callable[[JiraSandbox, SandboxTicket, Account], Sequence[str]]] = {
    "summary": lambda _, ticket, __: (ticket.ticket.summary,),
    "description": lambda _, ticket, __: [one.body for one in ticket.messages[:1]],
    "comment": lambda _, ticket, __: [one.body for one in ticket.messages[1:]],
    "text": lambda _, ticket, __: [ticket.ticket.summary, *(one.body for one in ticket.messages)],
    "key": _keys,
    "issuekey": _keys,
    "id": _keys,
    "project": _project,
    "projecttype": _project_type,
    "reporter": _reporter,
    "creator": _reporter,
    "assignee": _assignee,
    "status": lambda desk, ticket, _: (desk.state(ticket).status.name,),
    "statuscategory": _category,
    "resolution": lambda desk, ticket, _: (desk.state(ticket).resolution or "Unresolved",),
    "priority": lambda _, ticket, __: (ticket.ticket.priority or "",),
    "created": lambda _, ticket, __: (jira_date(ticket.created, ticket.updated),),
    "updated": lambda _, ticket, __: (jira_date(ticket.updated, ticket.created),),
    "resolved": _resolved,
    "resolutiondate": _resolved,
    "issuetype": lambda _, __, ___: ("Service request",),
    "labels": lambda _, __, ___: (),
}
FIELDS = tuple(_READ)


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
