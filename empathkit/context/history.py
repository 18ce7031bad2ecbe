"""What has cost this person time before, mined from their earlier tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from empathkit.detect.topics import find_topic
from empathkit.models import PainPoint, PastTicket, Ticket
from empathkit.text.pack import Pack
from empathkit.text.render import render


def pain_points(ticket: Ticket, pack: Pack, remembered: Iterable[PastTicket] = ()) -> tuple[PainPoint, ...]:
    """Topics that came up more than once, or were reopened, in the requester's history, the platform's and what is
    remembered of others; most tickets first."""
    by_topic: dict[str, list[PastTicket]] = {}
    listed = {past.key for past in ticket.requester.history if past.key}
    for past in (*ticket.requester.history, *(one for one in remembered if one.key not in listed)):
        topic = past.topic or find_topic(past.summary, pack)
        if topic and past.key != ticket.key:
            by_topic.setdefault(topic, []).append(past)
    points = list(_points(by_topic, pack))
    return tuple(sorted(points, key=lambda one: (-len(one.tickets), one.topic)))


def _points(by_topic: dict[str, list[PastTicket]], pack: Pack) -> Iterator[PainPoint]:
    words = pack["note"]
    for topic, tickets in by_topic.items():
        reopened = sum(one.reopened for one in tickets)
        if len(tickets) < 2 and not reopened:
            continue
        last = max(tickets, key=lambda one: one.opened or "")
        slots = {
            "count": len(tickets),
            "topic": topic.replace("_", " "),
            "reopened": reopened,
            "last": last.resolution or "",
            "days": 0,
            "open_days": 0,
        }
        keys = tuple(one.key for one in tickets if one.key)
        yield PainPoint(topic=topic, summary=render(str(words["pain_point"]), slots), tickets=keys)
