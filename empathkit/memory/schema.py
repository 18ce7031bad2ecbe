"""The tables of the memory, and their version. Needs the extra ``server``."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, insert, select, text
from sqlalchemy.schema import CreateTable

from empathkit.errors import ConfigurationError

#: Counts up with every change of the tables.
VERSION = 1

metadata = MetaData()

schema = Table("empathkit_schema", metadata, Column("version", Integer, nullable=False))

known = Table(
    "empathkit_known",
    metadata,
    Column("user", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("as_of", Text),
)

preferences = Table(
    "empathkit_preferences",
    metadata,
    Column("user", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("source", Text, nullable=False),
)

#: ``rank`` counts up per user: the highest is the phrase used last.
phrases = Table(
    "empathkit_phrases",
    metadata,
    Column("user", Text, primary_key=True),
    Column("phrase", Text, primary_key=True),
    Column("rank", Integer, nullable=False),
)


def prepare(connection: Connection) -> None:
    """Create what is missing, in the transaction at hand. Raises ConfigurationError for tables of a newer version."""
    alone(connection, schema.name)
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
    version = connection.execute(select(schema.c.version)).scalar()
    if version is None:
        connection.execute(insert(schema).values(version=VERSION))
    elif version > VERSION:
        raise ConfigurationError(
            f"the database has tables of version {version}, this EmpathKit knows {VERSION}: update EmpathKit"
        )


def alone(connection: Connection, name: str) -> None:
    """Let one transaction at a time work under this name. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
