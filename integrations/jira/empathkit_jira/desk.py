"""What service management adds to an issue, as nouns: clocks, participants, approvals, ratings, articles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from empathkit.models import Approval, Article
from empathkit_jira.settings import host
from empathkit_jira.shape import Json, listing, moment, table, text

#: The kind of field in which service management keeps a rating; its name is in the site's language, its id any.
_RATING = "com.atlassian.servicedesk:sd-request-feedback"
_CUSTOM = re.compile(r"customfield_[0-9]{1,18}")
_WORST, _BEST = 1, 5
_DECIDED = frozenset({"approved", "declined"})


def slas(request: Json) -> Sequence[Json]:
    """The clocks of a request."""
    return [table(one) for one in listing(table(request, "sla").get("values"))]


def participants(request: Json) -> Sequence[Json]:
    """Those who take part in a request beside its requester."""
    return [table(one) for one in listing(table(request, "participants").get("values"))]


def names(people: Iterable[Json]) -> tuple[str, ...]:
    """What they are called, each once."""
    return tuple(dict.fromkeys(one for person in people if (one := text(person.get("displayName")))))


def sla_due(clocks: Iterable[Json]) -> str | None:
    """When the next running clock runs out, or ran out."""
    due = (moment(table(one, "ongoingCycle", "breachTime").get("iso8601")) for one in clocks)
    return min((one for one in due if one), default=None)


def approval(one: Json) -> Approval:
    """An approval: by those whose word decided it, or who have not said theirs yet."""
    said = text(one.get("finalDecision")) or ""
    decision = said if said in _DECIDED else "pending"
    asked = [table(each) for each in listing(one.get("approvers"))]
    by = [table(each, "approver") for each in asked if (text(each.get("approverDecision")) or "pending") == decision]
    at = moment(table(one, "completedDate").get("iso8601")) if decision in _DECIDED else None
    return Approval(name=text(one.get("name")) or "", decision=decision, by=names(by), at=at)


def articles(found: Iterable[Json], url: str) -> Iterator[Article]:
    """Articles with a title; their address only where it is one of this site."""
    for one in found:
        address = text(table(one, "content").get("iframeSrc")) or ""
        if title := " ".join((text(one.get("title")) or "").split()):
            yield Article(title=title, url=address if host(address) and host(address) == host(url) else None)


def rating_field(fields: Iterable[Json]) -> str:
    """The id of the field that holds ratings, empty where there is none."""
    found = (text(one.get("id")) for one in fields if table(one, "schema").get("custom") == _RATING)
    return next((one for one in found if one and _CUSTOM.fullmatch(one)), "")


def rating(value: object) -> int | None:
    """A rating from 1 to 5: a number, or an object that holds one."""
    held = value.get("rating") if isinstance(value, Mapping) else value
    if isinstance(held, bool) or not isinstance(held, int | float):
        return None
    return int(held) if _WORST <= held <= _BEST else None
