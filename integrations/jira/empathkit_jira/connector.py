"""Reads tickets of a Jira site and leaves internal notes there. It can write no other text."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar

from empathkit.connect.note import find_marker
from empathkit.connect.outcomes import NotConnected
from empathkit.connect.profile import profile
from empathkit.errors import (
    AuthenticationFailed,
    NoteNotStored,
    NoteWentPublic,
    NotVisible,
    PermissionDenied,
    PlatformError,
    PlatformUnavailable,
    UnexpectedAnswer,
)
from empathkit.models import InternalNote, PlacedNote, Suggestion, Ticket
from empathkit.ports import Changed, Preview
from empathkit_jira import assets, keys, mapping
from empathkit_jira.adf import text_of
from empathkit_jira.client import JiraClient, connect, internal_body, internal_path
from empathkit_jira.render import document
from empathkit_jira.settings import JiraSettings
from empathkit_jira.shape import NOTHING, Json, moment, table, text
from empathkit_jira.waves import AtOnce, joined, waves

T = TypeVar("T")
_log = logging.getLogger(__name__)
#: Earlier tickets of the requester we look at, this one included.
PAST = 11
#: Characters of JSON that Jira keeps in one property are 32,768.
LONGEST_PROPERTY = 32_000
#: What is known of a reporter who is not named.
_NOBODY: Mapping[str, Any] = {"user": NOTHING, "organizations": (), "past": (), "profile": assets.Profile()}
#: What a part of the context may answer where the site has no such thing, or this account may not see it.
_ABSENT = (NotVisible, PermissionDenied, AuthenticationFailed, UnexpectedAnswer)


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
        self._account: str | None = None
        self._known: Sequence[str] | None = None

    def fetch(self, key: str) -> Ticket:
        """The ticket with its whole conversation, its requester, and what Jira knows of them. Two waves of calls: what
        the key alone leads to, then what hangs on the reporter; the calls of a wave are made at once."""
        client, key = self._client, keys.issue(key)
        with waves() as at_once:
            first: dict[str, Future[Any]] = {
                "comments": at_once(lambda: tuple(client.comments(key))),
                "participants": at_once(lambda: _all_if_any(lambda: client.participants(key))),
                "slas": at_once(lambda: _all_if_any(lambda: client.slas(key))),
            }
            account, workspaces = at_once(self._own_account), at_once(self._workspaces)
            issue = client.issue(key)
            reporter = table(issue, "fields", "reporter")
            second = self._about(reporter, workspaces, at_once) if mapping.account_id(reporter) else {}
            gathered = {name: part.result() for name, part in {**first, **second}.items()}
            ours = account.result()
        found = mapping.Gathered(issue=issue, **{**_NOBODY, **gathered})
        return mapping.ticket(found, self._settings.url, ours)

    def _about(self, reporter: Json, workspaces: Future[Sequence[str]], at_once: AtOnce) -> dict[str, Future[Any]]:
        """The second wave."""
        client, who = self._client, mapping.account_id(reporter) or ""
        return {
            "user": at_once(lambda: _if_any(lambda: client.user(who), NOTHING)),
            "organizations": at_once(lambda: _all_if_any(lambda: client.organizations(who))),
            "past": at_once(lambda: _all_if_any(lambda: client.past(who, PAST))),
            "profile": self._profile(reporter, workspaces.result(), at_once),
        }

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """Our notes on this ticket, oldest first. Raises PermissionDenied where this account is no agent."""
        self._require_agent(key)
        found = (mapping.placed(comment) for comment in self._client.comments(key))
        return tuple(note for note in found if note is not None)

    def changed(self, since: datetime) -> Iterator[Changed]:
        """The tickets of the desk's filter (``EMPATHKIT_JIRA_JQL``), the oldest first."""
        minutes = max(1, math.ceil((self._now() - since).total_seconds() / 60) + 1)
        for issue in self._client.changed(self._settings.jql, minutes):
            if text(issue.get("key")):
                yield mapping.changed(issue)

    def push(self, note: InternalNote) -> PlacedNote:
        """Write the note and read it back. Raises NoteWentPublic or NoteNotStored, and PermissionDenied before
        anything is written where a note could not be internal."""
        self._require_service_project(note.ticket)
        self._require_agent(note.ticket)
        written = self._write(note)
        self._require_internal(note, written)
        return self._read_back(note, text(written.get("id")) or "")

    def keep_profile(self, ticket: Ticket, suggestion: Suggestion, marker: str) -> None:
        """As an issue property, where ``EMPATHKIT_JIRA_PROPERTY`` names one. Raises PlatformError."""
        if self._settings.prop:
            self._client.set_property(ticket.key, self._settings.prop, profile(suggestion, marker, LONGEST_PROPERTY))

    def preview(self, note: InternalNote) -> Preview:
        """The call ``push`` would make, and its body."""
        return Preview(f"POST {self._client.base}{internal_path(note.ticket)}", internal_body(document(note)))

    def _write(self, note: InternalNote) -> Json:
        """Write once. Where no answer tells whether it was done, look for the note instead of writing it again."""
        try:
            return self._client.add_internal(note.ticket, document(note))
        except NotConnected:
            raise
        except PlatformUnavailable:
            for comment in self._client.comments(note.ticket):
                if find_marker(text_of(comment.get("body"))) == note.marker:
                    return comment
            raise

    def _read_back(self, note: InternalNote, comment: str) -> PlacedNote:
        try:
            stored = self._client.comment(note.ticket, comment)
        except NotVisible as error:
            raise NoteNotStored(f"jira: the note on {note.ticket} was sent and can't be found again") from error
        self._require_internal(note, stored)
        if find_marker(text_of(stored.get("body"))) != note.marker:
            raise NoteNotStored(f"jira: the note on {note.ticket} was stored without its marker")
        return PlacedNote(id=comment, marker=note.marker, at=moment(stored.get("created")))

    def _require_internal(self, note: InternalNote, comment: Json) -> None:
        """Fail closed: anything but a plain "not public" is taken away again. Raises NoteWentPublic."""
        if not mapping.is_surely_internal(comment):
            raise NoteWentPublic(
                f"jira: Jira did not keep the note on {note.ticket} internal; {self._taken_away(note.ticket, comment)}"
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

    def _require_service_project(self, key: str) -> None:
        """Only a service project has internal comments: elsewhere the flag means nothing. Raises PermissionDenied."""
        project = table(self._client.issue(key, "project"), "fields", "project")
        if project.get("projectTypeKey") != "service_desk":
            raise PermissionDenied(
                f"jira: {key} is not in a service project, so a note there could not be internal: nothing was written"
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

    def _own_account(self) -> str | None:
        if self._account is None:
            self._account = text(_if_any(self._client.myself, NOTHING).get("accountId"))
        return self._account

    def _workspaces(self) -> Sequence[str]:
        """The Assets workspaces, kept once they are known: they do not change."""
        if self._known is None:
            self._known = _or_none(
                lambda: [one for each in self._client.workspaces() if (one := text(each.get("workspaceId")))]
            )
        return self._known or ()

    def _profile(self, reporter: Json, workspaces: Sequence[str], at_once: AtOnce) -> Future[assets.Profile]:
        names = self._settings.names
        who = [one for one in (text(reporter.get("accountId")), text(reporter.get("emailAddress"))) if one]
        if not workspaces or not who:
            return at_once(assets.Profile)

        def named(attribute: str) -> Sequence[assets.Found]:
            return _or_none(lambda: tuple(self._client.objects(workspaces[0], attribute, who))) or ()

        records, owned = at_once(lambda: named(names.person)), at_once(lambda: named(names.owner))
        return joined(lambda: assets.profile(owned.result(), records.result(), who, names))


def _or_none(read: Callable[[], T]) -> T | None:
    """Assets is an extra: where it does not answer, the ticket is still worth reading."""
    try:
        return read()
    except _ABSENT:
        return None
    except PlatformUnavailable as error:
        _log.warning("%s; this requester's profile is left out", error)
        return None


def _if_any(read: Callable[[], T], nothing: T) -> T:
    """What this part of the context holds, or nothing where the site or the account has none."""
    try:
        return read()
    except _ABSENT:
        return nothing


def _all_if_any(read: Callable[[], Iterable[T]]) -> Sequence[T]:
    return _if_any(lambda: tuple(read()), ())
