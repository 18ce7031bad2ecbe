"""The database of the durable queue: its engine, its transactions and its clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.event import listens_for
from sqlalchemy.exc import SQLAlchemyError

from empathkit.errors import StorageUnavailable
from empathkit.memory.sql import engine_url, quiet_engine

#: Seconds a writer waits for another process on SQLite.
_PATIENCE = 30


class Database:
    """Transactions that raise StorageUnavailable for whatever the database says.

    ``clock`` gives UNIX seconds in tests; otherwise PostgreSQL's own clock counts, so that hosts need not agree on
    the time, and with SQLite that of the one host there is.
    """

    def __init__(self, url: str, clock: Callable[[], float] | None = None) -> None:
        self.engine = _engine(url)
        self.postgres = self.engine.dialect.name == "postgresql"
        self._clock = clock
        # SQLite has one writer, and waiting for it in line is faster than asking again and again.
        self._turn: AbstractContextManager[Any] = nullcontext() if self.postgres else threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; on SQLite it holds the file from its beginning, and is on disk at its end."""
        with self._turn, self._reaching(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees what is committed and keeps nobody from writing."""
        with self._reaching(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def now(self, connection: Connection) -> float:
        """UNIX seconds."""
        if self._clock is not None:
            return self._clock()
        if self.postgres:
            return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())
        return time.time()

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An insert that knows what to do on conflict."""
        return postgresql.insert(table) if self.postgres else sqlite.insert(table)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            shown = self.engine.url.render_as_string(hide_password=True)
            # What the database says could hold values.
            raise StorageUnavailable(f"the database {shown} does not do its work ({type(error).__name__})") from error


def _engine(url: str) -> Engine:
    target = engine_url(url)
    if target.get_backend_name() != "sqlite":
        return quiet_engine(target, pool_pre_ping=True)
    engine = quiet_engine(target, connect_args={"timeout": _PATIENCE, "isolation_level": None})

    @listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL").close()
        connection.execute("PRAGMA synchronous=FULL").close()

    @listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
