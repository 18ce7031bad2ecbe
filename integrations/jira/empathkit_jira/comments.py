"""A comment of Jira's: who wrote it, who sees it, and whether it is a note of ours. Pure."""

from __future__ import annotations

from collections.abc import Container

from empathkit.connect.note import find_marker
from empathkit.models import Author, PlacedNote
from empathkit_jira.adf import text_of
from empathkit_jira.people import account_id
from empathkit_jira.shape import Json, listing, moment, table, text

#: The property that hides a comment from the requester.
INTERNAL_PROPERTY = "sd.public.comment"


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
