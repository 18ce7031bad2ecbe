"""The desk's book: what waits, what became of it, and what people want changed of what is held of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from empathkit.memory import holdings, schema, waiting, writing
from empathkit.memory.keeping import LONGEST, storable, user_key
from empathkit.memory.sql import SqlMemory
from empathkit.memory.waiting import Cursor, Mark, Row
from empathkit.models import Ticket


class Book:
    """What the desk's pages ask of a memory. Every method raises StorageUnavailable."""

    def __init__(self, memory: SqlMemory) -> None:
        self.memory = memory

    def page(self, size: int, after: Cursor | None = None, *, done: bool = False) -> Sequence[Row]:
        """A page of what waits, or of what is done."""
        with self.memory.connected() as connection:
            return (waiting.done if done else waiting.page)(connection, size, after)

    def find(self, platform: str, ticket: str) -> Row | None:
        """What is kept of a ticket."""
        with self.memory.connected() as connection:
            return waiting.find(connection, platform, ticket)

    def platforms_of(self, ticket: str) -> list[str]:
        """Where a ticket of this key has been at the desk."""
        with self.memory.connected() as connection:
            return waiting.platforms_of(connection, ticket)

    def counts(self) -> Mapping[str, int]:
        """How many there are, by state."""
        with self.memory.connected() as connection:
            return waiting.counts(connection)

    def settle(self, ticket: Ticket) -> None:
        """An agent has answered this ticket."""
        with self.memory.connected() as connection:
            waiting.settle(connection, ticket.platform or "", ticket.key)

    def mark(self, platform: str, ticket: str, became: Mark, reason: str | None = None) -> bool:
        """What an agent said became of the suggestion; False where there is none."""
        with self.memory.connected() as connection:
            return waiting.mark(connection, platform, ticket, became, reason, time.time())

    def prefer(self, ticket: Ticket, name: str, value: str | None, source: str) -> bool:
        """Keep how somebody likes to be dealt with, or no longer; False where nothing may be kept of them."""
        user = user_key(ticket)
        with self.memory.connected() as connection:
            if user is None or holdings.has_opted_out(connection, user):
                return False
            table = schema.preferences
            if value is None:
                connection.execute(delete(table).where(table.c.user == user, table.c.name == name))
            else:
                row = {"user": user, "name": name, "value": storable(value)[:LONGEST], "source": source}
                writing.upsert(connection, table, [{**row, "kept": time.time()}])
        return True
