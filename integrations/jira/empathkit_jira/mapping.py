"""Jira's JSON as the nouns of EmpathKit. Pure: what the connector has read comes in, a ticket goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from empathkit.models import Attachment, Message, PastTicket, Requester, Ticket
from empathkit_jira import desk
from empathkit_jira.adf import text_of
from empathkit_jira.assets import Profile
from empathkit_jira.comments import author, is_public
from empathkit_jira.past import past_ticket
from empathkit_jira.people import account_id, language, name_of
from empathkit_jira.shape import Json, listing, moment, table, text

#: Files named of one ticket.
MOST_FILES = 20


@dataclass(frozen=True)
class Gathered:
    """All that was read for one ticket. What a site does not have, or this account may not see, is empty. ``account``
    is our own; ``rating`` names the field with what requesters thought of the help."""

    issue: Json
    comments: Sequence[Json] = ()
    request: Json = field(default_factory=dict)
    approvals: Sequence[Json] = ()
    articles: Sequence[Json] = ()
    user: Json = field(default_factory=dict)
    organizations: Sequence[Json] = ()
    past: Sequence[Json] = ()
    profile: Profile = field(default_factory=Profile)
    account: str | None = None
    rating: str = ""


def ticket(found: Gathered, url: str) -> Ticket:
    """The ticket. ``url`` is the site."""
    fields = table(found.issue, "fields")
    key = text(found.issue.get("key")) or ""
    return Ticket(
        key=key,
        summary=text(fields.get("summary")) or "",
        platform="jira",
        url=f"{url}/browse/{key}",
        created=moment(fields.get("created")),
        priority=text(table(fields, "priority").get("name")),
        sla_due=desk.sla_due(desk.slas(found.request)),
        requester=requester(found),
        messages=(description(found.issue), *conversation(found)),
        attachments=tuple(attachment(table(one)) for one in listing(fields.get("attachment"))[:MOST_FILES]),
        participants=desk.names(desk.participants(found.request)),
        approvals=tuple(desk.approval(one) for one in found.approvals),
        articles=tuple(desk.articles(found.articles, url)),
        rating=own_rating(found),
    )


def attachment(one: Json) -> Attachment:
    """A file, by name and size."""
    size = one.get("size")
    whole = size if isinstance(size, int) and not isinstance(size, bool) else None
    return Attachment(name=text(one.get("filename")) or "", size=whole, at=moment(one.get("created")))


def description(issue: Json) -> Message:
    """The first message: what the requester wrote when they asked; the summary where that is all they wrote."""
    fields = table(issue, "fields")
    body = text_of(fields.get("description"))
    if not body.strip():
        body = text(fields.get("summary")) or ""
    return Message(author="requester", body=body, at=moment(fields.get("created")), id=text(issue.get("id")))


def conversation(found: Gathered) -> Sequence[Message]:
    """The comments, oldest first."""
    reporter = account_id(table(found.issue, "fields", "reporter"))
    others = frozenset(one for person in desk.participants(found.request) if (one := account_id(person)))
    service = text(table(found.issue, "fields", "project").get("projectTypeKey")) in {None, "service_desk"}
    said = [
        Message(
            author=author(comment, reporter, others, found.account, service=service),
            body=text_of(comment.get("body")),
            at=moment(comment.get("created")),
            id=text(comment.get("id")),
            public=is_public(comment, service=service),
        )
        for comment in found.comments
    ]
    return sorted(said, key=lambda message: message.at or "")


def requester(found: Gathered) -> Requester:
    """Who asked. Somebody erased gets an id of this ticket alone, so that no two of them are ever taken for one."""
    reporter = table(found.issue, "fields", "reporter")
    who = account_id(reporter)
    if who is None:
        return Requester(id=f"deleted:{text(found.issue.get('key'))}")
    person: Mapping[str, Any] = {**reporter, **{name: value for name, value in found.user.items() if value}}
    organization = ", ".join(one for each in found.organizations if (one := text(each.get("name")))) or None
    known = {
        "id": who,
        "name": name_of(person),
        "email": text(person.get("emailAddress")),
        "timezone": text(person.get("timeZone")),
        "language": language(text(person.get("locale"))),
        "department": organization,
        "organization": organization if found.profile.person.get("department") else None,
        "devices": found.profile.devices,
        "history": history(found),
    }
    return Requester.model_validate({**known, **found.profile.person})


def history(found: Gathered) -> tuple[PastTicket, ...]:
    """The requester's other tickets, in the order given."""
    here = text(found.issue.get("key"))
    return tuple(past_ticket(one, found.rating) for one in found.past if text(one.get("key")) != here)


def own_rating(found: Gathered) -> int | None:
    """What was thought of the help on this very ticket: it stands among its reporter's."""
    here = text(found.issue.get("key"))
    own = (table(one, "fields").get(found.rating) for one in found.past if text(one.get("key")) == here)
    return next((desk.rating(one) for one in own), None)
