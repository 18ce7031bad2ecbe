"""How long ago something was, as people say it. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from empathkit.text.moments import moment

#: Days after which the date says more than the number of days.
LONG = 60


def lasted(seconds: float) -> str:
    """A stretch of time in its largest unit."""
    minutes = int(max(seconds, 0) // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} h"
    return f"{hours // 24} days"


def age(at: str | None, now: datetime) -> str:
    """How long ago a date as a platform gives it was; a date of long ago, or one that can't be read, stays."""
    found = moment(at)
    if found is None:
        return at or ""
    seconds = (now - found).total_seconds()
    if seconds < 0 or seconds > LONG * 86400:
        return found.date().isoformat()
    return f"{lasted(seconds)} ago"


def local_time(zone: str | None, now: datetime) -> str:
    """The time where they are; empty for a zone nobody knows."""
    try:
        return now.astimezone(ZoneInfo(zone)).strftime("%H:%M") if zone else ""
    except (ValueError, OSError, KeyError):
        return ""
