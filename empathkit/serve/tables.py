"""The tables of the durable queue. Their rows hold ids, times and reasons, never words of a ticket."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Double, Index, Integer, MetaData, Table, Text, insert, inspect, select
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
    """Create what is missing. Tables that are there are not touched: making an index, even one that is there, waits for
    all who write, and lets nobody write meanwhile. Raises ConfigurationError for tables of a newer version."""
    if _version(connection) == VERSION:
        return
    alone(connection, schema.name)
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))
    version = _version(connection)
    if version is None:
        connection.execute(insert(schema).values(version=VERSION))
    elif version > VERSION:
        raise ConfigurationError(
            f"the database has queue tables of version {version}, this EmpathKit knows {VERSION}: update EmpathKit"
        )


def _version(connection: Connection) -> int | None:
    """What the tables say; they come last in the transaction that makes them, so they are all there with it."""
    if not inspect(connection).has_table(schema.name):
        return None
    return connection.execute(select(schema.c.version)).scalar()
