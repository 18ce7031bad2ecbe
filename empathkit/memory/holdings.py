"""All that is held of a person, and letting go of it. Needs the extra ``server``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, insert, or_, select, text, union

from empathkit.memory import schema

#: Why each table's rows are held.
WHY: Mapping[str, str] = {
    "known": "said in a ticket, so that nobody has to ask again",
    "preferences": "said in a ticket, so that replies reach them as they like",
    "phrases": "fingerprints of sentences suggested to them, so that none comes twice; they can't be read back",
    "past": "what their tickets were about and how they ended, to see what costs them time",
    "outcomes": "what became of suggestions, as counts and fingerprints",
    "waiting": "which of their tickets have a suggestion that waits at the desk",
}


def users(connection: Connection, name: str) -> list[str]:
    """The keys under which somebody is held: ``requester.id`` as it is, or with its platform before it."""
    wanted = union(*(select(table.c.user).where(_named(table, name)) for table in schema.OF_USERS))
    return sorted(connection.execute(wanted).scalars())


def held(connection: Connection, name: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of somebody, by what it is."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in schema.OF_USERS:
        rows = connection.execute(select(table).where(_named(table, name)).order_by(*table.primary_key))
        found[short(table)] = [dict(row) for row in rows.mappings()]
    return found


def forget(connection: Connection, name: str) -> dict[str, int]:
    """Delete every row of somebody; how many there were, by what they were."""
    return {
        short(table): connection.execute(delete(table).where(_named(table, name))).rowcount for table in schema.OF_USERS
    }


def opt_out(connection: Connection, user: str) -> None:
    """Keep nothing of this user from now on. Only a hash is held to know them by."""
    if not has_opted_out(connection, user):
        connection.execute(insert(schema.opted_out).values(user=_hash(user)))


def has_opted_out(connection: Connection, user: str) -> bool:
    """Whether nothing may be kept of this user; also where they opted out by their id alone."""
    return user in opted_out_of(connection, {user})


def opted_out_of(connection: Connection, users: Iterable[str]) -> set[str]:
    """Those of many users who opted out."""
    names = {user: {_hash(user), _hash(user.partition(":")[2])} for user in users}
    wanted = sorted(set().union(*names.values()))
    found = set(
        connection.execute(select(schema.opted_out.c.user).where(schema.opted_out.c.user.in_(wanted))).scalars()
    )
    return {user for user, marks in names.items() if marks & found}


def scrub(engine: Engine) -> None:
    """Take what was deleted out of the file too: SQLite leaves it in free pages and in the log it writes ahead,
    PostgreSQL in rows nobody sees."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            connection.execute(text("VACUUM"))
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        else:
            for table in schema.OF_USERS:
                connection.execute(text(f"VACUUM FULL {table.name}"))


def sweep(connection: Connection, before: float) -> int:
    """Delete what was kept before a time in UNIX seconds; how many rows."""
    dated = [table for table in schema.OF_USERS if "kept" in table.c]
    return sum(connection.execute(delete(table).where(table.c.kept < before)).rowcount for table in dated)


def short(table: Table) -> str:
    """A table's name for people."""
    return table.name.removeprefix("empathkit_")


def _named(table: Table, name: str) -> ColumnElement[bool]:
    return or_(table.c.user == name, table.c.user.endswith(f":{name}", autoescape=True))


def _hash(user: str) -> str:
    return hashlib.sha256(f"empathkit opted out:{user}".encode("utf-8", "surrogatepass")).hexdigest()
