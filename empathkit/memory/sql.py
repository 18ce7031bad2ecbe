"""Memory in a database: SQLite by default, PostgreSQL for several hosts. Needs the extra ``server``."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    create_engine,
    event,
    literal,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from empathkit.errors import ConfigurationError, StorageUnavailable
from empathkit.memory import holdings, schema, waiting, writing
from empathkit.memory.around import others
from empathkit.memory.keeping import (
    GREETING,
    TICKETS,
    Kept,
    Past,
    past_ticket,
    place,
    since,
    storable,
    user_key,
    worth_keeping,
)
from empathkit.models import Known, PastTicket, Preference, Remembered, Suggestion, Ticket
from empathkit.text.words import fingerprint

#: Seconds a writer waits for another one on SQLite.
_PATIENCE = 30


class SqlMemory:
    """Implements :class:`empathkit.ports.Memory`. Opening it creates its tables. Raises ConfigurationError when
    the database can't be opened."""

    def __init__(self, url: str) -> None:
        target = engine_url(url)
        try:
            self._engine = _engine(target)
            with self._engine.begin() as connection:
                schema.prepare(connection)
        except (SQLAlchemyError, ModuleNotFoundError, OSError) as error:
            raise ConfigurationError(_cannot_open(target, error)) from error

    def recall(self, ticket: Ticket) -> Remembered:
        """What is held of this user; nothing where the requester has no id."""
        user = user_key(ticket)
        if user is None:
            return Remembered()
        with self._reaching(), self._engine.connect() as connection:
            known, preferences, phrases = _lasting(connection, user)
            history = tuple(_history(connection, user, storable(ticket.key)))
            first = since(ticket)
            around = others(connection, user, place(ticket), first) if first else ()
        return Remembered(known=known, preferences=preferences, phrases=phrases, history=history, around=around)

    def remember(self, ticket: Ticket, suggestion: Suggestion) -> None:
        """Keep what is worth keeping, in one transaction; the newest statement of a thing wins. Raises
        StorageUnavailable."""
        user = user_key(ticket)
        if user is not None:
            self.keep([(user, worth_keeping(ticket, suggestion))])
        with self.connected() as connection:
            fresh = waiting.keep(connection, ticket, suggestion, time.time())
        if user is not None:
            sentences = suggestion.draft.sentences if suggestion.draft else ()
            told = [fingerprint(one.text) for one in sentences if one.move != GREETING]
            unmarked = {"marked": None, "reason": None} if fresh else {}
            self.note(ticket, {"sentences": " ".join(told), **unmarked})

    def keep(self, found: Iterable[tuple[str, Kept]], *, reached: tuple[str, int] | None = None) -> None:
        """Keep what was found of several users, and how many lines of a source were ``reached`` with it, all or
        nothing. Raises StorageUnavailable."""
        with self._reaching(), self._engine.begin() as connection:
            writing.write(connection, found, time.time())
            if reached is not None:
                source, lines = reached
                writing.upsert(connection, schema.progress, [{"source": source, "lines": lines}])

    def refresh_statistics(self) -> None:
        """Let the database count anew what it holds, so that it finds the short way after much was written."""
        with self._reaching(), self._engine.begin() as connection:
            for table in schema.OF_USERS:
                connection.execute(text(f"ANALYZE {table.name}"))

    def reached(self, source: str) -> int:
        """How many lines of a source were kept before."""
        with self._reaching(), self._engine.connect() as connection:
            lines = select(schema.progress.c.lines).where(schema.progress.c.source == source)
            return connection.execute(lines).scalar() or 0

    def suggested(self, ticket: Ticket) -> tuple[str, ...]:
        """Fingerprints of the sentences that were suggested last for a ticket."""
        user = user_key(ticket)
        table = schema.outcomes
        with self._reaching(), self._engine.connect() as connection:
            row = select(table.c.sentences).where(table.c.user == user, table.c.ticket == storable(ticket.key))
            return tuple((connection.execute(row).scalar() or "").split())

    def note(self, ticket: Ticket, values: Mapping[str, Any]) -> None:
        """Keep what became of a suggestion: columns of the table ``outcomes``. Raises StorageUnavailable."""
        user = user_key(ticket)
        if user is None or not ticket.key:
            return
        with self._reaching(), self._engine.begin() as connection:
            schema.alone(connection, user)
            if not holdings.has_opted_out(connection, user):
                writing.note(
                    connection, {"user": user, "ticket": storable(ticket.key)}, {**values, "kept": time.time()}
                )

    def figures(self) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        """The rows a report is made of: earlier tickets, and what became of suggestions."""
        with self._reaching(), self._engine.connect() as connection:
            past = connection.execute(select(schema.past).order_by(schema.past.c.user, schema.past.c.ticket))
            ended = connection.execute(select(schema.outcomes))
            return [dict(row) for row in past.mappings()], [dict(row) for row in ended.mappings()]

    def held(self, name: str) -> dict[str, list[dict[str, Any]]]:
        """All that is held of somebody, by what it is; see :mod:`empathkit.memory.holdings`."""
        with self._reaching(), self._engine.connect() as connection:
            return holdings.held(connection, name)

    def forget(self, name: str, *, for_good: bool = False) -> dict[str, int]:
        """Delete all that is held of somebody, from the file too; how much there was. ``for_good``: keep nothing of
        them again."""
        with self._reaching():
            with self._engine.begin() as connection:
                if for_good:
                    for user in {name, *holdings.users(connection, name)}:
                        holdings.opt_out(connection, user)
                deleted = holdings.forget(connection, name)
            holdings.scrub(self._engine)
        return deleted

    def sweep(self, days: float) -> int:
        """Delete what was kept longer ago than so many days; how many rows."""
        with self._reaching(), self._engine.begin() as connection:
            return holdings.sweep(connection, time.time() - days * 86400)

    def ping(self) -> None:
        """Ask the database for a sign of life. Raises StorageUnavailable."""
        with self._reaching(), self._engine.connect() as connection:
            connection.execute(select(schema.schema.c.version))

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A transaction of the memory's database. Raises StorageUnavailable."""
        with self._reaching(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise StorageUnavailable(_cannot_open(self._engine.url, error)) from error

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def engine_url(url: str) -> URL:
    """The URL for SQLAlchemy: ``postgresql://`` and ``postgres://`` mean psycopg 3. Raises ConfigurationError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(
            "EMPATHKIT_DATABASE_URL is not a database URL, such as sqlite:///empathkit.db or postgresql://user@host/name"
        ) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def quiet_engine(url: URL, **options: Any) -> Engine:
    """An engine that logs no values and no rows, whatever level the log of SQLAlchemy is set to."""
    for name in ("sqlalchemy.engine.Engine.empathkit", "sqlalchemy.pool.impl.QueuePool.empathkit"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return create_engine(url, hide_parameters=True, logging_name="empathkit", pool_logging_name="empathkit", **options)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return quiet_engine(url, pool_pre_ping=True)
    engine = quiet_engine(url, connect_args={"timeout": _PATIENCE})

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL").close()
        connection.execute("PRAGMA secure_delete=ON").close()

    return engine


def _cannot_open(url: URL, error: Exception) -> str:
    shown = url.render_as_string(hide_password=True)
    if isinstance(error, ModuleNotFoundError):
        remedy = 'pip install ".[postgres]" in the checkout' if error.name == "psycopg" else "it is not installed"
        return f"the database {shown} of EMPATHKIT_DATABASE_URL needs the package {error.name}: {remedy}"
    return f"the database {shown} can't be opened ({type(error).__name__}): check EMPATHKIT_DATABASE_URL and its rights"


Lasting = tuple[tuple[Known, ...], tuple[Preference, ...], tuple[str, ...]]


def _lasting(connection: Connection, user: str) -> Lasting:
    """Facts, preferences and phrases of a user, in one query: the way to the database is what costs."""
    rows = connection.execute(_LASTING, {"user": user}).all()
    known = [Known(kind=row.name, value=row.value, source=row.source, as_of=row.as_of) for row in rows if row.what == 1]
    wishes = [
        Preference(name=row.name, value=row.value, source=row.source, basis="said") for row in rows if row.what == 2
    ]
    phrases = sorted((row for row in rows if row.what == 3), key=lambda row: -row.rank)
    return (
        tuple(sorted(known, key=lambda one: (one.kind, one.value))),
        tuple(sorted(wishes, key=lambda one: one.name)),
        tuple(row.name for row in phrases),
    )


def _of_user(what: int, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(literal(what).label("what"), *columns).where(table.c.user == bindparam("user"))


def _nothing(name: str, kind: type[Text] | type[Integer]) -> ColumnElement[Any]:
    return cast(null(), kind).label(name)


_LASTING = union_all(
    _of_user(
        1, schema.known, schema.known.c.kind.label("name"), schema.known.c.value, schema.known.c.source,
        schema.known.c.as_of, _nothing("rank", Integer),
    ),
    _of_user(
        2, schema.preferences, schema.preferences.c.name, schema.preferences.c.value, schema.preferences.c.source,
        _nothing("as_of", Text), _nothing("rank", Integer),
    ),
    _of_user(
        3, schema.phrases, schema.phrases.c.phrase, _nothing("value", Text), _nothing("source", Text),
        _nothing("as_of", Text), schema.phrases.c.rank,
    ),
)  # fmt: skip


def _history(connection: Connection, user: str, ticket: str) -> Iterable[PastTicket]:
    table = schema.past
    rows = connection.execute(
        select(table)
        .where(table.c.user == user, table.c.ticket != ticket)
        .order_by(table.c.opened.desc().nulls_last(), table.c.ticket)
        .limit(TICKETS)
    )
    fields = Past._fields
    return [past_ticket(Past(**{name: getattr(row, name) for name in fields})) for row in rows]
