"""How this person works: where and on whose device, in their own words or by habit; what their tickets name again and
again; what time it is for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from empathkit.context.preferences import habits, source_of
from empathkit.models import Known, PastTicket, Ticket
from empathkit.text.fold import fold
from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.render import render
from empathkit.text.view import LONGEST

#: Kinds heard in a ticket and kept with it: from where they work, whose device it is.
USE = frozenset({"works_from", "ownership"})
#: Tickets named as the evidence.
_NAMED = 5


def usage(ticket: Ticket, pack: Pack, past: Sequence[PastTicket], now: datetime | None) -> Iterator[Known]:
    """What is known of how they work; what this ticket says goes before what others showed."""
    said = {one.kind: one for one in _said(ticket, pack)}
    yield from said.values()
    for kind, value, episodes in habits(past, pack, now):
        if kind in USE and kind not in said:
            yield Known(kind=kind, value=value, source=source_of(episodes, pack), confidence="medium")
    for device in ticket.requester.devices:
        if device.usage:
            value = f"{device.model or device.name or ''}: {device.usage}".removeprefix(": ")
            yield Known(kind="use", value=value, source="profile", as_of=device.last_seen, confidence="medium")
    yield from _often("applications", [(one.application, one) for one in past], pack)
    if len({one.site for one in past if one.site}) > 1:
        yield from _often("sites", [(one.site, one) for one in past], pack)
    if clock := _clock(ticket, now):
        yield clock


@per_pack
def _patterns(pack: Pack) -> tuple[tuple[str, str, Regex], ...]:
    return tuple(
        (kind, value, compiled(source))
        for kind, values in pack["context"].get("use", {}).get("said", {}).items()
        for value, source in values.items()
    )


def _said(ticket: Ticket, pack: Pack) -> Iterator[Known]:
    """The words of this ticket, oldest first."""
    for number, message in enumerate(ticket.messages, 1):
        if message.author == "requester":
            words = fold(message.body[:LONGEST])
            for kind, value, pattern in _patterns(pack):
                if pattern.search(words):
                    yield Known(kind=kind, value=value, source=f"message {number}", as_of=message.at or ticket.created)


def _often(kind: str, named: Sequence[tuple[str | None, PastTicket]], pack: Pack) -> Iterator[Known]:
    """What several of their tickets name, whatever the spelling."""
    rules = pack["context"]["use"]
    spelt: dict[str, str] = {}
    counted = Counter(value.casefold() for value, _ in named if value and spelt.setdefault(value.casefold(), value))
    frequent = [one for one in counted.most_common(int(rules["most"])) if one[1] >= rules["often"]]
    if not frequent:
        return
    wanted = {name for name, _ in frequent}
    keys = [one.key for value, one in named if value and value.casefold() in wanted and one.key]
    values = (render(str(rules["one"]), {"value": spelt[name], "count": count}) for name, count in frequent)
    source = f"history {', '.join(keys[:_NAMED])}" if keys else "history"
    yield Known(kind=kind, value=", ".join(values), source=source, confidence="medium")


def _clock(ticket: Ticket, now: datetime | None) -> Known | None:
    """Hour and minute where they are, when their time zone is on file and known."""
    zone = ticket.requester.timezone
    if not zone or now is None:
        return None
    try:
        here = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None
    return Known(kind="local_time", value=f"{here:%H:%M} {zone}", source="profile", as_of=now.isoformat())
