"""Rows into the tables of the memory, many at once. What is newer wins; what was known never gives way to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from empathkit.memory import holdings, schema
from empathkit.memory.keeping import PHRASES, Kept

Row = dict[str, Any]

#: What stands in a row of ``outcomes`` before anything is known.
_UNTOLD: Mapping[str, Any] = {
    "sentences": "", "outcome": None, "asked_again": 0, "repeat": 0, "first_feeling": 0, "last_feeling": 0,
    "answered": None, "rules": "",
}  # fmt: skip


def write(connection: Connection, found: Iterable[tuple[str, Kept]], now: float) -> None:
    """Keep what was found of several users, those who opted out apart. Rows are sorted, so that two writers never wait
    for each other in a circle."""
    sorted_found = sorted(found, key=lambda one: one[0])
    out = holdings.opted_out_of(connection, {user for user, _ in sorted_found})
    kept = [(user, one) for user, one in sorted_found if user not in out]
    for user in dict.fromkeys(user for user, one in kept if one.phrases):
        schema.alone(connection, user)
    for table, rows in _rows(kept, now).items():
        upsert(connection, table, rows)
    for user, one in kept:
        if one.phrases:
            _keep_phrases(connection, user, one.phrases)


def _rows(kept: Sequence[tuple[str, Kept]], now: float) -> Mapping[Table, list[Row]]:
    return {
        schema.known: [
            {"user": user, **fact.model_dump(include={"kind", "value", "source", "as_of"}), "kept": now}
            for user, one in kept
            for fact in one.known
        ],
        schema.preferences: [
            {"user": user, "name": wish.name, "value": wish.value, "source": wish.source, "kept": now}
            for user, one in kept
            for wish in one.preferences
        ],
        schema.past: [
            {"user": user, **past._asdict(), "repeat": int(past.repeat), "kept": now}
            for user, one in kept
            for past in one.past
        ],
    }  # fmt: skip


def upsert(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows, or bring those that are there up to date."""
    if not rows:
        return
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    new = statement.excluded
    keys = [column.name for column in table.primary_key]
    values = {name: _newer(table.c[name], new[name]) for name in rows[0] if name not in keys}
    older = (
        or_(table.c.as_of.is_(None), new.as_of.is_(None), new.as_of >= table.c.as_of) if "as_of" in table.c else None
    )
    rows.sort(key=lambda row: tuple(row[name] for name in keys))
    connection.execute(
        statement.on_conflict_do_update(index_elements=table.primary_key, set_=values, where=older), rows
    )


def _newer(old: Column[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    """A count of what happened to a ticket never goes back."""
    if old.name in {"reopened", "reassigned"}:
        return case((new > old, new), else_=old)
    return func.coalesce(new, old)


def _keep_phrases(connection: Connection, user: str, used: Sequence[str]) -> None:
    table = schema.phrases
    connection.execute(delete(table).where(table.c.user == user, table.c.phrase.in_(used)))
    last = connection.execute(select(func.max(table.c.rank)).where(table.c.user == user)).scalar() or 0
    rows = [{"user": user, "phrase": phrase, "rank": rank} for rank, phrase in enumerate(used, last + 1)]
    connection.execute(insert(table), rows)
    newest = select(table.c.rank).where(table.c.user == user).order_by(table.c.rank.desc()).offset(PHRASES - 1).limit(1)
    oldest = connection.execute(newest).scalar()
    if oldest is not None:
        connection.execute(delete(table).where(table.c.user == user, table.c.rank < oldest))


def note(connection: Connection, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """What became of a suggestion: only what is told changes, and what an agent said of it stands."""
    table = schema.outcomes
    same = [table.c[name] == value for name, value in key.items()]
    told: Row = {**values}
    if "outcome" in values and "marked" not in values:
        told["outcome"] = func.coalesce(table.c.marked, values["outcome"])
    if not connection.execute(update(table).where(*same).values(**told)).rowcount:
        connection.execute(insert(table).values(**key, **{**_UNTOLD, **values}))
