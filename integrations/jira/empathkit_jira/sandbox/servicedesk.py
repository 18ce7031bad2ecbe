"""The service management API: requests, their comments, participants and clocks, organisations, workspaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from empathkit.testing.control import AsciiJSON
from empathkit.testing.sandbox import SandboxMessage, SandboxTicket
from empathkit_jira.adf import storable
from empathkit_jira.comments import INTERNAL_PROPERTY
from empathkit_jira.sandbox import forms
from empathkit_jira.sandbox.agreement import approval, article
from empathkit_jira.sandbox.clocks import date, instant, sla
from empathkit_jira.sandbox.forms import person
from empathkit_jira.sandbox.state import Account, CommentState, jira_date, number_of
from empathkit_jira.sandbox.web import Call, Handler, Refused, endpoint
from empathkit_jira.shape import listing, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

WORKSPACE = "3f2b1c0d-sandbox"
_HIDDEN = "The issue does not exist or you do not have permission to see it."


def routes(desk: JiraSandbox) -> list[Route]:
    """All routes, on the site and behind the gateway's prefix."""
    api = _ServiceDesk(desk)
    request = "/request/{key}"
    table_of: list[tuple[str, str, Handler]] = [
        ("GET", request, api.request),
        ("GET", f"{request}/comment", api.comments),
        ("POST", f"{request}/comment", api.add_comment),
        ("GET", request + "/comment/{comment}", api.comment),
        ("GET", f"{request}/participant", api.participants),
        ("POST", f"{request}/participant", api.add_participants),
        ("DELETE", f"{request}/participant", api.remove_participants),
        ("GET", f"{request}/sla", api.slas),
        ("GET", f"{request}/approval", api.approvals),
        ("GET", "/knowledgebase/article", api.articles),
        ("GET", "/organization", api.organizations),
        ("GET", "/servicedesk", api.desks),
        ("GET", "/assets/workspace", api.workspaces),
        ("GET", "/info", api.info),
    ]
    return [
        Route(f"{prefix}/rest/servicedeskapi{path}", endpoint(handler, desk.lock), methods=[method])
        for method, path, handler in table_of
        for prefix in ("", "/ex/jira/{cloud}")
    ]


