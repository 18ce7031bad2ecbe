"""The tables of the memory, their version, and the way from an older one. Needs the extra ``server``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Connection, Double, Index, Integer, MetaData, Table, Text, insert, inspect, select, text
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from empathkit.errors import ConfigurationError

#: Counts up with every change of the tables. A change only adds, so that an older version can still work beside.
VERSION = 5

metadata = MetaData()

schema = Table("empathkit_schema", metadata, Column("version", Integer, nullable=False))

#: ``kept`` is when a row was written, in UNIX seconds, here and below; 0 for rows of version 1.
known = Table(
    "empathkit_known",
    metadata,
    Column("user", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("as_of", Text),
    Column("kept", Double, nullable=False, server_default="0"),
)

preferences = Table(
    "empathkit_preferences",
    metadata,
    Column("user", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kept", Double, nullable=False, server_default="0"),
)

#: ``rank`` counts up per user: the highest is the phrase used last.
phrases = Table(
    "empathkit_phrases",
    metadata,
    Column("user", Text, primary_key=True),
    Column("phrase", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
)

#: What is remembered of tickets; see :class:`empathkit.memory.keeping.Past`.
past = Table(
    "empathkit_past",
    metadata,
    Column("user", Text, primary_key=True),
    Column("ticket", Text, primary_key=True),
    Column("topic", Text),
    Column("opened", Text),
    Column("resolved", Text),
    Column("reopened", Integer, nullable=False),
    Column("reassigned", Integer, nullable=False, server_default="0"),
    Column("resolution", Text),
    Column("department", Text),
    Column("site", Text),
    Column("model", Text),
    Column("application", Text),
    Column("repeat", Integer, nullable=False),
    Column("digest", Text),
    Column("manner", Text),
    Column("kept", Double, nullable=False),
)

#: What became of a suggestion; see :mod:`empathkit.insight.outcomes`. ``sentences`` are fingerprints; ``marked`` is
#: what an agent said became of it, which goes before what was told from the conversation, and ``reason`` why.
outcomes = Table(
    "empathkit_outcomes",
    metadata,
    Column("user", Text, primary_key=True),
    Column("ticket", Text, primary_key=True),
    Column("sentences", Text, nullable=False),
    Column("outcome", Text),
    Column("asked_again", Integer, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("first_feeling", Integer, nullable=False),
    Column("last_feeling", Integer, nullable=False),
    Column("answered", Double),
    Column("rules", Text, nullable=False),
    Column("kept", Double, nullable=False),
    Column("marked", Text),
    Column("reason", Text),
)

#: The tickets whose suggestion waits at the desk, and those it is done with; see :mod:`empathkit.memory.waiting`.
#: ``user`` is empty for somebody who is not remembered: then the row holds no more than the ticket's key.
waiting = Table(
    "empathkit_waiting",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("ticket", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("later", Integer, nullable=False),
    Column("topic", Text),
    Column("situation", Text),
    Column("level", Integer, nullable=False),
    Column("draft", Integer, nullable=False),
    Column("made", Double, nullable=False),
    Column("kept", Double, nullable=False),
)
Index("empathkit_waiting_queue", waiting.c.state, waiting.c.later, waiting.c.made, waiting.c.platform, waiting.c.ticket)
Index("empathkit_waiting_user", waiting.c.user)

#: Who asked not to be remembered, as a hash: nothing of theirs is kept again.
opted_out = Table("empathkit_opted_out", metadata, Column("user", Text, primary_key=True))

#: How far a backfill has come, by a hash of its source.
progress = Table(
    "empathkit_progress",
    metadata,
    Column("source", Text, primary_key=True),
    Column("lines", Integer, nullable=False),
)

for _place in (past.c.department, past.c.site, past.c.model):
    Index(f"empathkit_past_{_place.name}", _place, past.c.opened, past.c.user, past.c.topic, past.c.ticket)

#: The tables with rows of a user.
OF_USERS = (known, preferences, phrases, past, outcomes, waiting)


def prepare(connection: Connection) -> None:
    """Create what is missing, in the transaction at hand. Raises ConfigurationError for tables of a newer version."""
    alone(connection, schema.name)
    connection.execute(CreateTable(schema, if_not_exists=True))
    version = connection.execute(select(schema.c.version)).scalar()
    if version == VERSION:
        return
    if version is not None and version > VERSION:
        raise ConfigurationError(
            f"the database has tables of version {version}, this EmpathKit knows {VERSION}: update EmpathKit"
        )
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for column in _missing(connection, table):
            added = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {added}"))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
    if version is None:
        connection.execute(insert(schema).values(version=VERSION))
    else:
        connection.execute(schema.update().values(version=VERSION))


def _missing(connection: Connection, table: Table) -> Iterator[Column[object]]:
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    return (column for column in table.columns if column.name not in there)


def alone(connection: Connection, name: str) -> None:
    """Let one transaction at a time work under this name. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
