"""All that is read for one ticket, in two waves of calls: what the key alone leads to, then what hangs on the issue.

The calls of a wave are made at once. What a site has once and for all (our own account, the Assets workspaces, the
field that holds ratings) is asked in the first wave of the first ticket and kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from empathkit.errors import (
    AuthenticationFailed,
    NotVisible,
    PermissionDenied,
    PlatformUnavailable,
    UnexpectedAnswer,
)
from empathkit_jira import assets, desk, keys
from empathkit_jira.attributes import AssetNames
from empathkit_jira.client import JiraClient
from empathkit_jira.mapping import Gathered
from empathkit_jira.people import account_id
from empathkit_jira.shape import NOTHING, Json, table, text
from empathkit_jira.waves import AtOnce, joined, waves

T = TypeVar("T")
_log = logging.getLogger(__name__)
#: Earlier tickets of the requester we look at, this one included.
PAST = 11
#: What a part of the context may answer where the site has no such thing, or this account may not see it.
_ABSENT = (NotVisible, PermissionDenied, AuthenticationFailed, UnexpectedAnswer)


class Reader:
    """Reads tickets through one client. Raises PlatformError."""

    def __init__(self, client: JiraClient, names: AssetNames) -> None:
        self._client = client
        self._names = names
        self._account: str | None = None
        self._workspaces: Sequence[str] | None = None
        self._rating: str | None = None

    def ahead(self, asked: Sequence[str]) -> Mapping[str, Json]:
        """Issues by key, as many as one call gives. One that is hidden, gone or moved is not among them, and neither is
        any where the site does not know the call."""
        known = [key for key in asked if keys.is_issue(key)]
        found: Sequence[Json] = all_if_any(lambda: self._client.issues(known)) if known else ()
        return {key: one for one in found if (key := text(one.get("key")))}

    def gather(self, key: str, issue: Json | None = None) -> Gathered:
        """What the nouns are made of. An ``issue`` that was read ahead is not read again."""
        client = self._client
        with waves() as at_once:
            first: dict[str, Future[Any]] = {
                "comments": at_once(lambda: tuple(client.comments(key))),
                "request": at_once(lambda: if_any(lambda: client.request(key), NOTHING)),
                "approvals": at_once(lambda: all_if_any(lambda: client.approvals(key))),
                "account": at_once(self._own_account),
            }
            workspaces, rating = at_once(self._known_workspaces), at_once(self._rating_field)
            issue = issue or client.issue(key)
            second = self._about(issue, workspaces, rating, at_once)
            gathered = {name: part.result() for name, part in {**first, **second}.items()}
        return Gathered(issue=issue, rating=self._rating or "", **gathered)

    def _about(
        self, issue: Json, workspaces: Future[Sequence[str]], rating: Future[str], at_once: AtOnce
    ) -> dict[str, Future[Any]]:
        """The second wave: what hangs on the words of the issue, and on its reporter where it names one."""
        client, reporter = self._client, table(issue, "fields", "reporter")
        asked = text(table(issue, "fields").get("summary")) or ""
        service = table(issue, "fields", "project").get("projectTypeKey") == "service_desk"
        made: dict[str, Future[Any]] = {}
        if service and asked.strip():
            made["articles"] = at_once(lambda: _or_none(lambda: client.articles(asked)) or ())
        if account_id(reporter) is None:
            return made
        field = rating.result()
        return {
            **made,
            "user": at_once(lambda: if_any(lambda: client.user(reporter), NOTHING)),
            "organizations": at_once(lambda: all_if_any(lambda: client.organizations(issue))),
            "past": at_once(lambda: all_if_any(lambda: client.past(reporter, PAST, field))),
            "profile": self._profile(reporter, workspaces.result(), at_once),
        }

    def _own_account(self) -> str | None:
        if self._account is None:
            self._account = account_id(if_any(self._client.myself, NOTHING))
        return self._account

    def _known_workspaces(self) -> Sequence[str]:
        """The Assets workspaces, kept once they are known: they do not change."""
        if self._workspaces is None:
            self._workspaces = _or_none(
                lambda: [one for each in self._client.workspaces() if (one := text(each.get("workspaceId")))]
            )
        return self._workspaces or ()

    def _rating_field(self) -> str:
        """The field that holds what requesters thought of the help; empty where the site has none."""
        if self._rating is None:
            found = if_any(self._client.fields, None)
            self._rating = None if found is None else desk.rating_field(found)
        return self._rating or ""

    def _profile(self, reporter: Json, workspaces: Sequence[str], at_once: AtOnce) -> Future[assets.Profile]:
        names = self._names
        who = [one for one in (text(reporter.get("accountId")), text(reporter.get("emailAddress"))) if one]
        if not workspaces or not who:
            return at_once(assets.Profile)

        def named(attribute: str) -> Sequence[assets.Found]:
            return _or_none(lambda: tuple(self._client.objects(workspaces[0], attribute, who))) or ()

        records, owned = at_once(lambda: named(names.person)), at_once(lambda: named(names.owner))
        return joined(lambda: assets.profile(owned.result(), records.result(), who, names))


def if_any(read: Callable[[], T], nothing: T) -> T:
    """What this part of the context holds, or nothing where the site or the account has none."""
    try:
        return read()
    except _ABSENT:
        return nothing


def all_if_any(read: Callable[[], Iterable[T]]) -> Sequence[T]:
    """The same for what comes in pages."""
    return if_any(lambda: tuple(read()), ())


def _or_none(read: Callable[[], T]) -> T | None:
    """Assets and the knowledge base are extras: where they do not answer, the ticket is still worth reading."""
    try:
        return read()
    except _ABSENT:
        return None
    except PlatformUnavailable as error:
        _log.warning("%s; this part of the context is left out", error)
        return None
