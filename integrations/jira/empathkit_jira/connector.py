"""Reads tickets of a Jira site and leaves internal notes there. It can write no other text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from empathkit.connect.note import find_marker
from empathkit.connect.outcomes import NotConnected
from empathkit.connect.profile import profile
from empathkit.errors import (
    NoteNotStored,
    NoteWentPublic,
    NotVisible,
    PermissionDenied,
    PlatformError,
    PlatformUnavailable,
)
from empathkit.models import InternalNote, PlacedNote, Suggestion, Ticket
from empathkit.ports import Changed, Preview
from empathkit_jira import comments, keys, mapping, past
from empathkit_jira.adf import text_of
from empathkit_jira.client import JiraClient
from empathkit_jira.connection import connect
from empathkit_jira.reading import Reader
from empathkit_jira.settings import JiraSettings
from empathkit_jira.shape import Json, moment, table, text

#: Characters of JSON that Jira keeps in one property are 32,768.
LONGEST_PROPERTY = 32_000


class JiraConnector:
    """A :class:`empathkit.ports.Connector`. Every method raises PlatformError."""

    platform = "jira"

    def __init__(
        self,
        settings: JiraSettings,
        client: JiraClient | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.site = settings.site
        self._settings = settings
        self._client = client or connect(settings)
        self._now = now
        self._reader = Reader(self._client, settings.names)

    def fetch(self, key: str) -> Ticket:
        """The ticket with its whole conversation, its requester, and what Jira knows of them."""
        return mapping.ticket(self._reader.gather(keys.issue(key)), self._settings.url)

    def ahead(self, asked: Sequence[str]) -> Callable[[str], Ticket]:
        """What ``fetch`` does, the issues of these keys read in one call (:class:`empathkit.ports.ReadsAhead`)."""
        found = self._reader.ahead(asked)

        def fetch(key: str) -> Ticket:
            return mapping.ticket(self._reader.gather(keys.issue(key), found.get(key)), self._settings.url)

        return fetch

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """Our notes on this ticket, oldest first. Raises PermissionDenied where this account is no agent."""
        self._require_agent(key)
        found = (comments.placed(comment, self._settings.note_role) for comment in self._client.comments(key))
        return tuple(note for note in found if note is not None)

    def changed(self, since: datetime) -> Iterator[Changed]:
        """The tickets of the desk's filter (``EMPATHKIT_JIRA_JQL``), the oldest first."""
        minutes = max(1, math.ceil((self._now() - since).total_seconds() / 60) + 1)
        for issue in self._client.changed(self._settings.jql, minutes):
            if text(issue.get("key")):
                yield past.changed(issue)

    def push(self, note: InternalNote) -> PlacedNote:
        """Write the note and read it back. Raises NoteWentPublic or NoteNotStored, and PermissionDenied before
        anything is written where a note could not be internal."""
        role = self._role_for(note.ticket)
        if role is None:
            self._require_agent(note.ticket)
        written = self._write(note, role)
        self._require_internal(note, written, role)
        return self._read_back(note, text(written.get("id")) or "", role)

    def keep_profile(self, ticket: Ticket, suggestion: Suggestion, marker: str) -> None:
        """As an issue property, where ``EMPATHKIT_JIRA_PROPERTY`` names one. Raises PlatformError."""
        if self._settings.prop:
            self._client.set_property(ticket.key, self._settings.prop, profile(suggestion, marker, LONGEST_PROPERTY))

    def preview(self, note: InternalNote) -> Preview:
        """The call ``push`` would make, and its body. With a role for notes elsewhere, the project's kind is read."""
        role = self._role_for(note.ticket) if self._settings.note_role else None
        path, body = self._client.writing(note, role)
        return Preview(f"POST {self._client.base}{path}", body)

    def _write(self, note: InternalNote, role: str | None) -> Json:
        """Write once. Where no answer tells whether it was done, look for the note instead of writing it again."""
        try:
            return self._client.add_note(note, role)
        except NotConnected:
            raise
        except PlatformUnavailable:
            for comment in self._client.comments(note.ticket):
                if find_marker(text_of(comment.get("body"))) == note.marker:
                    return comment
            raise

    def _read_back(self, note: InternalNote, comment: str, role: str | None) -> PlacedNote:
        try:
            stored = self._client.comment(note.ticket, comment, role)
        except NotVisible as error:
            raise NoteNotStored(f"jira: the note on {note.ticket} was sent and can't be found again") from error
        self._require_internal(note, stored, role)
        if find_marker(text_of(stored.get("body"))) != note.marker:
            raise NoteNotStored(f"jira: the note on {note.ticket} was stored without its marker")
        return PlacedNote(id=comment, marker=note.marker, at=moment(stored.get("created")))

    def _require_internal(self, note: InternalNote, comment: Json, role: str | None) -> None:
        """Fail closed: anything but a plain "not public", or the very role, is taken away again. Raises
        NoteWentPublic."""
        if comments.is_for(role, comment) if role else comments.is_surely_internal(comment):
            return
        kept = f"for the role {role} alone" if role else "internal"
        raise NoteWentPublic(
            f"jira: Jira did not keep the note on {note.ticket} {kept}; {self._taken_away(note.ticket, comment)}"
        )

    def _taken_away(self, key: str, comment: Json) -> str:
        name = text(comment.get("id"))
        if name is None:
            return "it has no id and could not be deleted: delete it by hand now"
        try:
            self._client.delete_comment(key, name)
        except PlatformError as error:
            return f"deleting comment {name} failed ({type(error).__name__}): delete it by hand now"
        return f"comment {name} has been deleted"

    def _role_for(self, key: str) -> str | None:
        """None in a service project, which has internal comments; elsewhere the flag means nothing, and a note is for a
        role alone, where the desk has chosen one. Raises PermissionDenied."""
        project = table(self._client.issue(key, "project"), "fields", "project")
        if project.get("projectTypeKey") == "service_desk":
            return None
        if self._settings.note_role:
            return self._settings.note_role
        raise PermissionDenied(
            f"jira: {key} is not in a service project, so a note there could not be internal: nothing was written"
            " (EMPATHKIT_JIRA_NOTE_ROLE would show notes there to one project role)"
        )

    def _require_agent(self, key: str) -> None:
        """Whoever is no agent can write public comments only, and sees no others. Raises PermissionDenied."""
        try:
            next(iter(self._client.slas(key)), None)
        except NotVisible:
            return  # an issue that nobody raised as a request
        except PermissionDenied as error:
            raise PermissionDenied(
                f"jira: this account is no agent for {key}, so it can neither read nor write internal notes: "
                "give it an agent licence and a role in the service project"
            ) from error
