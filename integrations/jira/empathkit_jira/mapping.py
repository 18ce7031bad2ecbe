"""Jira's JSON as the nouns of EmpathKit. Pure: what the connector has read comes in, a ticket goes out."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from empathkit.connect.note import find_marker
from empathkit.models import Attachment, Author, Message, PastTicket, PlacedNote, Requester, Ticket
from empathkit.ports import Changed
from empathkit_jira import desk
from empathkit_jira.adf import text_of
from empathkit_jira.assets import Profile
from empathkit_jira.shape import Json, listing, moment, table, text

#: The property that hides a comment from the requester.
INTERNAL_PROPERTY = "sd.public.comment"
#: What Jira writes for somebody who closed their account, or whose data was erased.
_NOBODY = frozenset({"former user", "anonymous", "deleted user", "unknown user", "unknown"})
_LOCALE = re.compile(r"([a-z]{2,3})_[A-Z]{2}")
#: Files named of one ticket.
MOST_FILES = 20
_LONGEST_RESOLUTION = 300  #: characters


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


def author(
    comment: Json,
    reporter: str | None,
    participants: Container[str | None],
    account: str | None,
    *,
    service: bool = True,
) -> Author:
    """Who wrote a comment. A public one of our own account was written by a person who shares it: we never do."""
    person = table(comment, "author")
    who = account_id(person)
    if who is not None and who == reporter:
        return "requester"
    if not is_public(comment, service=service) and (
        find_marker(text_of(comment.get("body"))) or (who is not None and who == account)
    ):
        return "integration"
    if who is not None and who == account:
        return "agent"
    customer = text(person.get("accountType")) == "customer"
    return "requester" if customer or who in participants else "agent"


def is_public(comment: Json, *, service: bool = True) -> bool:
    """Whether the requester sees it. Jira says so itself; Data Center's platform only by the property.

    In a service project a comment restricted to a role is still public to the requester (platform facts B4), so that is
    asked elsewhere only.
    """
    if not service and table(comment, "visibility"):
        return False
    said = comment.get("jsdPublic")
    if isinstance(said, bool):
        return said
    for one in listing(comment.get("properties")):
        if table(one).get("key") == INTERNAL_PROPERTY:
            return table(one, "value").get("internal") not in (True, "true")
    return True


def is_surely_internal(comment: Json) -> bool:
    """Whether Jira itself says that the requester does not see it. Silence is no."""
    return comment.get("jsdPublic") is False


def is_for(role: str, comment: Json) -> bool:
    """Whether only this role sees a comment."""
    seen_by = table(comment, "visibility")
    name = text(seen_by.get("value")) or ""
    return seen_by.get("type") == "role" and name.casefold() == role.casefold()


def placed(comment: Json, role: str | None = None) -> PlacedNote | None:
    """One of our notes, if this comment is one; ``role`` sees those outside service projects."""
    mark = find_marker(text_of(comment.get("body")))
    name = text(comment.get("id"))
    hidden = not is_public(comment) or (role is not None and is_for(role, comment))
    if mark is None or name is None or not hidden:
        return None
    return PlacedNote(id=name, marker=mark, at=moment(comment.get("created")))


def requester(found: Gathered) -> Requester:
    """Who asked. Somebody erased gets an id of this ticket alone, so that no two of them are ever taken for one."""
    reporter = table(found.issue, "fields", "reporter")
    who = account_id(reporter)
    if who is None:
        return Requester(id=f"deleted:{text(found.issue.get('key'))}")
    person: Mapping[str, Any] = {**reporter, **{name: value for name, value in found.user.items() if value}}
    name = text(person.get("displayName"))
    organization = ", ".join(one for each in found.organizations if (one := text(each.get("name")))) or None
    known = {
        "id": who,
        "name": None if name is None or name.strip().casefold() in _NOBODY else name,
        "email": text(person.get("emailAddress")),
        "timezone": text(person.get("timeZone")),
        "language": language(text(person.get("locale"))),
        "department": organization,
        "organization": organization if found.profile.person.get("department") else None,
        "devices": found.profile.devices,
        "history": history(found),
    }
    return Requester.model_validate({**known, **found.profile.person})


def account_id(person: Json) -> str | None:
    """What names a person: the accountId; on Data Center the key or name."""
    who = text(person.get("accountId")) or text(person.get("key")) or text(person.get("name"))
    return None if who is None or who.strip().casefold() in _NOBODY else who


def language(locale: str | None) -> str | None:
    """The language of a locale: ``de`` of ``de_DE``. What is none is given as it is."""
    match = _LOCALE.fullmatch(locale or "")
    return match[1] if match else locale


def history(found: Gathered) -> tuple[PastTicket, ...]:
    """The requester's other tickets, in the order given."""
    here = text(found.issue.get("key"))
    return tuple(past_ticket(one, found.rating) for one in found.past if text(one.get("key")) != here)


def past_ticket(issue: Json, rating: str = "") -> PastTicket:
    """An earlier ticket. How it ended is what the agent last said in public; else the name of its resolution."""
    fields = table(issue, "fields")
    resolved = moment(fields.get("resolutiondate"))
    return PastTicket(
        key=text(issue.get("key")),
        summary=text(fields.get("summary")) or "",
        opened=moment(fields.get("created")),
        resolved=resolved,
        reopened=reopened(issue),
        resolution=(last_word(fields) or text(table(fields, "resolution").get("name"))) if resolved else None,
        rating=desk.rating(fields.get(rating)) if rating else None,
    )


def own_rating(found: Gathered) -> int | None:
    """What was thought of the help on this very ticket: it stands among its reporter's."""
    here = text(found.issue.get("key"))
    own = (table(one, "fields").get(found.rating) for one in found.past if text(one.get("key")) == here)
    return next((desk.rating(one) for one in own), None)


def changed(issue: Json) -> Changed:
    """An issue that was changed."""
    fields = table(issue, "fields")
    resolved = moment(fields.get("resolutiondate"))
    return Changed(
        key=text(issue.get("key")) or "",
        at=moment(fields.get("updated")) or "",
        resolved=resolved,
        resolution=text(table(fields, "resolution").get("name")) if resolved else None,
    )


def last_word(fields: Json) -> str | None:
    """The last public comment of somebody other than the reporter, in one line."""
    reporter = account_id(table(fields, "reporter"))
    said = [table(one) for one in listing(table(fields, "comment").get("comments"))]
    ours = (one for one in reversed(said) if is_public(one) and author(one, reporter, (), None) == "agent")
    line = " ".join(text_of(table(next(ours, {})).get("body")).split())
    return (line if len(line) <= _LONGEST_RESOLUTION else line[: _LONGEST_RESOLUTION - 1] + "…") or None


def reopened(issue: Json) -> int:
    """How often its resolution was taken back."""
    items = (
        table(item)
        for one in listing(table(issue, "changelog").get("histories"))
        for item in listing(table(one).get("items"))
    )
    return sum(1 for item in items if item.get("field") == "resolution" and item.get("from") and not item.get("to"))
