"""What troubles others where somebody works: their department, their site, their model of device. Needs the extra
``server``.

Only the latest tickets of each place are looked at, so that it takes the same time however many there are.
"""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, bindparam, func, literal, select, union_all

from empathkit.memory import schema
from empathkit.memory.keeping import AROUND, PEOPLE, Place
from empathkit.models import Around


def others(connection: Connection, user: str, places: Place, since: str) -> tuple[Around, ...]:
    """Topics that at least :data:`PEOPLE` others had since a date, by place, the most people first."""
    named = {what: value for what, value in places._asdict().items() if value}
    if not named:
        return ()
    rows = connection.execute(_wanted(*named), {**named, "user": user, "since": since}).all()
    found = (
        Around(
            what=row.what, value=named[row.what], topic=row.topic, people=row.people,
            tickets=tuple(sorted(row.tickets.split("\n"))),
        )
        for row in rows
    )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.people, one.what, one.topic)))


def _latest(what: str) -> Select[Any]:
    past = schema.past.c
    place = past[what] == bindparam(what)
    latest = (
        select(past.topic, past.user, past.ticket)
        .where(place, past.opened >= bindparam("since"), past.user != bindparam("user"), past.topic.is_not(None))
        .order_by(past.opened.desc())
        .limit(AROUND)
        .subquery()
    )
    people = func.count(latest.c.user.distinct())
    return (
        select(
            literal(what).label("what"),
            latest.c.topic,
            people.label("people"),
            func.aggregate_strings(latest.c.ticket, "\n").label("tickets"),
        )
        .group_by(latest.c.topic)
        .having(people >= PEOPLE)
    )


@functools.cache
def _wanted(*places: str) -> CompoundSelect[Any]:
    return union_all(*(_latest(what) for what in places))
