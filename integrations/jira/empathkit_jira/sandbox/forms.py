"""The JSON of issues, comments, users and projects, in the shapes of platform API v2 and v3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from empathkit.models import Requester
from empathkit.testing.sandbox import SandboxMessage, SandboxTicket
from empathkit_jira.adf import document_of, storable, text_of
from empathkit_jira.sandbox.state import Account, IssueState, Status, jira_date, number_of

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: Custom fields of service projects; their ids differ from site to site.
REQUEST_TYPE, ORGANIZATIONS, PARTICIPANTS = "customfield_10010", "customfield_10002", "customfield_10026"
SATISFACTION = "customfield_10031"
_KINDS = {
    SATISFACTION: ("sd-feedback", "sd-request-feedback"),
    ORGANIZATIONS: ("array", "sd-customer-organizations"),
    PARTICIPANTS: ("array", "sd-request-participants"),
}
_PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
#: Jira gives the comments of an issue on the issue too, but not more than these.
EMBEDDED = 100


def rich(value: Any, version: str) -> Any:
    """A text in the form of this version: a document for v3, a string for v2."""
    if version == "3":
        return value if isinstance(value, dict) else document_of(value)
    return storable(text_of(value))


def user(account: Account, base: str, version: str) -> dict[str, Any]:
    """A user as it stands on an issue. Jira leaves out what privacy settings hide."""
    known = {"emailAddress": account.email, "timeZone": account.timezone}
    return {
        "self": f"{base}/rest/api/{version}/user?accountId={quote(account.id.encode('utf-8', 'replace'))}",
        "accountId": account.id,
        "avatarUrls": {"48x48": f"{base}/avatar.png"},
        "displayName": storable(account.name),
        "active": account.active,
        "accountType": account.kind,
        **{name: value for name, value in known.items() if value},
    }


def person(account: Account, base: str) -> dict[str, Any]:
    """A user as service management shows one."""
    known = {"emailAddress": account.email, "timeZone": account.timezone}
    made = user(account, base, "2")
    return {
        "accountId": account.id,
        "displayName": made["displayName"],
        "active": account.active,
        **{name: value for name, value in known.items() if value},
        "_links": {"jiraRest": made["self"], "avatarUrls": made["avatarUrls"], "self": made["self"]},
    }


def reporter(desk: JiraSandbox, ticket: SandboxTicket) -> Account | None:
    """Who asked; None once their account was erased."""
    account = desk.account_of(ticket.ticket.requester)
    return None if account.id in desk.erased else account


def status(one: Status, base: str, version: str) -> dict[str, Any]:
    """A status with its category."""
    return {
        "self": f"{base}/rest/api/{version}/status/{one.id}",
        "description": "",
        "iconUrl": f"{base}/",
        "name": one.name,
        "id": one.id,
        "statusCategory": {
            "self": f"{base}/rest/api/{version}/statuscategory/{one.category_id}",
            "id": one.category_id,
            "key": one.category,
            "colorName": one.color,
            "name": one.category_name,
        },
    }


def project(desk: JiraSandbox, key: str, base: str, version: str) -> dict[str, Any]:
    """A project. Its type tells whether it is a service desk."""
    return {
        "self": f"{base}/rest/api/{version}/project/{number_of(key)}",
        "id": str(number_of(key)),
        "key": key,
        "name": f"{key} desk",
        "projectTypeKey": "software" if key in desk.software else "service_desk",
        "simplified": False,
        "avatarUrls": {"48x48": f"{base}/avatar.png"},
    }


def comment(
    desk: JiraSandbox,
    ticket: SandboxTicket,
    message: SandboxMessage,
    base: str,
    version: str,
    *,
    properties: bool = False,
) -> dict[str, Any]:
    """A comment. ``jsdPublic`` is false for internal ones only: a role restriction does not change it."""
    state = desk.comment_state(ticket, message)
    by = user(_shown(desk, state.author), base, version)
    made: dict[str, Any] = {
        "self": f"{base}/rest/api/{version}/issue/{desk.issue_id(ticket)}/comment/{message.id}",
        "id": message.id,
        "author": by,
        "body": rich(state.body, version),
        "updateAuthor": by,
        "created": jira_date(message.at, ticket.updated),
        "updated": jira_date(state.updated or message.at, ticket.updated),
        "jsdPublic": message.public or desk.is_restricted(ticket, state),
    }
    if state.visibility:
        made["visibility"] = dict(state.visibility)
    if properties:
        made["properties"] = [{"key": key, "value": value} for key, value in state.properties.items()]
    return made


def _shown(desk: JiraSandbox, account: Account) -> Account:
    return Account(account.id, "Former user", active=False) if account.id in desk.erased else account


def fields(desk: JiraSandbox, ticket: SandboxTicket, base: str, version: str) -> dict[str, Any]:
    """All fields of an issue."""
    state, asked = desk.state(ticket), reporter(desk, ticket)
    person = user(asked, base, version) if asked else None
    return {
        "summary": _summary(ticket),
        "description": _description(desk, ticket, version),
        "status": status(state.status, base, version),
        "priority": _priority(ticket.ticket.priority, base, version),
        "issuetype": _issue_type(base, version),
        "project": project(desk, desk.project_of(ticket), base, version),
        "reporter": person,
        "creator": person,
        "assignee": user(state.assignee, base, version) if state.assignee else None,
        "labels": [],
        "created": jira_date(ticket.created, ticket.updated),
        "updated": jira_date(ticket.updated, ticket.created),
        "duedate": None,
        "resolution": _resolution(state, base, version),
        "resolutiondate": jira_date(state.resolved, ticket.updated) if state.resolved else None,
        "attachment": attachments(ticket, base, version),
        "components": [],
        "issuelinks": [],
        "subtasks": [],
        "comment": comments(desk, ticket, base, version, 0, EMBEDDED),
        **_service_fields(desk, ticket, base, version),
    }


def attachments(ticket: SandboxTicket, base: str, version: str) -> list[dict[str, Any]]:
    """The files of an issue, without what is in them."""
    made = []
    for place, one in enumerate(ticket.ticket.attachments):
        number = str(number_of(f"{ticket.key} file {place}"))
        made.append(
            {
                "self": f"{base}/rest/api/{version}/attachment/{number}",
                "id": number,
                "filename": one.name,
                "created": jira_date(one.at, ticket.created),
                "size": one.size or 0,
                "mimeType": "application/octet-stream",
                "content": f"{base}/rest/api/{version}/attachment/content/{number}",
            }
        )
    return made


def comments(
    desk: JiraSandbox, ticket: SandboxTicket, base: str, version: str, start: int, most: int, **expand: bool
) -> dict[str, Any]:
    """A page of comments."""
    held = desk.comments(ticket)
    page = [comment(desk, ticket, one, base, version, **expand) for one in held[start : start + most]]
    return {"startAt": start, "maxResults": most, "total": len(held), "comments": page}


def issue(
    desk: JiraSandbox,
    ticket: SandboxTicket,
    base: str,
    version: str,
    wanted: Sequence[str] = ("*all",),
    expand: str = "",
) -> dict[str, Any]:
    """An issue with the fields wanted."""
    made: dict[str, Any] = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": desk.issue_id(ticket),
        "self": f"{base}/rest/api/{version}/issue/{desk.issue_id(ticket)}",
        "key": ticket.key,
        "fields": _selected(fields(desk, ticket, base, version), wanted),
    }
    if "changelog" in expand.split(","):
        made["changelog"] = changelog(desk.state(ticket), ticket, base, version)
    if "schema" in expand.split(","):
        made["schema"] = {name: schema(name) for name in made["fields"]}
    return made


def schema(name: str) -> dict[str, Any]:
    """What a field holds. A custom field is known by its kind, for its name is in the site's language."""
    if name not in _KINDS:
        return {"type": "string", "system": name}
    kind, custom = _KINDS[name]
    held = f"com.atlassian.servicedesk:{custom}"
    return {"type": kind, "custom": held, "customId": int(name.removeprefix("customfield_"))}


