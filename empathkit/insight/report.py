"""The figures of a desk: from rows of the memory to one document. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from empathkit.models import Noun
from empathkit.text.moments import moment

#: Fewer tickets than this say little; the report says so.
SMALL = 30
#: Pain points listed by each property, and rules.
MOST = 10

Row = Mapping[str, Any]


class Share(Noun):
    """So many of so many."""

    count: int
    of: int

    @property
    def text(self) -> str:
        """As people read it."""
        return f"{self.count} of {self.of} ({self.count / self.of:.0%})" if self.of else "none yet"


class Pain(Noun):
    """A topic that came up again and again at one place, with the tickets it rests on."""

    value: str
    topic: str
    count: int
    reopened: int
    users: int
    tickets: tuple[str, ...]


class Report(Noun):
    """What a desk can learn from its tickets. Nothing is counted per agent."""

    tickets: int
    small: bool
    suggestions: Mapping[str, Share]
    asked_again: Share
    repeat_contacts: Share
    calmer: Share
    more_upset: Share
    first_reply_seconds: float | None
    rules: Mapping[str, int]
    #: Why suggestions were dismissed, as agents said at the desk: the codes of ``packs/en/desk.toml``.
    reasons: Mapping[str, int] = {}
    #: Rules broken by canned replies, where any were given.
    canned: Mapping[str, int] = {}
    pain: Mapping[str, tuple[Pain, ...]]


def report(past: Iterable[Row], outcomes: Iterable[Row]) -> Report:
    """The report of the rows of the tables ``past`` and ``outcomes``."""
    tickets, ended = list(past), list(outcomes)
    judged = [row for row in ended if row["outcome"]]
    fates = Counter(row["outcome"] for row in judged)
    replied = [row for row in ended if row["answered"] is not None]
    felt = [row for row in ended if row["first_feeling"] or row["last_feeling"]]
    return Report(
        tickets=len(tickets),
        small=len(tickets) < SMALL,
        suggestions={name: Share(count=fates[name], of=len(judged)) for name in ("used", "edited", "dismissed")},
        asked_again=Share(count=sum(row["asked_again"] > 0 for row in replied), of=len(replied)),
        repeat_contacts=Share(count=sum(bool(row["repeat"]) for row in tickets), of=len(tickets)),
        calmer=Share(count=sum(row["last_feeling"] < row["first_feeling"] for row in felt), of=len(felt)),
        more_upset=Share(count=sum(row["last_feeling"] > row["first_feeling"] for row in felt), of=len(felt)),
        first_reply_seconds=median(row["answered"] for row in replied) if replied else None,
        rules=dict(Counter(rule for row in ended for rule in row["rules"].split()).most_common()),
        reasons=dict(Counter(row["reason"] for row in ended if row.get("reason")).most_common()),
        pain={name: tuple(_pain(tickets, name)) for name in ("department", "site", "model", "application")},
    )


def _pain(tickets: Sequence[Row], name: str) -> list[Pain]:
    """Topics that came up three times or were opened again; the most tickets first."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tickets:
        if row[name] and row["topic"]:
            groups[row[name], row["topic"]].append(row)
    found = [
        Pain(
            value=value,
            topic=topic,
            count=len(rows),
            reopened=sum(row["reopened"] for row in rows),
            users=len({row["user"] for row in rows}),
            tickets=tuple(row["ticket"] for row in rows),
        )
        for (value, topic), rows in groups.items()
        if len(rows) > 2 or any(row["reopened"] for row in rows)
    ]
    return sorted(found, key=lambda one: (-one.count, -one.reopened, one.value, one.topic))[:MOST]


def halves(past: Iterable[Row], outcomes: Iterable[Row], date: datetime) -> tuple[Report, Report]:
    """The reports of the tickets opened before a date and from then on; an outcome goes with its ticket. Tickets
    without a date are left out."""
    sides: tuple[list[Row], list[Row]] = ([], [])
    for row in past:
        if (opened := moment(row["opened"])) is not None:
            sides[opened >= date].append(row)
    ended = list(outcomes)
    return tuple(report(side, _of(side, ended)) for side in sides)  # type: ignore[return-value]


def _of(tickets: Iterable[Row], outcomes: Iterable[Row]) -> list[Row]:
    keys = {(row["user"], row["ticket"]) for row in tickets}
    return [row for row in outcomes if (row["user"], row["ticket"]) in keys]


def wait(seconds: float | None) -> str:
    """A time as people read it."""
    if seconds is None:
        return "none yet"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def many(count: int, one: str, more: str) -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else more}"
