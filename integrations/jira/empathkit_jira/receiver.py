"""Jira's webhooks as events. Pure.

Two ways in. Admin webhooks are signed (``X-Hub-Signature``). Jira Automation can't sign: its "Send web request"
carries the secret itself in ``X-EmpathKit-Token``, and only such a call may have a body without ``webhookEvent``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from empathkit.connect.commands import is_command
from empathkit.connect.note import find_marker
from empathkit.connect.receiver import SignedReceiver, Verify
from empathkit.connect.signature import HUB_HEADER, verify_hub
from empathkit.errors import MalformedEvent, SignatureError
from empathkit.models import EventKind, Ignored, TicketEvent
from empathkit_jira import keys
from empathkit_jira.adf import text_of
from empathkit_jira.comments import is_surely_internal
from empathkit_jira.people import account_id
from empathkit_jira.settings import HookSettings
from empathkit_jira.shape import Json, from_millis, listing, table, text

TOKEN_HEADER = "x-empathkit-token"  # noqa: S105 - a header's name
DELIVERY_HEADER = "x-atlassian-webhook-identifier"
_LONGEST_NAME = 64  #: characters of somebody else's names and ids we pass on
_LONGEST_DELIVERY = 200

Outcome = TicketEvent | Ignored
#: What a body says happened, or why nothing we care about did.
Judgement = EventKind | Ignored


def receiver(settings: HookSettings) -> SignedReceiver:
    """A receiver for these settings."""

    def parse(headers: Mapping[str, str], document: Mapping[str, Any]) -> Outcome:
        return read(headers, document, settings)

    return SignedReceiver("jira", verifier([one.get_secret_value() for one in settings.secrets]), parse)


def verifier(secrets: Sequence[str]) -> Verify:
    """Every proof a call brings must hold, and it must bring one."""

    def verify(headers: Mapping[str, str], body: bytes, _now: float) -> None:
        token = headers.get(TOKEN_HEADER)
        if token is not None:
            _verify_token(token, secrets)
        if token is None or HUB_HEADER in headers:
            verify_hub(headers, body, secrets)

    return verify


def _verify_token(given: str, secrets: Sequence[str]) -> None:
    held = given.strip().encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(held, secret.encode()) for secret in secrets if secret]
    if not any(matches):
        raise SignatureError("X-EmpathKit-Token is not the secret: check that both sides hold the same one")


def read(headers: Mapping[str, str], document: Json, settings: HookSettings) -> Outcome:
    """What happened to which ticket. Raises MalformedEvent for what is no event at all."""
    name = text(document.get("webhookEvent"))
    if name is None and TOKEN_HEADER not in headers:
        raise MalformedEvent("the body has no webhookEvent")
    body = document if name else _as_webhook(document)
    judged = _judge(name, body, settings)
    if isinstance(judged, Ignored):
        return judged
    ticket = _ticket(body)
    if ticket is None:
        if name and name.startswith("comment_"):
            return Ignored(name=name, reason="it does not say to which issue it belongs")
        raise MalformedEvent("the event names no issue")
    return TicketEvent(
        platform="jira",
        site=settings.site,
        ticket=ticket,
        kind=judged,
        delivery=_delivery(headers, document),
        at=from_millis(document.get("timestamp")),
    )


def _as_webhook(document: Json) -> Json:
    """An Automation body in the form of a webhook: the issue under ``issue``, in all three forms people send."""
    if "issue" in document:
        return document
    key = text(document.get("issueKey"))
    return {"issue": {"key": key}, "event": document.get("event")} if key else {"issue": document}


def _judge(name: str | None, body: Json, settings: HookSettings) -> Judgement:
    if name is None:
        return _judge_automation(body, settings)
    judge = _JUDGES.get(name)
    return judge(name, body, settings) if judge else _ignored(name, "nothing is done for this event")


def _judge_created(_name: str, _body: Json, _settings: HookSettings) -> Judgement:
    return "created"


def _judge_comment(name: str, body: Json, settings: HookSettings) -> Judgement:
    """Who spoke. Where it can't be told, take it for the requester: reading the ticket decides."""
    comment = table(body, "comment")
    who = account_id(table(comment, "author"))
    internal = comment.get("jsdPublic") is not True or bool(table(comment, "visibility"))
    if internal and find_marker(text_of(comment.get("body"))):
        return _ignored(name, "our own note")
    if internal and who is not None and who == settings.account:
        return _ignored(name, "an internal comment of our own account")
    if is_surely_internal(comment) or (internal and is_command(text_of(comment.get("body")))):
        return "agent_message"
    return _speaker(table(comment, "author"), who, account_id(table(body, "issue", "fields", "reporter")))