def changelog(state: IssueState, ticket: SandboxTicket, base: str, version: str) -> dict[str, Any]:
    """What changed, the newest first."""
    histories = [
        {
            "id": one["id"],
            "author": user(one["author"], base, version),
            "created": jira_date(one["created"], ticket.updated),
            "items": one["items"],
        }
        for one in reversed(state.changes)
    ]
    return {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories}


def _selected(all_fields: dict[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """Jira's way of naming fields: ``*all``, ``*navigable``, a name, or a name to leave out after a minus."""
    names = [name for name in wanted if name]
    kept: set[str] = set()
    if not names or all(name.startswith("-") for name in names) or "*all" in names:
        kept |= all_fields.keys()
    if "*navigable" in names:
        kept |= all_fields.keys() - {"comment", "attachment"}
    kept |= all_fields.keys() & set(names)
    kept -= {name[1:] for name in names if name.startswith("-")}
    return {name: value for name, value in all_fields.items() if name in kept}


def _summary(ticket: SandboxTicket) -> str:
    """Jira has no issue without a summary, nor one of several lines."""
    first = ticket.messages[0].body.strip().split("\n")[0] if ticket.messages else ""
    return " ".join(storable(ticket.ticket.summary or first).split())[:255] or ticket.key


def _description(desk: JiraSandbox, ticket: SandboxTicket, version: str) -> Any:
    body = ticket.messages[0].body if ticket.messages else ""
    return rich(desk.typed(body), version) if storable(body).strip() else None


def _priority(name: str | None, base: str, version: str) -> dict[str, Any] | None:
    if not name:
        return None
    number = _PRIORITIES.index(name) + 1 if name in _PRIORITIES else number_of(name)
    return {
        "self": f"{base}/rest/api/{version}/priority/{number}",
        "iconUrl": f"{base}/images/icons/priorities/priority.svg",
        "name": storable(name),
        "id": str(number),
    }


def _issue_type(base: str, version: str) -> dict[str, Any]:
    return {
        "self": f"{base}/rest/api/{version}/issuetype/10011",
        "id": "10011",
        "description": "",
        "iconUrl": f"{base}/images/icons/issuetypes/request.svg",
        "name": "Service request",
        "subtask": False,
    }


def _resolution(state: IssueState, base: str, version: str) -> dict[str, Any] | None:
    if state.resolution is None:
        return None
    return {
        "self": f"{base}/rest/api/{version}/resolution/10000",
        "id": "10000",
        "name": state.resolution,
        "description": "Work has been completed on this issue.",
    }


def organization(person: Requester) -> str | None:
    """The organisation of a posted requester; the department where no other is said, as many desks have it."""
    return person.organization or person.department


def _service_fields(desk: JiraSandbox, ticket: SandboxTicket, base: str, version: str) -> dict[str, Any]:
    if not desk.is_service_project(ticket):
        return {}
    department = organization(ticket.ticket.requester)
    people = [desk.account(one) for one in desk.state(ticket).participants]
    return {
        REQUEST_TYPE: {"requestType": {"id": "25", "name": "Get IT help"}},
        ORGANIZATIONS: [{"id": str(number_of(department)), "name": storable(department)}] if department else [],
        PARTICIPANTS: [user(one, base, version) for one in people if one],
        SATISFACTION: {"rating": ticket.ticket.rating} if ticket.ticket.rating else None,
    }
