"""What a ticket has beside words and people: files, approvals, articles, and how often its requester wrote lately.

All of it is asked for in the second round trip, and none of it is missed where the account may not read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from empathkit.errors import NotVisible, PermissionDenied, PlatformUnavailable, UnexpectedAnswer
from empathkit.models import Approval, Article, Attachment
from empathkit_servicenow import knowledge
from empathkit_servicenow.cells import Record, moment, shown, stored
from empathkit_servicenow.client import Client, count_url, url_of
from empathkit_servicenow.query import Query

T = TypeVar("T")
FILES = 20
APPROVERS = 20
DAYS = 30
FILE, APPROVER, INCIDENT = "sys_attachment", "sysapproval_approver", "incident"
_FILE_FIELDS = ("sys_id", "file_name", "size_bytes", "sys_created_on", "table_sys_id")
_APPROVER_FIELDS = ("sys_id", "sysapproval", "approver", "state", "sys_updated_on")
_DECISIONS = {"requested": "pending", "approved": "approved", "rejected": "declined"}
_STORED = "%Y-%m-%d %H:%M:%S"
_ABSENT = (NotVisible, PermissionDenied, UnexpectedAnswer)


class Beside:
    """Of one record: ``table`` is the one it lies in, ``person`` its requester's sys_id."""

    def __init__(self, record: Record, table: str, person: str | None) -> None:
        self._sys_id = stored(record, "sys_id")
        self._table = table
        self._asked = stored(record, "short_description")
        self._lately = _lately(person, stored(record, "opened_at") or stored(record, "sys_created_on"))

    def urls(self, client: Client) -> Iterator[str]:
        """The reads to be made ahead."""
        yield url_of(FILE, self._files_on(), _FILE_FIELDS, limit=FILES)
        yield url_of(APPROVER, self._asked_of(), _APPROVER_FIELDS, limit=APPROVERS)
        yield from knowledge.urls(client, self._asked)
        if self._lately:
            yield count_url(INCIDENT, self._lately)

    def files(self, client: Client) -> tuple[Attachment, ...]:
        """Names and sizes; what is in them is not read."""
        rows = _rows(client, FILE, self._files_on(), _FILE_FIELDS, FILES)
        return tuple(attachment(row) for row in rows if stored(row, "table_sys_id") == self._sys_id)

    def approvals(self, client: Client) -> tuple[Approval, ...]:
        """Who has to agree, and who did."""
        rows = _rows(client, APPROVER, self._asked_of(), _APPROVER_FIELDS, APPROVERS)
        return tuple(approvals(row for row in rows if stored(row, "sysapproval") == self._sys_id))

    def articles(self, client: Client) -> tuple[Article, ...]:
        """What the knowledge base has for the title; nothing where it does not answer."""
        try:
            return _if_any(lambda: knowledge.articles(client, self._asked), ())
        except PlatformUnavailable:
            return ()

    def lately(self, client: Client) -> int | None:
        """How many incidents the requester opened in the thirty days up to this one, by the instance's own count."""
        query = self._lately
        return _if_any(lambda: client.count(INCIDENT, query), None) if query else None

    def _files_on(self) -> Query:
        query = Query().where("table_name", "=", self._table).where("table_sys_id", "=", self._sys_id)
        return query.ordered("sys_created_on", "sys_id")

    def _asked_of(self) -> Query:
        return Query().refers("sysapproval", self._sys_id).ordered("sys_created_on", "sys_id")


def approvals(rows: Iterable[Record]) -> Iterator[Approval]:
    """One for each decision, those still awaited last; who was not asked or no longer is, is left out."""
    held: dict[str, list[Record]] = {"approved": [], "declined": [], "pending": []}
    for row in rows:
        if decision := _DECISIONS.get(stored(row, "state")):
            held[decision].append(row)
    for decision, given in held.items():
        if given:
            at = None if decision == "pending" else max(moment(row, "sys_updated_on") or "" for row in given) or None
            by = tuple(dict.fromkeys(name for row in given if (name := shown(row, "approver"))))
            yield Approval(decision=decision, by=by, at=at)


def attachment(row: Record) -> Attachment:
    """A file, by name and size."""
    size = stored(row, "size_bytes")
    return Attachment(
        name=stored(row, "file_name"), size=int(size) if size.isdecimal() else None, at=moment(row, "sys_created_on")
    )


def _lately(person: str | None, opened: str) -> Query | None:
    """The times are stored ones: the account's own zone must be GMT, as for polling."""
    try:
        at = datetime.strptime(opened, _STORED).replace(tzinfo=UTC)
        since = (at - timedelta(days=DAYS)).strftime(_STORED)
    except (ValueError, OverflowError):
        return None
    return Query().refers("caller_id", person).between("opened_at", since, opened) if person else None


def _rows(client: Client, table: str, query: Query, fields: Iterable[str], limit: int) -> list[Record]:
    nothing: list[Record] = []
    return _if_any(lambda: client.page(table, query, fields, limit=limit)[0], nothing)


def _if_any(read: Callable[[], T], nothing: T) -> T:
    try:
        return read()
    except _ABSENT:
        return nothing