def _speaker(author: Json, who: str | None, reporter: str | None) -> EventKind:
    kind = text(author.get("accountType"))
    if kind == "customer" or (who is not None and who == reporter):
        return "requester_message"
    return "agent_message" if kind == "app" or (who and reporter) else "requester_message"


def _judge_update(name: str, body: Json, settings: HookSettings) -> Judgement:
    kind = text(body.get("issue_event_type_name"))
    if kind in _COMMENT_CHANGED:
        return _ignored(f"{name} {kind}", "a comment was changed or taken away")
    items = [table(item) for item in listing(table(body, "changelog").get("items"))]
    if (turned := _turned(items, body) or _BY_TYPE.get(kind or "")) is not None:
        return turned
    if table(body, "comment"):
        return _judge_comment(name, body, settings)
    fields = [(text(item.get("field")) or "?").casefold() for item in items]
    if kind == "issue_assigned" or any(one in _HANDOVER for one in fields):
        return "reassigned"
    return _ignored(name, f"changed: {', '.join(fields) or 'nothing named'}")


def _turned(items: Sequence[Json], body: Json) -> EventKind | None:
    """Resolved or reopened, by the resolution; without one by the status and its category."""
    for item in items:
        if item.get("field") == "resolution":
            before, after = _set(item, "from"), _set(item, "to")
            if before != after:
                return "resolved" if after else "reopened"
    category = text(table(body, "issue", "fields", "status", "statusCategory").get("key"))
    moved = any(text(item.get("field")) in {"status", "Status"} for item in items)
    return "resolved" if moved and category == "done" else None


def _set(item: Json, side: str) -> bool:
    return bool(text(item.get(side)) or text(item.get(f"{side}String")))


def _judge_automation(body: Json, settings: HookSettings) -> Judgement:
    """A rule's own word for what happened; without one, what the body shows."""
    if "event" in body and body["event"] is not None:
        name = (text(body["event"]) or "?").strip()
        kind = _SPOKEN.get(name.casefold().removeprefix("jira:"))
        return kind or _ignored(name, "no event of ours is called so")
    if table(body, "comment"):
        return _judge_comment("automation", body, settings)
    if table(body, "issue"):
        done = table(body, "issue", "fields", "resolution")
        return "resolved" if done else "created"
    raise MalformedEvent("the body holds no issue")


def _ticket(body: Json) -> str | None:
    """The issue's key; else its id, if need be from the address of the comment."""
    issue = table(body, "issue")
    spot = (text(table(body, "comment").get("self")) or "").partition("/issue/")[2].partition("/")[0]
    for given in (text(issue.get("key")), text(issue.get("id")), spot):
        if given and keys.is_issue(given):
            return given
    return None


def _delivery(headers: Mapping[str, str], document: Json) -> str:
    given = headers.get(DELIVERY_HEADER, "").strip()
    if given and len(given) <= _LONGEST_DELIVERY and given.isprintable():
        return given
    try:
        same = json.dumps(document, sort_keys=True)
    except RecursionError as error:
        raise MalformedEvent("the body is nested too deeply") from error
    return "body-" + hashlib.sha256(same.encode()).hexdigest()


def _ignored(name: str, reason: str) -> Ignored:
    return Ignored(name=_shown(name)[:_LONGEST_NAME], reason=_shown(reason)[:200])


def _shown(value: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in value)


_JUDGES: Mapping[str, Callable[[str, Json, HookSettings], Judgement]] = {
    "jira:issue_created": _judge_created,
    "jira:issue_updated": _judge_update,
    "comment_created": _judge_comment,
}
_COMMENT_CHANGED = frozenset({"issue_comment_edited", "issue_comment_deleted"})
#: Event types that say it themselves (Data Center and old workflows).
_BY_TYPE: Mapping[str, EventKind] = {
    "issue_resolved": "resolved",
    "issue_closed": "resolved",
    "issue_reopened": "reopened",
}
#: Fields whose change hands a ticket to somebody else, in lower case.
_HANDOVER = frozenset({"assignee", "assignment group", "assigned group", "support group", "group", "team"})
#: What a rule may call things in ``event``, without ``jira:``.
_SPOKEN: Mapping[str, EventKind] = {
    "created": "created",
    "issue_created": "created",
    "commented": "requester_message",
    "comment_created": "requester_message",
    "issue_commented": "requester_message",
    "requester_message": "requester_message",
    "agent_message": "agent_message",
    "assigned": "reassigned",
    "issue_assigned": "reassigned",
    "reassigned": "reassigned",
    "resolved": "resolved",
    "issue_resolved": "resolved",
    "reopened": "reopened",
    "issue_reopened": "reopened",
}
