"""What was heard, put beside what is on file: the user's context for this ticket."""

from __future__ import annotations

from datetime import datetime

from empathkit.context.history import around, pain_points
from empathkit.context.ledger import known_facts
from empathkit.context.preferences import preferences
from empathkit.context.satisfaction import satisfaction
from empathkit.context.trend import trend
from empathkit.context.usage import usage
from empathkit.models import Heard, Remembered, Ticket, UserContext
from empathkit.text.moments import moment
from empathkit.text.pack import Pack


def enrich(
    heard: Heard, ticket: Ticket, pack: Pack, *, remembered: Remembered | None = None, now: datetime | None = None
) -> UserContext:
    """The context; ``now`` tells which records are stale (default: the time of the last message)."""
    remembered = remembered or Remembered()
    now = now or moment(ticket.messages[-1].at)
    known, mood = known_facts(heard, ticket, pack, remembered, now), trend(heard, ticket, pack)
    rated = satisfaction(ticket, pack)
    return UserContext(
        known=(
            *known,
            *usage(ticket, pack, remembered.history, now),
            *around(heard, pack, remembered.around),
            *(one for one in (mood, rated) if one),
        ),
        preferences=preferences(ticket, pack, remembered, now),
        pain_points=pain_points(ticket, pack, remembered.history, now),
    )
