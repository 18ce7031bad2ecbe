"""What they thought of the help they had, for an agent to know whom to treat with more care. No judgement of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from empathkit.models import Known, Ticket
from empathkit.text.pack import Pack
from empathkit.text.render import render

KIND = "satisfaction"


class Rated(NamedTuple):
    """A rating from 1 to 5, of which ticket, and when that was over."""

    rating: int
    ticket: str
    at: str | None = None


def satisfaction(ticket: Ticket, pack: Pack) -> Known | None:
    """The latest rating and the mean of all, None where the platform tells none."""
    rated = ratings(ticket)
    if not rated:
        return None
    latest, words = rated[0], pack["context"]["satisfaction"]
    mean = sum(one.rating for one in rated) / len(rated)
    text = words["many" if len(rated) > 1 else "one"]
    value = render(str(text), {"rating": latest.rating, "mean": f"{mean:.1f}", "count": len(rated)})
    return Known(kind=KIND, value=value, source=f"history {latest.ticket}", as_of=latest.at)


def ratings(ticket: Ticket) -> Sequence[Rated]:
    """All there are, the latest first: this ticket's, then those of the history in its own order."""
    own = [] if ticket.rating is None else [Rated(ticket.rating, ticket.key)]
    past = (
        Rated(one.rating, one.key or "", one.resolved or one.opened)
        for one in ticket.requester.history
        if one.rating is not None
    )
    return [one for one in (*own, *past) if 1 <= one.rating <= 5]


def let_down(ticket: Ticket, pack: Pack) -> bool:
    """Whether they said last that the help was poor: only then it helps an agent to know."""
    rated = ratings(ticket)
    return bool(rated) and rated[0].rating <= int(pack["context"]["satisfaction"]["poor"])
