"""Tickets of before, and tickets that changed: how they ended, and how often they were opened again. Pure."""

from __future__ import annotations

from empathkit.models import PastTicket
from empathkit.ports import Changed
from empathkit_jira import desk
from empathkit_jira.adf import text_of
from empathkit_jira.comments import author, is_public
from empathkit_jira.people import account_id
from empathkit_jira.shape import Json, listing, moment, table, text

_LONGEST_RESOLUTION = 300  #: characters


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