class _ServiceDesk:
    def __init__(self, desk: JiraSandbox) -> None:
        self.desk = desk

    def _request(self, call: Call) -> SandboxTicket:
        """Only issues of service projects are requests. Raises Refused."""
        found = self.desk.find(call.part("key"))
        if found is None or not self.desk.is_service_project(found):
            raise Refused(404, _HIDDEN)
        return found

    def info(self, call: Call) -> Any:
        return {
            "version": "5.12.0-SNAPSHOT",
            "platformVersion": "1001.0.0-SNAPSHOT",
            "buildDate": date("2026-01-05T00:00:00.000Z"),
            "buildChangeSet": "sandbox",
            "isLicensedForUse": True,
            "_links": {"self": f"{call.base}/rest/servicedeskapi/info"},
        }

    def request(self, call: Call) -> Any:
        issue = self._request(call)
        own = f"{call.base}/rest/servicedeskapi/request/{self.desk.issue_id(issue)}"
        fields = forms.fields(self.desk, issue, call.base, "2")
        asked, status = forms.reporter(self.desk, issue), self.desk.state(issue).status
        shown = {"summary": "What do you need?", "description": "Details"}
        made: dict[str, Any] = {
            "_expands": [
                "participant",
                "status",
                "sla",
                "requestType",
                "serviceDesk",
                "attachment",
                "action",
                "comment",
            ],
            "issueId": self.desk.issue_id(issue),
            "issueKey": issue.key,
            "summary": fields["summary"],
            "requestTypeId": "25",
            "serviceDeskId": str(number_of(self.desk.project_of(issue), 3)),
            "createdDate": date(jira_date(issue.created, issue.updated)),
            "requestFieldValues": [
                {"fieldId": name, "label": label, "value": fields[name]}
                for name, label in shown.items()
                if fields[name]
            ],
            "currentStatus": {
                "status": status.name,
                "statusCategory": status.category.upper(),
                "statusDate": date(jira_date(issue.updated, issue.created)),
            },
            "_links": {
                "jiraRest": f"{call.base}/rest/api/2/issue/{self.desk.issue_id(issue)}",
                "web": f"{call.base}/servicedesk/customer/portal/1/{issue.key}",
                "agent": f"{call.base}/browse/{issue.key}",
                "self": own,
            },
        }
        return {**made, **({"reporter": person(asked, call.base)} if asked else {}), **self._expanded(call)}

    def _expanded(self, call: Call) -> dict[str, Any]:
        """What was asked for beside the request. Clocks are for agents only, and left out without a word for others."""
        wanted = call.given("expand").split(",")
        made: dict[str, Any] = {}
        if "participant" in wanted:
            made["participants"] = self.participants(call)
        if "sla" in wanted and self.desk.agent:
            made["sla"] = self.slas(call)
        return made

    def comments(self, call: Call) -> Any:
        issue = self._request(call)
        public, internal = call.flag("public", otherwise=True), call.flag("internal", otherwise=True)
        shown = [one for one in self.desk.comments(issue) if (public if one.public else internal and self.desk.agent)]
        return _page(call, [self._comment(call, issue, one) for one in shown])

    def comment(self, call: Call) -> Any:
        issue = self._request(call)
        for one in self.desk.comments(issue):
            if one.id == call.part("comment"):
                return self._comment(call, issue, one)
        raise Refused(404, "The comment does not exist or you do not have permission to see it.")

    def add_comment(self, call: Call) -> Any:
        issue = self._request(call)
        body, public = call.fields.get("body"), call.fields.get("public")
        if not isinstance(body, str) or not body.strip():
            raise Refused(400, "Comment body can not be empty!")
        if not isinstance(public, bool):
            raise Refused(400, "The field 'public' is required.")
        state = CommentState(body, call.account, {} if public else {INTERNAL_PROPERTY: {"internal": True}})
        return AsciiJSON(self._comment(call, issue, self.desk.comment(issue, state)), 201)

    def _comment(self, call: Call, issue: SandboxTicket, message: SandboxMessage) -> dict[str, Any]:
        state = self.desk.comment_state(issue, message)
        own = f"{call.base}/rest/servicedeskapi/request/{self.desk.issue_id(issue)}/comment/{message.id}"
        return {
            "_expands": ["attachment", "renderedBody"],
            "id": message.id,
            "body": forms.rich(state.body, "2"),
            "public": message.public,
            "author": person(state.author, call.base),
            "created": date(jira_date(message.at, issue.updated)),
            "_links": {"self": own},
        }

    def participants(self, call: Call) -> Any:
        return _page(call, [person(one, call.base) for one in self._people(self._request(call))])

    def add_participants(self, call: Call) -> Any:
        held = self.desk.state(self._request(call)).participants
        for one in listing(call.fields.get("accountIds")):
            if (name := text(one)) and name not in held:
                held.append(name)
        return self.participants(call)

    def remove_participants(self, call: Call) -> Any:
        self.desk.state(self._request(call)).participants.clear()
        return self.participants(call)

    def _people(self, issue: SandboxTicket) -> Iterator[Account]:
        for name in self.desk.state(issue).participants:
            yield self.desk.account(name) or Account(name, name, kind="customer")

    def slas(self, call: Call) -> Any:
        """Agents only."""
        issue = self._request(call)
        if not self.desk.agent:
            raise Refused(403, "You do not have permission to view the SLA information of this request.")
        due = instant(issue.ticket.sla_due)
        return _page(call, [sla(call, self.desk.issue_id(issue), issue, due)] if due else [])

    def approvals(self, call: Call) -> Any:
        issue = self._request(call)
        own = f"{call.base}/rest/servicedeskapi/request/{self.desk.issue_id(issue)}/approval"
        given = enumerate(issue.ticket.approvals, 1)
        return _page(call, [approval(one, number, issue, call.base, own) for number, one in given])

    def articles(self, call: Call) -> Any:
        """Those of all posted tickets that share a word with the query: a stand-in for Confluence's search."""
        if not call.given("query").strip():
            raise Refused(400, "The query parameter is required.")
        asked = set(call.given("query").casefold().split())
        titles = {one.title for each in self.desk.issues() for one in each.ticket.articles}
        found = [one for one in sorted(titles) if asked & set(one.casefold().split())]
        return _page(call, [article(one, call.base) for one in found])

    def organizations(self, call: Call) -> Any:
        wanted = call.given("accountId")
        people = ((name, forms.organization(person)) for name, person in self.desk.people.items())
        names = {one for name, one in people if one and wanted in {"", name}}
        own = f"{call.base}/rest/servicedeskapi/organization"
        return _page(
            call,
            [
                {
                    "id": str(number_of(name)),
                    "name": storable(name),
                    "scimManaged": False,
                    "_links": {"self": f"{own}/{number_of(name)}"},
                }
                for name in sorted(names)
            ],
        )

    def desks(self, call: Call) -> Any:
        keys = [one for one in self.desk.projects() if one not in self.desk.software]
        own = f"{call.base}/rest/servicedeskapi/servicedesk"
        return _page(
            call,
            [
                {
                    "id": str(number_of(key, 3)),
                    "projectId": str(number_of(key)),
                    "projectName": f"{key} desk",
                    "projectKey": key,
                    "_links": {"self": f"{own}/{number_of(key, 3)}"},
                }
                for key in keys
            ],
        )

    def workspaces(self, call: Call) -> Any:
        """None where Assets is not licensed."""
        return _page(call, [{"workspaceId": WORKSPACE}] if self.desk.has_assets else [])


def _page(call: Call, values: Sequence[Any]) -> dict[str, Any]:
    start, limit = call.number("start", 0, 1_000_000), call.number("limit", 50, 100)
    held = list(values[start : start + limit])
    last = start + len(held) >= len(values)
    own = f"{call.base}{call.request.url.path.removeprefix(_prefix(call))}"
    links = {"base": call.base, "context": "", "self": own}
    if not last:
        links["next"] = f"{own}?start={start + limit}&limit={limit}"
    return {
        "_expands": [],
        "size": len(held),
        "start": start,
        "limit": limit,
        "isLastPage": last,
        "_links": links,
        "values": held,
    }


def _prefix(call: Call) -> str:
    cloud = call.request.path_params.get("cloud")
    return f"/ex/jira/{cloud}" if cloud else ""
