"""Jira Data Center: the calls that differ from Cloud's.

Its API has version 2 only, text is wiki markup, people have a key and a user name, and a search counts its pages.
Version 2 does not say who sees a comment. Service management does, so there internal notes are written and read back; a
comment has the same id in both (Atlassian, "ServiceDeskCommentService").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from empathkit.errors import NotVisible, UnexpectedAnswer
from empathkit.models import InternalNote
from empathkit_jira import keys, wiki
from empathkit_jira.client import CHANGED_FIELDS, DESK, ISSUE_FIELDS, PAGE, PAST_FIELDS, JiraClient, restricted_body
from empathkit_jira.shape import Json, listing, table, text
from empathkit_jira.wiki_note import markup

#: What Data Center wants to hear before it answers the newer calls of service management.
EXPERIMENTAL = {"X-ExperimentalApi": "opt-in"}
#: All fields, for those of service management have other ids on each site; with what each of them is.
_ALL = {"fields": "*all,-comment,-worklog", "expand": "schema"}
_ORGANIZATIONS = "com.atlassian.servicedesk:sd-customer-organizations"


class DataCenterClient(JiraClient):
    """Raises PlatformError."""

    api = "/rest/api/2"

    def service_projects(self) -> Sequence[Any]:
        """Service projects this account can see, the first few."""
        found = [table(one) for one in listing(self._api.get(f"{self.api}/project"))]
        return [one for one in found if one.get("projectTypeKey") == "service_desk"][:10]

    def issue(self, key: str, fields: str = ISSUE_FIELDS) -> Json:
        """An issue, its description as text."""
        if fields != ISSUE_FIELDS:
            return super().issue(key, fields)
        found = table(self._api.get(f"{self.api}/issue/{keys.issue(key)}", _ALL))
        if not text(found.get("key")):
            raise UnexpectedAnswer(f"jira: GET issue {key}: the answer is not an issue")
        held = table(found, "fields")
        return {**found, "fields": {**held, "description": wiki.to_text(text(held.get("description")) or "")}}

    def issues(self, given: Sequence[str]) -> Sequence[Json]:
        """None: it has no call for many, so that each is read by itself."""
        return ()

    def comments(self, key: str) -> Iterator[Json]:
        """All comments, with who sees them; outside service projects those of the platform, which does not say."""
        path = f"{DESK}/request/{keys.issue(key)}/comment"
        try:
            said = list(self._values(path, {"public": "true", "internal": "true"}))
        except NotVisible:
            yield from (_read(one) for one in super().comments(key))
        else:
            yield from (_of_desk(one) for one in said)

    def comment(self, key: str, comment: str, role: str | None = None) -> Json:
        """One comment; one for a role from the platform, which tells for whom it is."""
        if role:
            return _read(super().comment(key, comment, role))
        path = f"{DESK}/request/{keys.issue(key)}/comment/{keys.comment(comment)}"
        return _of_desk(table(self._api.get(path)))

    def writing(self, note: InternalNote, role: str | None = None) -> tuple[str, dict[str, Any]]:
        """By service management, which answers whether it is public; for a role alone by the platform."""
        key, body = keys.issue(note.ticket), markup(note)
        if role:
            return f"{self.api}/issue/{key}/comment", restricted_body(body, role)
        return f"{DESK}/request/{key}/comment", {"body": body, "public": False}

    def add_note(self, note: InternalNote, role: str | None = None) -> Json:
        """Write a note."""
        written = super().add_note(note, role)
        return _read(written) if role else _of_desk(written)

    def user(self, person: Json) -> Json:
        """A user, by key."""
        return table(self._api.get(f"{self.api}/user", {"key": text(person.get("key")) or ""}))

    def organizations(self, issue: Json) -> Iterator[Json]:
        """Those the request was shared with: which ones its reporter belongs to is not told here."""
        for name, kind in table(issue, "schema").items():
            if table(kind).get("custom") == _ORGANIZATIONS:
                yield from (table(one) for one in listing(table(issue, "fields").get(name)))

    def past(self, person: Json, most: int, rating: str = "") -> Sequence[Json]:
        """The latest issues somebody reported, by user name: JQL does not take the key."""
        who = keys.quoted(text(person.get("name")) or "")
        fields = [*PAST_FIELDS, *([rating] if rating else [])]
        found = self._search(f"reporter = {who} ORDER BY created DESC", fields, most, 0)
        return [table(one) for one in listing(found.get("issues"))]

    def changed(self, jql: str, minutes: int) -> Iterator[Json]:
        """Issues of a filter that were changed in the last so many minutes, the oldest first."""
        start = 0
        while True:
            page = self._search(
                f"({jql}) AND updated >= -{minutes}m ORDER BY created ASC", list(CHANGED_FIELDS), PAGE, start
            )
            found = listing(page.get("issues"))
            yield from (table(one) for one in found)
            start += max(len(found), 1)  # an empty page among others is stepped over
            total = page.get("total")
            if not isinstance(total, int) or start >= total:
                return

    def workspaces(self) -> Iterator[Json]:
        """None: Assets has another API here, which is not spoken."""
        return iter(())

    def _search(self, jql: str, fields: list[str], most: int, start: int) -> Json:
        search = {"jql": jql, "startAt": start, "maxResults": most, "fields": fields, "expand": ["changelog"]}
        return table(self._api.query(f"{self.api}/search", search))


def _read(comment: Json) -> Json:
    """A comment of the platform, as text."""
    return {**comment, "body": wiki.to_text(text(comment.get("body")) or "")}


def _of_desk(comment: Json) -> Json:
    """A comment of service management in the form of the platform's."""
    public, created = comment.get("public"), table(comment, "created").get("iso8601")
    known = {"jsdPublic": public} if isinstance(public, bool) else {}
    return {**_read(comment), "created": created, **known}
