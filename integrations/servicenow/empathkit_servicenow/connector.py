"""Reads tickets from an instance and leaves work notes there: the one write is ``work_notes``."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from empathkit.connect.profile import profile
from empathkit.connect.rest import ATTEMPTS
from empathkit.errors import NoteNotStored, NoteWentPublic, NotVisible, PermissionDenied
from empathkit.models import InternalNote, Message, PlacedNote, Requester, Suggestion, Ticket
from empathkit.ports import Changed, Preview
from empathkit_servicenow import journal, mapping
from empathkit_servicenow.beside import Beside
from empathkit_servicenow.cells import Record, shown, stored
from empathkit_servicenow.client import PAGE, TABLE, Client, record_path, url_of
from empathkit_servicenow.journal import INTERNAL, PUBLIC, People
from empathkit_servicenow.query import Query
from empathkit_servicenow.render import render
from empathkit_servicenow.settings import Account, Desk
from empathkit_servicenow.tables import INCIDENT, TaskTable, holding, is_sys_id, read_key

_log = logging.getLogger(__name__)
LONGEST_PROFILE = 4000  #: characters: as a column of this length holds, the longest text of a plain string
HISTORY = 10  #: earlier incidents we look at
DEVICES = 20
_JOURNAL = "sys_journal_field"
_DEVICE = "cmdb_ci_computer"
_NOTE_FIELDS = ("sys_id", "number", PUBLIC, INTERNAL)
_JOURNAL_HIDDEN = (
    "the journal is hidden from this account: give it the right to read sys_journal_field and work_notes"
    " (see the integration's README)"
)
_WENT_PUBLIC = (
    "a rule of the instance copied it into comments, where the requester sees it. The API can't delete it: have it"
    " removed there, and mend the rule before EmpathKit writes again"
)
_NOT_STORED = "the instance took it and did not keep it: give the account the right to write work_notes"


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


def connect(
    account: Account, *, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep
) -> ServiceNowConnector:
    """A connector for this account."""
    return ServiceNowConnector(account.desk, Client(account, attempts=attempts, sleep=sleep))


class ServiceNowConnector:
    """Implements :class:`empathkit.ports.Connector`."""

    platform = "servicenow"

    def __init__(self, desk: Desk, client: Client) -> None:
        self.site = desk.site
        self._desk = desk
        self._client = client

    # --- reading ---

    def fetch(self, key: str) -> Ticket:
        """The ticket with its conversation and its requester. Raises InputError for what is no key."""
        found = self._find(key, mapping.TASK_FIELDS)
        return ServiceNowConnector(self._desk, self._client.ahead(self._around(found))).gather(found)

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

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """Our notes, oldest first. Raises PermissionDenied where the journal or ``work_notes`` can't be read."""
        return journal.placed(self._readable_journal(self._find(key, _NOTE_FIELDS)))

    def changed(self, since: datetime) -> Iterator[Changed]:
        """The tickets of all tables, table by table. A table this account may not read is left out, and the log says
        so; PermissionDenied where it may read none."""
        moment = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        query = Query().where("sys_updated_on", ">=", moment)
        refused: list[PermissionDenied] = []
        for name in self._desk.tables:
            try:
                for row in self._client.stream(name, query, mapping.CHANGED_FIELDS):
                    if stored(row, "sys_updated_on") >= moment:  # a condition that is not understood is dropped
                        yield mapping.changed(row)
            except PermissionDenied as error:
                _log.warning("%s; its tickets are left out", error)
                refused.append(error)
        if len(refused) == len(self._desk.tables):
            raise refused[0]

    def _find(self, key: str, fields: tuple[str, ...]) -> Found:
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
            rows = self._journal(found)
        except PermissionDenied:
            rows = []
        if not journal.hidden(found.record, rows):
            return journal.messages(rows, people)
        said = journal.glued(found.record, people)
        if not said:
            raise PermissionDenied(f"{self._about(found)}: {_JOURNAL_HIDDEN}")
        return said

    def _journal(self, found: Found) -> list[Record]:
        rows = self._client.rows(_JOURNAL, self._entries(found), journal.FIELDS)
        return [
            row
            for row in rows
            if stored(row, "element_id") == found.sys_id and stored(row, "element") in (PUBLIC, INTERNAL)
        ]

    def _readable_journal(self, found: Found) -> list[Record]:
        """The journal, if it is known to be all there."""
        rows = self._journal(found)
        if INTERNAL not in found.record or journal.hidden(found.record, rows):
            raise PermissionDenied(f"{self._about(found)}: {_JOURNAL_HIDDEN}, and until then nothing is written")
        return rows

    # --- writing ---

    def push(self, note: InternalNote) -> PlacedNote:
        """Write the note as ``work_notes`` and find it again in the journal: an answer of 200 alone proves nothing.
        Nothing is written where the journal can't be read. Raises NoteNotStored or NoteWentPublic."""
        found = self._find(note.ticket, _NOTE_FIELDS)
        before = {one.id for one in journal.placed(self._readable_journal(found))}
        self._client.patch(found.table.name, found.sys_id, {INTERNAL: render(note)}, ("sys_id",))
        rows = self._journal(found)
        if journal.marked_public(rows, note.marker):
            raise NoteWentPublic(f"{self._about(found)}: note {note.marker}: {_WENT_PUBLIC}")
        new = [one for one in journal.placed(rows) if one.marker == note.marker and one.id not in before]
        if not new:
            raise NoteNotStored(f"{self._about(found)}: note {note.marker}: {_NOT_STORED}")
        return new[-1]

    def keep_profile(self, ticket: Ticket, suggestion: Suggestion, marker: str) -> None:
        """In a column of the ticket or through an import set, where the desk names one. Raises PlatformError."""
        held = json.dumps(profile(suggestion, marker, LONGEST_PROFILE))
        if self._desk.profile_field:
            found = self._find(ticket.key, ("sys_id",))
            self._client.keep(found.table.name, found.sys_id, self._desk.profile_field, held)
        if self._desk.profile_import:
            values = {"u_ticket": ticket.key, "u_requester": ticket.requester.id or "", "u_profile": held}
            self._client.stage(self._desk.profile_import, values)

    def _about(self, found: Found) -> str:
        return f"servicenow: {stored(found.record, 'number')}"

    def preview(self, note: InternalNote) -> Preview:
        """The one call ``push`` writes with. Without the network a number's sys_id is not known: the target says so."""
        key = read_key(note.ticket)
        table = holding(key, self._desk.tables)[0].name
        path = record_path(table, key) if is_sys_id(key) else f"{TABLE}/{table}/<sys_id of {key}>"
        return Preview(f"PATCH {self._desk.url}{path}", {INTERNAL: render(note)})
