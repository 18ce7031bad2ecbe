"""Memory in a database: SQLite by default, PostgreSQL for several hosts. Needs the extra ``server``."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, delete, event, func, insert, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from empathkit.errors import ConfigurationError, StorageUnavailable
from empathkit.memory import holdings, schema
from empathkit.memory.keeping import (
    GREETING,
    PHRASES,
    TICKETS,
    Kept,
    Past,
    past_ticket,
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
            return Remembered(
                known=tuple(_facts(connection, user)),
                preferences=tuple(_preferences(connection, user)),
                phrases=tuple(_phrases(connection, user)),
                history=tuple(_history(connection, user, storable(ticket.key))),
            )

    def remember(self, ticket: Ticket, suggestion: Suggestion) -> None:
        """Keep what is worth keeping, in one transaction; the newest statement of a thing wins. Raises
        StorageUnavailable."""
        user = user_key(ticket)
        if user is not None:
            self.keep([(user, worth_keeping(ticket, suggestion))])
            sentences = suggestion.draft.sentences if suggestion.draft else ()
            told = [fingerprint(one.text) for one in sentences if one.move != GREETING]
            self.note(ticket, {"sentences": " ".join(told)})

    def keep(self, found: Iterable[tuple[str, Kept]], *, reached: tuple[str, int] | None = None) -> None:
        """Keep what was found of several users, and how many lines of a source were ``reached`` with it, all or
        nothing. Raises StorageUnavailable."""
        now = time.time()
        by_user = sorted(found, key=lambda one: one[0])  # so that two writers never wait for each other in a circle
        with self._reaching(), self._engine.begin() as connection:
            for user, kept in by_user:
                schema.alone(connection, user)
                if not holdings.has_opted_out(connection, user):
                    _keep(connection, user, kept, now)
            if reached is not None:
                source, lines = reached
                _replace(connection, schema.progress, {"source": source}, {"lines": lines})

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
                _note(connection, {"user": user, "ticket": storable(ticket.key)}, {**values, "kept": time.time()})

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


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})

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


def _facts(connection: Connection, user: str) -> Iterable[Known]:
    table = schema.known
    rows = connection.execute(select(table).where(table.c.user == user))
    facts = [Known(kind=row.kind, value=row.value, source=row.source, as_of=row.as_of) for row in rows]
    return sorted(facts, key=lambda one: (one.kind, one.value))


def _preferences(connection: Connection, user: str) -> Iterable[Preference]:
    table = schema.preferences
    rows = connection.execute(select(table).where(table.c.user == user))
    return sorted(
        (Preference(name=row.name, value=row.value, source=row.source, basis="said") for row in rows),
        key=lambda one: one.name,
    )


def _phrases(connection: Connection, user: str) -> Iterable[str]:
    table = schema.phrases
    return connection.execute(
        select(table.c.phrase).where(table.c.user == user).order_by(table.c.rank.desc())
    ).scalars()


#: What stands in a row of ``outcomes`` before anything is known.
_UNTOLD: Mapping[str, Any] = {
    "sentences": "", "outcome": None, "asked_again": 0, "repeat": 0, "first_feeling": 0, "last_feeling": 0,
    "answered": None, "rules": "",
}  # fmt: skip


def _note(connection: Connection, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    table = schema.outcomes
    same = [table.c[name] == value for name, value in key.items()]
    if not connection.execute(update(table).where(*same).values(**values)).rowcount:
        connection.execute(insert(table).values(**key, **{**_UNTOLD, **values}))


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


def _keep(connection: Connection, user: str, kept: Kept, now: float) -> None:
    # A write comes first: on SQLite a transaction that begins with a read can't always become a writer.
    connection.execute(
        delete(schema.phrases).where(schema.phrases.c.user == user, schema.phrases.c.phrase.in_(kept.phrases))
    )
    for fact in kept.known:
        row = {"user": user, "kind": fact.kind, "value": fact.value}
        _replace(connection, schema.known, row, {"source": fact.source, "as_of": fact.as_of, "kept": now})
    for wish in kept.preferences:
        _replace(
            connection,
            schema.preferences,
            {"user": user, "name": wish.name},
            {"value": wish.value, "source": wish.source, "kept": now},
        )
    for one in kept.past:
        fields = one._asdict() | {"repeat": int(one.repeat), "kept": now}
        _replace(connection, schema.past, {"user": user, "ticket": fields.pop("ticket")}, fields)
    _keep_phrases(connection, user, kept.phrases)


def _keep_phrases(connection: Connection, user: str, used: Iterable[str]) -> None:
    table = schema.phrases
    last = connection.execute(select(func.max(table.c.rank)).where(table.c.user == user)).scalar() or 0
    for rank, phrase in enumerate(used, last + 1):
        connection.execute(insert(table).values(user=user, phrase=phrase, rank=rank))
    newest = select(table.c.rank).where(table.c.user == user).order_by(table.c.rank.desc()).offset(PHRASES - 1).limit(1)
    oldest = connection.execute(newest).scalar()
    if oldest is not None:
        connection.execute(delete(table).where(table.c.user == user, table.c.rank < oldest))


def _replace(connection: Connection, table: Table, key: dict[str, Any], rest: dict[str, Any]) -> None:
    connection.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
    connection.execute(insert(table).values(**key, **rest))
