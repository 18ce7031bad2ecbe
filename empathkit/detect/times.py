"""Times a text names: since when, by when and how often, and what "since this morning" means as a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from empathkit.detect.circumstances import find_kinds
from empathkit.detect.found import FoundFact
from empathkit.text.pack import Pack, per_pack
from empathkit.text.view import View, view


class _Forms(NamedTuple):
    offsets: tuple[tuple[re.Pattern[str], int], ...]
    ago: re.Pattern[str]
    past_day: re.Pattern[str]
    days: tuple[str, ...]
    numbers: Mapping[str, int]
    units: Mapping[str, int]


@per_pack
def _forms(pack: Pack) -> _Forms:
    words = pack["times"]
    days = tuple(words.get("days", ()))
    return _Forms(
        tuple((re.compile(source), int(offset)) for source, offset in words.get("offsets", {}).items()),
        re.compile(words.get("ago", "(?!)")),
        re.compile(str(words.get("past_day", "(?!)")).replace("{days}", "|".join(days))),
        days,
        words.get("numbers", {}),
        words.get("units", {}),
    )


def find_times(text: str, pack: Pack) -> list[FoundFact]:
    """The facts of kind started, deadline and frequency in any text, in order."""
    seen = view(text, pack)
    return sorted(times_in(seen, pack), key=lambda fact: (fact.start, fact.end))


def times_in(seen: View, pack: Pack) -> list[FoundFact]:
    """Like :func:`find_times` on a text looked at already."""
    return find_kinds(("started", "deadline", "frequency"), seen, pack)


def dated(value: str, at: str | None, pack: Pack) -> str:
    """``value`` with the date it means put after it, where that is plain: "this morning (2026-11-02)".

    ``at`` is when the message was written, ISO 8601; without it the value stays as it is.
    """
    written = _written(at)
    day = _day(value, written, _forms(pack)) if written else None
    return f"{value} ({day.isoformat()})" if day else value


def _written(at: str | None) -> date | None:
    try:
        return datetime.fromisoformat(at).date() if at else None
    except ValueError:
        return None


def _day(value: str, written: date, forms: _Forms) -> date | None:
    try:
        if named := forms.past_day.search(value):
            back = (written.weekday() - forms.days.index(named.group(1))) % len(forms.days)
            return written - timedelta(days=back or len(forms.days))
        for pattern, offset in forms.offsets:
            if pattern.search(value):
                return written + timedelta(days=offset)
        if ago := forms.ago.search(value):
            number = forms.numbers.get(ago.group(1)) or int(ago.group(1))
            return written - timedelta(days=number * forms.units[ago.group(2)])
    except OverflowError:  # a message from the first days of the calendar
        return None
    return None
