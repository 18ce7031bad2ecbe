"""What has cost this person time before, mined from their earlier tickets: those on file and those remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from empathkit.detect.topics import find_topic
from empathkit.models import Around, Heard, Known, PainPoint, PastTicket, Ticket
from empathkit.text.moments import moment
from empathkit.text.pack import Pack
from empathkit.text.render import render
from empathkit.text.words import digest

#: Tickets named as the evidence.
_NAMED = 5
#: Stands before all others, for tickets without a date.
_NEVER = datetime.min.replace(tzinfo=UTC)


def pain_points(
    ticket: Ticket, pack: Pack, remembered: Iterable[PastTicket] = (), now: datetime | None = None
) -> tuple[PainPoint, ...]:
    """Topics that came up more than once within the window before ``now``, or were reopened; most tickets first.

    What was sent twice counts once, and what comes by the calendar or is a wish counts for nothing."""
    rules = pack["context"]["pain"]
    past = [one for one in earlier(ticket, pack, remembered) if one.topic and one.topic not in rules["never"]]
    recent = _within(past, now, timedelta(days=int(rules["window"])))
    by_topic: dict[str, list[PastTicket]] = {}
    for one in _once(recent, timedelta(hours=int(rules["twice"]))):
        by_topic.setdefault(one.topic or "", []).append(one)
    points = [_point(topic, tickets, pack) for topic, tickets in by_topic.items() if _pattern(tickets)]
    return tuple(sorted(points, key=lambda one: (-len(one.tickets), one.topic)))


def around(heard: Heard, pack: Pack, others: Iterable[Around]) -> Iterator[Known]:
    """Who else has what this ticket is about, at the same place lately: it may not be theirs alone."""
    rules = pack["context"]["pain"]
    for one in others:
        if one.topic == heard.topic and one.topic not in rules["never"]:
            slots = {"people": one.people, "topic": one.topic.replace("_", " "), "where": one.value}
            value = render(str(rules["around"][one.what]), slots)
            yield Known(kind="others", value=value, source=f"history {', '.join(one.tickets[:_NAMED])}")


def earlier(ticket: Ticket, pack: Pack, remembered: Iterable[PastTicket] = ()) -> list[PastTicket]:
    """Their earlier tickets with their topics, the oldest first. What the platform says of one goes before what memory
    holds of it."""
    told = [_told(one, pack) for one in ticket.requester.history]
    listed = {one.key for one in told if one.key}
    past = (*told, *(one for one in remembered if one.key not in listed))
    return sorted((one for one in past if not one.key or one.key != ticket.key), key=_order)


def _told(one: PastTicket, pack: Pack) -> PastTicket:
    """A ticket of the platform's list with what its summary tells."""
    told = {"topic": one.topic or find_topic(one.summary, pack), "digest": digest(one.summary)}
    return one.model_copy(update=told)


def _order(one: PastTicket) -> tuple[datetime, str]:
    return moment(one.opened) or _NEVER, one.key or ""


def _pattern(tickets: Sequence[PastTicket]) -> bool:
    return len(tickets) > 1 or any(one.reopened for one in tickets)


def _within(past: Sequence[PastTicket], now: datetime | None, window: timedelta) -> list[PastTicket]:
    """Those of the window; an undated ticket is taken as recent."""
    dates = [at for one in past if (at := moment(one.opened))]
    until = now or max(dates, default=None)
    return [one for one in past if not (at := moment(one.opened)) or until is None or until - at <= window]


def _once(past: Iterable[PastTicket], gap: timedelta) -> Iterator[PastTicket]:
    """Each trouble once: of two alike within the gap the first stays."""
    last: dict[tuple[str | None, str], datetime] = {}
    for one in past:
        name, at = (one.topic, one.digest), moment(one.opened)
        if at and one.digest and name in last and at - last[name] < gap:
            continue
        if at:
            last[name] = at
        yield one


def _point(topic: str, tickets: Sequence[PastTicket], pack: Pack) -> PainPoint:
    slots: Mapping[str, Any] = {
        "count": len(tickets),
        "topic": topic.replace("_", " "),
        "days": _days(tickets),
        "open_days": sum(_open_days(one) for one in tickets),
        "reopened": sum(one.reopened for one in tickets),
        "reassigned": sum(one.reassigned for one in tickets),
        "last": next((one.resolution for one in reversed(tickets) if one.resolution), ""),
    }
    keys = tuple(one.key for one in tickets if one.key)
    return PainPoint(topic=topic, summary=render(str(pack["note"]["pain_point"]), slots), tickets=keys)


def _days(tickets: Sequence[PastTicket]) -> int:
    """Days from the first to the last; 0 where there is only one, or no dates."""
    dates = [at for one in tickets if (at := moment(one.opened))]
    return (max(dates) - min(dates)).days if len(dates) > 1 else 0


def _open_days(one: PastTicket) -> int:
    opened, resolved = moment(one.opened), moment(one.resolved)
    return max(0, (resolved - opened).days) if opened and resolved else 0
