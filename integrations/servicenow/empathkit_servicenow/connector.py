"""Reads tickets from an instance and leaves work notes there: the one write is ``work_notes``."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from empathkit.connect.profile import profile
from empathkit.connect.rest import ATTEMPTS
from empathkit.errors import NoteNotStored, NoteWentPublic, PermissionDenied
from empathkit.models import InternalNote, PlacedNote, Suggestion, Ticket
from empathkit.ports import Changed, Preview
from empathkit_servicenow import journal, mapping
from empathkit_servicenow.cells import stored
from empathkit_servicenow.client import TABLE, Client, record_path
from empathkit_servicenow.journal import INTERNAL, PUBLIC
from empathkit_servicenow.query import Query
from empathkit_servicenow.reading import Reader
from empathkit_servicenow.render import render
from empathkit_servicenow.settings import Account, Desk
from empathkit_servicenow.tables import holding, is_sys_id, read_key

_log = logging.getLogger(__name__)
LONGEST_PROFILE = 4000  #: characters: as a column of this length holds, the longest text of a plain string
_NOTE_FIELDS = ("sys_id", "number", PUBLIC, INTERNAL)
_WENT_PUBLIC = (
    "a rule of the instance copied it into comments, where the requester sees it. The API can't delete it: have it"
    " removed there, and mend the rule before EmpathKit writes again"
)
_NOT_STORED = "the instance took it and did not keep it: give the account the right to write work_notes"


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
        self._reader = Reader(desk, client)

    def fetch(self, key: str) -> Ticket:
        """The ticket with its conversation and its requester. Raises InputError for what is no key."""
        return self._reader.ticket(key)

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """Our notes, oldest first. Raises PermissionDenied where the journal or ``work_notes`` can't be read."""
        return journal.placed(self._reader.readable_journal(self._reader.find(key, _NOTE_FIELDS)))

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

    def push(self, note: InternalNote) -> PlacedNote:
        """Write the note as ``work_notes`` and find it again in the journal: an answer of 200 alone proves nothing.
        Nothing is written where the journal can't be read. Raises NoteNotStored or NoteWentPublic."""
        found = self._reader.find(note.ticket, _NOTE_FIELDS)
        before = {one.id for one in journal.placed(self._reader.readable_journal(found))}
        self._client.patch(found.table.name, found.sys_id, {INTERNAL: render(note)}, ("sys_id",))
        rows = self._reader.journal_of(found)
        if journal.marked_public(rows, note.marker):
            raise NoteWentPublic(f"{found.about}: note {note.marker}: {_WENT_PUBLIC}")
        new = [one for one in journal.placed(rows) if one.marker == note.marker and one.id not in before]
        if not new:
            raise NoteNotStored(f"{found.about}: note {note.marker}: {_NOT_STORED}")
        return new[-1]

    def keep_profile(self, ticket: Ticket, suggestion: Suggestion, marker: str) -> None:
        """In a column of the ticket or through an import set, where the desk names one. Raises PlatformError."""
        held = json.dumps(profile(suggestion, marker, LONGEST_PROFILE))
        if self._desk.profile_field:
            found = self._reader.find(ticket.key, ("sys_id",))
            self._client.keep(found.table.name, found.sys_id, self._desk.profile_field, held)
        if self._desk.profile_import:
            values = {"u_ticket": ticket.key, "u_requester": ticket.requester.id or "", "u_profile": held}
            self._client.stage(self._desk.profile_import, values)

    def preview(self, note: InternalNote) -> Preview:
        """The one call ``push`` writes with. Without the network a number's sys_id is not known: the target says so."""
        key = read_key(note.ticket)
        table = holding(key, self._desk.tables)[0].name
        path = record_path(table, key) if is_sys_id(key) else f"{TABLE}/{table}/<sys_id of {key}>"
        return Preview(f"PATCH {self._desk.url}{path}", {INTERNAL: render(note)})
