"""All that is read for one ticket, in two round trips: its record, then what hangs on it, read ahead in one batch."""

from __future__ import annotations

from typing import NamedTuple

from empathkit.errors import NotVisible, PermissionDenied
from empathkit.models import Message, Requester, Ticket
from empathkit_servicenow import journal, mapping
from empathkit_servicenow.beside import Beside
from empathkit_servicenow.cells import Record, shown, stored
from empathkit_servicenow.client import PAGE, Client, url_of
from empathkit_servicenow.journal import INTERNAL, PUBLIC, People
from empathkit_servicenow.query import Query
from empathkit_servicenow.settings import Desk
from empathkit_servicenow.tables import INCIDENT, TaskTable, holding, is_sys_id, read_key

HISTORY = 10  #: earlier incidents we look at
DEVICES = 20
_JOURNAL = "sys_journal_field"
_DEVICE = "cmdb_ci_computer"
_JOURNAL_HIDDEN = (
    "the journal is hidden from this account: give it the right to read sys_journal_field and work_notes"
    " (see the integration's README)"
)


class Found(NamedTuple):
    """A record, and the table it lies in."""

    record: Record
    table: TaskTable

    @property
    def sys_id(self) -> str:
        """The record's id."""
        return stored(self.record, "sys_id")

    @property
    def beside(self) -> Beside:
        """What it has beside words and people."""
        return Beside(self.record, self.table.name, mapping.person_id(self.record, self.table))

    @property
    def about(self) -> str:
        """How errors name it."""
        return f"servicenow: {stored(self.record, 'number')}"


class Reader:
    """Reads tickets through one client. Raises PlatformError."""

    def __init__(self, desk: Desk, client: Client) -> None:
        self._desk = desk
        self._client = client

    def ticket(self, key: str) -> Ticket:
        """The ticket of a key. Raises InputError for what is no key."""
        found = self.find(key, mapping.TASK_FIELDS)
        return Reader(self._desk, self._client.ahead(self._around(found))).gather(found)

    def _around(self, found: Found) -> list[str]:
        """All reads that hang on the ticket's record: the second and last round trip."""
        asked: list[tuple[str, Query, tuple[str, ...], int]] = [(_JOURNAL, self._entries(found), journal.FIELDS, PAGE)]
        if person := mapping.person_id(found.record, found.table):
            asked += [
                ("sys_user", Query().where("sys_id", "=", person), ("sys_id", *mapping.USER_FIELDS), 2),
                (_DEVICE, self._owned(person), mapping.DEVICE_FIELDS, DEVICES),
                (INCIDENT.name, self._past(person, found.sys_id), mapping.HISTORY_FIELDS, HISTORY + 1),
            ]
        own = [url_of(table, query, fields, limit=limit) for table, query, fields, limit in asked]
        return [*own, *found.beside.urls(self._client)]

    def gather(self, found: Found) -> Ticket:
        """The ticket of a record that was found."""
        user = self._user(mapping.person_id(found.record, found.table))
        person = self._requester(user, found)
        people = People(
            stored(user or {}, "user_name") or stored(found.record, f"{found.table.person}.user_name"),
            self._client.user,
            shown(found.record, found.table.person),
        )
        said = self._conversation(found, people)
        made = mapping.ticket(found.record, found.table, person, said, self._desk.url)
        beside, client = found.beside, self._client
        return made.model_copy(
            update={
                "requester": person.model_copy(update={"lately": beside.lately(client)}),
                "attachments": beside.files(client),
                "approvals": beside.approvals(client),
                "articles": beside.articles(client),
            }
        )

    def find(self, key: str, fields: tuple[str, ...]) -> Found:
        """The record of a key, with these fields. Raises NotVisible, and InputError for what is no key."""
        name = "sys_id" if is_sys_id(key := read_key(key)) else "number"
        for table in holding(key, self._desk.tables):
            try:
                return Found(
                    self._client.find(table.name, name, key, (*fields, table.person, f"{table.person}.user_name")),
                    table,
                )
            except NotVisible:
                continue
        raise NotVisible(f"servicenow: {key}: not found, or hidden from this account")

    def _user(self, person: str | None) -> Record | None:
        """The requester's record, or None where it is missing or hidden."""
        if person is None:
            return None
        try:
            return self._client.find("sys_user", "sys_id", person, mapping.USER_FIELDS)
        except (NotVisible, PermissionDenied):
            return None

    def _requester(self, user: Record | None, found: Found) -> Requester:
        if user is None:
            return mapping.requester(None, found.record, found.table)
        person = stored(user, "sys_id")
        return mapping.requester(
            user, found.record, found.table, self._devices(person), self._history(person, found.sys_id)
        )

    def _devices(self, person: str) -> list[Record]:
        return self._theirs(_DEVICE, self._owned(person), mapping.DEVICE_FIELDS, "assigned_to", person, DEVICES)

    def _history(self, person: str, but: str) -> list[Record]:
        rows = self._theirs(
            INCIDENT.name, self._past(person, but), mapping.HISTORY_FIELDS, "caller_id", person, HISTORY + 1
        )
        return [row for row in rows if stored(row, "sys_id") != but][:HISTORY]

    @staticmethod
    def _owned(person: str) -> Query:
        return Query().refers("assigned_to", person).ordered("name", "sys_id")

    @staticmethod
    def _past(person: str, but: str) -> Query:
        return Query().refers("caller_id", person).where("sys_id", "!=", but).newest("opened_at").ordered("sys_id")

    @staticmethod
    def _entries(found: Found) -> Query:
        query = Query().refers("element_id", found.sys_id).among("element", PUBLIC, INTERNAL)
        return query.ordered("sys_created_on", "sys_id")

    def _theirs(
        self, table: str, query: Query, fields: tuple[str, ...], name: str, person: str, limit: int
    ) -> list[Record]:
        """Rows that really point there; none where the account may not read the table."""
        try:
            rows, _ = self._client.page(table, query, fields, limit=limit)
        except PermissionDenied:
            return []
        return [row for row in rows if stored(row, name) == person]

    def _conversation(self, found: Found, people: People) -> tuple[Message, ...]:
        """From the journal's rows, or from the glued text of the record where rows are hidden."""
        try:
            rows = self.journal_of(found)
        except PermissionDenied:
            rows = []
        if not journal.hidden(found.record, rows):
            return journal.messages(rows, people)
        said = journal.glued(found.record, people)
        if not said:
            raise PermissionDenied(f"{found.about}: {_JOURNAL_HIDDEN}")
        return said

    def journal_of(self, found: Found) -> list[Record]:
        """The rows of its journal that this account may see, oldest first."""
        rows = self._client.rows(_JOURNAL, self._entries(found), journal.FIELDS)
        return [
            row
            for row in rows
            if stored(row, "element_id") == found.sys_id and stored(row, "element") in (PUBLIC, INTERNAL)
        ]

    def readable_journal(self, found: Found) -> list[Record]:
        """The journal, if it is known to be all there."""
        rows = self.journal_of(found)
        if INTERNAL not in found.record or journal.hidden(found.record, rows):
            raise PermissionDenied(f"{found.about}: {_JOURNAL_HIDDEN}, and until then nothing is written")
        return rows
