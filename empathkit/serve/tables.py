"""The tables of the durable queue. Their rows hold ids, times and reasons, never words of a ticket."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Double, Index, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.schema import CreateIndex, CreateTable

from empathkit.errors import ConfigurationError
from empathkit.memory.schema import alone

#: Counts up with every change of the tables. A change only adds, so that two versions can run side by side.
VERSION = 1

metadata = MetaData()

schema = Table("empathkit_queue_schema", metadata, Column("version", Integer, nullable=False))

#: The calls that were taken, to know them when they come again. ``taken`` is in UNIX seconds, as are all times here.
deliveries = Table(
    "empathkit_deliveries",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("delivery", Text, primary_key=True),
    Column("taken", Double, nullable=False),
)

#: One row for each ticket somebody waits for. ``wanted`` counts its events, ``claimed`` is the count when a worker
#: took it; ``takes`` counts the times it was taken without an end.
tickets = Table(
    "empathkit_tickets",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("ticket", Text, primary_key=True),
    Column("task", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("first", Double, nullable=False),
    Column("last", Double, nullable=False),
    Column("settled", Double, nullable=False),
    Column("due", Double, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("takes", Integer, nullable=False),
    Column("worker", Text),
    Column("until", Double),
    Column("claimed", Integer),
    Column("parked", Text),
)

#: Sites nothing is asked of before a time, because they said so.
holds = Table(
    "empathkit_holds",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("until", Double, nullable=False),
)

Index("empathkit_tickets_due", tickets.c.priority, tickets.c.due)
Index("empathkit_deliveries_taken", deliveries.c.taken)


def prepare(connection: Connection) -> None:
    """Create what is missing. Raises ConfigurationError for tables of a newer version."""
    alone(connection, schema.name)
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
    version = connection.execute(select(schema.c.version)).scalar()
    if version is None:
        connection.execute(insert(schema).values(version=VERSION))
    elif version > VERSION:
        raise ConfigurationError(
            f"the database has queue tables of version {version}, this EmpathKit knows {VERSION}: update EmpathKit"
        )
