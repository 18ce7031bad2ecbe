"""What Jira sends: the bodies of admin webhooks (text as in API v2) and their headers. Pure but for the ids."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from empathkit.connect.signature import sign_hub
from empathkit.models import EventKind
from empathkit.testing.sandbox import SandboxMessage, SandboxTicket
from empathkit_jira.sandbox import forms
from empathkit_jira.sandbox.state import AGENT, Account, at, millis
from empathkit_jira.shape import Json

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: A comment's webhook holds these fields of its issue and no others: no reporter, no description.
_BESIDE_COMMENT = ("summary", "issuetype", "project", "assignee", "priority", "status")


def signed(secret: str, document: Json) -> tuple[Mapping[str, str], bytes]:
    """The headers and the body. The identifier is the same when the call is made again."""
    raw = json.dumps(document).encode()
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "User-Agent": "Atlassian Webhook HTTP Client",
        "X-Atlassian-Webhook-Identifier": str(uuid.uuid4()),
        "X-Atlassian-Webhook-Flow": "Primary",
    }
    if secret:
        headers["X-Hub-Signature"] = sign_hub(secret, raw)
    return headers, raw


def body(desk: JiraSandbox, ticket: SandboxTicket, message: SandboxMessage | None) -> Json:
    """What happened, for a new ticket or comment."""
    if message is not None:
        return about_comment(desk, "comment_created", ticket, message)
    by = forms.reporter(desk, ticket) or AGENT
    made = _about_issue(desk, "jira:issue_created", "issue_created", ticket, by, ticket.created)
    return {**made, "changelog": _changelog(desk, [change("status", None, None, "10001", "Open")])}


def about_comment(desk: JiraSandbox, event: str, ticket: SandboxTicket, message: SandboxMessage) -> Json:
    """A comment was created, updated or deleted."""
    moment = desk.comment_state(ticket, message).updated or message.at
    return {
        "timestamp": millis(at(moment, ticket.updated)),
        "webhookEvent": event,
        "comment": forms.comment(desk, ticket, message, desk.address, "2"),
        "issue": forms.issue(desk, ticket, desk.address, "2", _BESIDE_COMMENT),
        "eventType": "primaryAction",
    }


def updated(
    desk: JiraSandbox, kind: EventKind | None, ticket: SandboxTicket, items: Sequence[Json], by: Account
) -> Json:
    """An issue changed. Cloud names the type of most changes "generic"."""
    name = "issue_assigned" if kind == "reassigned" else "issue_generic"
    made = _about_issue(desk, "jira:issue_updated", name, ticket, by, ticket.updated)
    return {**made, "changelog": _changelog(desk, items)}


def change(field: str, before: str | None, was: str | None, after: str | None, becomes: str | None) -> dict[str, Any]:
    """One item of a changelog."""
    return {
        "field": field,
        "fieldtype": "jira",
        "fieldId": field,
        "from": before,
        "fromString": was,
        "to": after,
        "toString": becomes,
    }


def resolution_change(before: str | None, after: str | None) -> dict[str, Any]:
    """The resolution was set or cleared."""
    return change("resolution", before and "10000", before, after and "10000", after)


def _about_issue(
    desk: JiraSandbox, event: str, kind: str, ticket: SandboxTicket, by: Account, moment: str
) -> dict[str, Any]:
    return {
        "timestamp": millis(at(moment, ticket.updated)),
        "webhookEvent": event,
        "issue_event_type_name": kind,
        "user": forms.user(by, desk.address, "2"),
        "issue": forms.issue(desk, ticket, desk.address, "2", ("*all", "-comment")),
    }


def _changelog(desk: JiraSandbox, items: Sequence[Json]) -> Json:
    return {"id": desk.new_id(), "items": list(items)}
