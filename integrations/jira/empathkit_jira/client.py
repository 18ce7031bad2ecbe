"""The calls we make to Jira, one method each. Paths hold checked keys and ids only; paging never follows a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from empathkit.connect.rest import Rest
from empathkit.errors import UnexpectedAnswer
from empathkit.models import InternalNote
from empathkit_jira import keys
from empathkit_jira.adf import storable
from empathkit_jira.comments import INTERNAL_PROPERTY
from empathkit_jira.render import document
from empathkit_jira.shape import Json, listing, table, text

PAGE = 100
#: Comments and objects of one ticket we read at most; more is not a conversation.
MOST = 5_000
#: Characters of a question to the knowledge base, and articles we name.
LONGEST_QUESTION, FEW = 200, 3
DESK = "/rest/servicedeskapi"
HOOKS = "/rest/webhooks/1.0/webhook"
ISSUE_FIELDS = "summary,description,created,priority,reporter,project,status,attachment"
CHANGED_FIELDS = ("updated", "resolutiondate", "resolution")
PAST_FIELDS = ("summary", "created", "resolutiondate", "resolution", "reporter", "comment")


class JiraClient:
    """Jira Cloud. Raises PlatformError, as :class:`empathkit.connect.rest.Rest` does."""

    api = "/rest/api/3"

    def __init__(self, api: Rest, assets: Rest) -> None:
        self._api = api
        self._assets = assets

    @property
    def base(self) -> str:
        """Where calls go."""
        return self._api.base

    def server(self) -> Json:
        """Needs no rights at all: what answers here, if anything does."""
        return table(self._api.get(f"{self.api}/serverInfo"))

    def myself(self) -> Json:
        """The account these credentials belong to."""
        return table(self._api.get(f"{self.api}/myself"))

    def service_projects(self) -> Sequence[Any]:
        """Service projects this account can see, the first few."""
        params: Mapping[str, str | int] = {"typeKey": "service_desk", "maxResults": 10}
        return listing(table(self._api.get(f"{self.api}/project/search", params)).get("values"))

    def issue(self, key: str, fields: str = ISSUE_FIELDS) -> Json:
        """An issue with the fields named."""
        found = table(self._api.get(f"{self.api}/issue/{keys.issue(key)}", {"fields": fields}))
        if not text(found.get("key")):
            raise UnexpectedAnswer(f"jira: GET issue {key}: the answer is not an issue")
        return found

    def issues(self, given: Sequence[str]) -> Sequence[Json]:
        """The issues of these keys, :data:`PAGE` at most and in any order, without those that are gone or hidden."""
        asked = {"issueIdsOrKeys": [keys.issue(key) for key in given][:PAGE], "fields": ISSUE_FIELDS.split(",")}
        found = listing(table(self._api.query(f"{self.api}/issue/bulkfetch", asked)).get("issues"))
        return [table(one) for one in found]

    def comments(self, key: str) -> Iterator[Json]:
        """All comments of an issue that this account can see, oldest first."""
        path = f"{self.api}/issue/{keys.issue(key)}/comment"
        start = 0
        while start < MOST:
            params: Mapping[str, str | int] = {
                "startAt": start,
                "maxResults": PAGE,
                "orderBy": "created",
                "expand": "properties",
            }
            page = table(self._api.get(path, params))
            found = listing(page.get("comments"))
            yield from (table(one) for one in found)
            start += len(found)
            total = page.get("total")
            if not found or not isinstance(total, int) or start >= total:
                return

    def comment(self, key: str, comment: str, role: str | None = None) -> Json:
        """One comment; ``role`` says that it is one for a role."""
        path = f"{self.api}/issue/{keys.issue(key)}/comment/{keys.comment(comment)}"
        return table(self._api.get(path, {"expand": "properties"}))

    def writing(self, note: InternalNote, role: str | None = None) -> tuple[str, dict[str, Any]]:
        """The path and the body by which a note is written, internal in the very call that creates it; for a ``role``
        alone outside service projects."""
        made = document(note)
        return internal_path(note.ticket), restricted_body(made, role) if role else internal_body(made)

    def add_note(self, note: InternalNote, role: str | None = None) -> Json:
        """Write a note: the only text this client can write."""
        return table(self._api.write("POST", *self.writing(note, role)))

    def delete_comment(self, key: str, comment: str) -> None:
        """Take a comment away again."""
        self._api.write("DELETE", f"{self.api}/issue/{keys.issue(key)}/comment/{keys.comment(comment)}")

    def user(self, person: Json) -> Json:
        """A user as they are named on an issue, as far as their privacy settings allow."""
        return table(self._api.get(f"{self.api}/user", {"accountId": text(person.get("accountId")) or ""}))

    def fields(self) -> Sequence[Json]:
        """All fields of the site: what is a custom field here has another id elsewhere."""
        return [table(one) for one in listing(self._api.get(f"{self.api}/field"))]

    def request(self, key: str) -> Json:
        """The issue as service management shows it, with its participants and clocks."""
        path = f"{DESK}/request/{keys.issue(key)}"
        found = table(self._api.get(path, {"expand": "participant,sla"}))
        if table(found, "participants").get("isLastPage") is False:
            return {**found, "participants": {"values": list(self._values(f"{path}/participant"))}}
        return found

    def slas(self, key: str) -> Iterator[Json]:
        """The clocks of a request. Agents only: a 403 tells that this account is none."""
        return self._values(f"{DESK}/request/{keys.issue(key)}/sla")

    def approvals(self, key: str) -> Iterator[Json]:
        """Who has to agree to a request, and what they said."""
        return self._values(f"{DESK}/request/{keys.issue(key)}/approval")

    def articles(self, words: str) -> Sequence[Json]:
        """The first few of the knowledge base that Jira's own search finds for these words."""
        asked = " ".join(storable(words).split())[:LONGEST_QUESTION]
        params: Mapping[str, str | int] = {"query": asked, "highlight": "false", "limit": FEW}
        found = table(self._api.get(f"{DESK}/knowledgebase/article", params))
        return [table(one) for one in listing(found.get("values"))[:FEW]]

    def organizations(self, issue: Json) -> Iterator[Json]:
        """The organisations the reporter of an issue belongs to."""
        account = text(table(issue, "fields", "reporter").get("accountId")) or ""
        return self._values(f"{DESK}/organization", {"accountId": account})

    def past(self, person: Json, most: int, rating: str = "") -> Sequence[Json]:
        """The latest issues somebody reported; ``rating`` is the field that says what they thought of the help."""
        search = {
            "jql": f"reporter = {keys.quoted(text(person.get('accountId')) or '')} ORDER BY created DESC",
            "maxResults": most,
            "fields": [*PAST_FIELDS, *([rating] if rating else [])],
            "expand": "changelog",
        }
        found = listing(table(self._api.query("/rest/api/3/search/jql", search)).get("issues"))
        return [table(one) for one in found]

    def changed(self, jql: str, minutes: int) -> Iterator[Json]:
        """Issues of a filter that were changed in the last so many minutes (a date would be read in the account's own
        time zone), the oldest first. Pages may be short or empty: only Jira says which is the last."""
        search: dict[str, Any] = {
            "jql": f"({jql}) AND updated >= -{minutes}m ORDER BY created ASC",
            "maxResults": PAGE,
            "fields": list(CHANGED_FIELDS),
        }
        while True:
            page = table(self._api.query("/rest/api/3/search/jql", search))
            yield from (table(one) for one in listing(page.get("issues")))
            token = text(page.get("nextPageToken"))
            if page.get("isLast") is True or (token is None and "isLast" not in page):
                return
            if token is None or token == search.get("nextPageToken"):
                raise UnexpectedAnswer("jira: POST /rest/api/3/search/jql: the answer leads to no next page")
            search["nextPageToken"] = token

    def set_property(self, key: str, name: str, value: Json) -> None:
        """Keep JSON on an issue, where machines find it and the portal shows nothing. Needs Edit issues."""
        path = f"{self.api}/issue/{keys.issue(key)}/properties/{quote(name, safe='')}"
        self._api.write("PUT", path, dict(value))

    def webhooks(self) -> Sequence[Json]:
        """The admin webhooks of the site. Administrators only."""
        return [table(one) for one in listing(self._api.get(HOOKS))]

    def save_webhook(self, document: Json, number: str | None) -> Json:
        """Make an admin webhook, or change the one of this number."""
        method, path = ("PUT", f"{HOOKS}/{number}") if number else ("POST", HOOKS)
        return table(self._api.write(method, path, dict(document)))

    def workspaces(self) -> Iterator[Json]:
        """The Assets workspaces; none where Assets is not licensed."""
        return self._values(f"{DESK}/assets/workspace")

    def objects(self, workspace: str, attribute: str, values: Sequence[str]) -> Iterator[tuple[Json, Json]]:
        """Objects whose attribute holds one of these values; each with the page it stood on, which names attributes."""
        path = f"/workspace/{quote(workspace, safe='')}/v1/object/aql"
        aql = f"{keys.quoted(attribute)} IN ({', '.join(keys.quoted(value) for value in values)})"
        start = 0
        while start < MOST:
            params: Mapping[str, str | int] = {"startAt": start, "maxResults": PAGE, "includeAttributes": "true"}
            page = table(self._assets.query(path, {"qlQuery": aql}, params))
            found = listing(page.get("values"))
            yield from ((table(one), page) for one in found)
            start += len(found)
            if not found or page.get("isLast", True) is not False:
                return

    def _values(self, path: str, params: Mapping[str, str | int] | None = None) -> Iterator[Json]:
        """Service management's pages. ``start`` is counted, because its ``next`` links are not always right."""
        start = 0
        while start < MOST:
            page = table(self._api.get(path, {**(params or {}), "start": start, "limit": 50}))
            found = listing(page.get("values"))
            yield from (table(one) for one in found)
            start += len(found)
            if not found or page.get("isLastPage", True) is not False:
                return


def internal_path(key: str) -> str:
    """Where an internal comment is written."""
    return f"/rest/api/3/issue/{keys.issue(key)}/comment"


def internal_body(document: Json) -> dict[str, Any]:
    """A comment that is internal from its first moment: set afterwards, the requester would have had the mail."""
    return {"body": document, "properties": [{"key": INTERNAL_PROPERTY, "value": {"internal": True}}]}


def restricted_body(body: Any, role: str) -> dict[str, Any]:
    """A comment for a project role alone, for projects that have no requesters to hide it from."""
    return {"body": body, "visibility": {"type": "role", "value": role}}
