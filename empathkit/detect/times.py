"""Times a text names: since when, by when and how often, and what "since this morning" means as a date."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from empathkit.detect.circumstances import find_kind
from empathkit.detect.found import FoundFact
from empathkit.text.pack import Pack
from empathkit.text.view import View, view

_AGO = re.compile(
    r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (minute|min|hour|day|week|month|year)s? ago"
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNIT_DAYS = {"minute": 0, "min": 0, "hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}


def find_times(text: str, pack: Pack) -> list[FoundFact]:
    """The facts of kind started, deadline and frequency in any text, in order."""
    seen = view(text, pack)
    return sorted(times_in(seen, pack), key=lambda fact: (fact.start, fact.end))


def times_in(seen: View, pack: Pack) -> list[FoundFact]:
    """Like :func:`find_times` on a text looked at already."""
    return [fact for kind in ("started", "deadline", "frequency") for fact in find_kind(kind, seen, pack)]


def dated(value: str, at: str | None) -> str:
    """``value`` with the date it means put after it, where that is plain: "this morning (2026-11-02)".

    ``at`` is when the message was written, ISO 8601; without it the value stays as it is.
    """
    day = _day(value, at)
    return f"{value} ({day.isoformat()})" if day else value


def _day(value: str, at: str | None) -> date | None:
    try:
        now = datetime.fromisoformat(at).date() if at else None
    except ValueError:
        return None
    if now is None:
        return None
    if re.search(r"\b(?:yesterday|last night)\b", value):
        return now - timedelta(days=1)
    if re.search(r"\b(?:today|this (?:morning|afternoon|evening)|tonight)\b", value):
        return now
    if re.search(r"\btomorrow\b", value):
        return now + timedelta(days=1)
    if ago := _AGO.search(value):
        number = _NUMBERS.get(ago.group(1)) or int(ago.group(1))
        return now - timedelta(days=number * _UNIT_DAYS[ago.group(2)])
    return _weekday(value, now)


def _weekday(value: str, now: date) -> date | None:
    named = re.search(rf"\b(since|on|last)? ?({'|'.join(_DAYS)})\b", value)
    if not named or named.group(1) is None:
        return None
    back = (now.weekday() - _DAYS.index(named.group(2))) % 7
    if named.group(1) == "on":
        return None
    return now - timedelta(days=back or 7)
