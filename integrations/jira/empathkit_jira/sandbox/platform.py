"""The platform API, versions 2 and 3: issues, comments, search, users, projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from empathkit.testing.faults import now
from empathkit_jira.sandbox import comments, forms, search
from empathkit_jira.sandbox.datacenter import account_of
from empathkit_jira.sandbox.state import TRANSITIONS, Account, jira_date, number_of
from empathkit_jira.sandbox.web import (
    NO_ISSUE,
    Call,
    Handler,
    Refused,
    issue_of,
    platform_routes,
    read_property,
    write_property,
)
from empathkit_jira.shape import listing, table, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox


def routes(desk: JiraSandbox) -> list[Route]:
    """All routes, under ``/rest/api/2|3`` of the site and of the gateway."""
    api = _Platform(desk)
    issue = "/issue/{key}"
    table_of: list[tuple[str, str, Handler]] = [
        ("GET", "/myself", api.myself),
        ("GET", "/field", api.fields),
        ("GET", "/user", api.user),
        ("GET", "/project", api.projects),
        ("GET", "/project/search", api.project_page),
        ("GET", "/project/{project}", api.project),
        *_searches(desk, api),
        ("GET", issue, api.issue),
        ("PUT", f"{issue}/assignee", api.assign),
        ("GET", f"{issue}/transitions", api.transitions),
        ("POST", f"{issue}/transitions", api.move),
        ("GET", f"{issue}/properties", api.issue_properties),
        ("GET", issue + "/properties/{property}", api.issue_property),
        ("PUT", issue + "/properties/{property}", api.set_issue_property),
        ("DELETE", issue + "/properties/{property}", api.delete_issue_property),
    ]
    made = [route for one in table_of for route in platform_routes(desk.lock, *one)]
    anonymous = platform_routes(desk.lock, "GET", "/serverInfo", api.server, anonymous=True)
    return [*made, *anonymous, *comments.routes(desk)]


def _searches(desk: JiraSandbox, api: _Platform) -> list[tuple[str, str, Handler]]:
    """Cloud's searches by token, or the one that counts, which Cloud has removed."""
    if desk.data_center:
        return [("GET", "/search", api.counted), ("POST", "/search", api.counted)]
    return [
        ("GET", "/search/jql", api.search),
        ("POST", "/search/jql", api.search),
        ("GET", "/search", api.gone),
        ("POST", "/search", api.gone),
        ("POST", "/search/approximate-count", api.count),
        ("POST", "/issue/bulkfetch", api.bulk),
    ]


class _Platform:
    def __init__(self, desk: JiraSandbox) -> None:
        self.desk = desk

    # --- the site ---

    def server(self, call: Call) -> Any:
        return {
            "baseUrl": call.base,
            "version": "10.3.5" if call.data_center else "1001.0.0-SNAPSHOT",
            "versionNumbers": [10, 3, 5] if call.data_center else [1001, 0, 0],
            "deploymentType": "Server" if call.data_center else "Cloud",
            "buildNumber": 100_300,
            "buildDate": "2026-01-05T00:00:00.000+0000",
            "serverTime": jira_date(None, now()),
            "scmInfo": "sandbox",
            "serverTitle": "Jira",
        }

    def myself(self, call: Call) -> Any:
        return {**forms.user(call.account, call.base, call.version), "locale": "en_US", "timeZone": "Etc/UTC"}

    def fields(self, call: Call) -> Any:
        names = {
            forms.REQUEST_TYPE: "Request Type",
            forms.ORGANIZATIONS: "Organizations",
            forms.PARTICIPANTS: "Request participants",
            forms.SATISFACTION: "Satisfaction",
        }
        known = (*search.FIELDS, *names)
        return [
            {
                "id": name,
                "key": name,
                "name": names.get(name, name.capitalize()),
                "custom": name in names,
                "orderable": True,
                "navigable": True,
                "searchable": True,
                "clauseNames": [name],
                "schema": forms.schema(name),
            }
            for name in known
        ]

    def user(self, call: Call) -> Any:
        wanted = call.given("accountId")
        if call.data_center:
            wanted = call.given("key") or account_of(call.given("username"))
        account = self.desk.account(wanted)
        if account is None and call.account.id == wanted:
            account = call.account
        if account is None:
            raise Refused(404, "Specified user does not exist or you do not have required permissions")
        made = forms.user(account, call.base, call.version)
        return {**made, "locale": account.locale} if account.locale else made

    def projects(self, call: Call) -> Any:
        return [forms.project(self.desk, one, call.base, call.version) for one in self.desk.projects()]

    def project_page(self, call: Call) -> Any:
        wanted = call.given("typeKey")
        start, most = call.number("startAt", 0, 10_000), call.number("maxResults", 50, 100)
        found = [
            one for one in self.projects(call) if one["projectTypeKey"] in (wanted or one["projectTypeKey"]).split(",")
        ]
        page = found[start : start + most]
        last = start + len(page) >= len(found)
        return {
            "self": f"{call.base}/rest/api/{call.version}/project/search",
            "startAt": start,
            "maxResults": most,
            "total": len(found),
            "isLast": last,
            "values": page,
        }

    def project(self, call: Call) -> Any:
        wanted = call.part("project")
        for one in self.desk.projects():
            if wanted in {one, str(number_of(one))}:
                return forms.project(self.desk, one, call.base, call.version)
        raise Refused(404, f"No project could be found with key '{wanted}'.")

    # --- search ---

    def search(self, call: Call) -> Any:
        return search.page(self.desk, call)

    def counted(self, call: Call) -> Any:
        return search.counted(self.desk, call)

    def count(self, call: Call) -> Any:
        return {"count": len(search.found(self.desk, text(call.fields.get("jql")) or "", call.account))}

    def gone(self, call: Call) -> Any:
        raise Refused(
            410,
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
            "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
        )

    def bulk(self, call: Call) -> Any:
        keys = [text(one) or "" for one in listing(call.fields.get("issueIdsOrKeys"))]
        if not keys or len(keys) > 100:
            raise Refused(400, "issueIdsOrKeys must hold 1 to 100 issues.")
        wanted = [text(one) or "" for one in listing(call.fields.get("fields"))]
        issues = [one for key in keys if (one := self.desk.find(key))]
        missing = [key for key in keys if not self.desk.find(key)]
        made = {"issues": [forms.issue(self.desk, one, call.base, call.version, wanted) for one in issues]}
        errors = [{"id": key, "errorMessage": NO_ISSUE} for key in missing]
        return {**made, "issueErrors": errors}

    # --- issues ---

    def issue(self, call: Call) -> Any:
        wanted = call.given("fields", "*all").split(",")
        return forms.issue(self.desk, issue_of(self.desk, call), call.base, call.version, wanted, call.given("expand"))

    def assign(self, call: Call) -> Any:
        issue, wanted = issue_of(self.desk, call), text(call.fields.get("accountId"))
        if wanted is None:
            self.desk.assign(issue, None, call.account)
        else:
            self.desk.assign(issue, self.desk.account(wanted) or Account(wanted, wanted), call.account)
        return Response(status_code=204)

    def transitions(self, call: Call) -> Any:
        issue = issue_of(self.desk, call)
        return {
            "expand": "transitions",
            "transitions": [
                {
                    "id": one.id,
                    "name": one.name,
                    "to": forms.status(one.to, call.base, call.version),
                    "hasScreen": False,
                    "isGlobal": True,
                    "isInitial": False,
                    "isAvailable": True,
                    "isConditional": False,
                }
                for one in TRANSITIONS
                if one.to is not self.desk.state(issue).status
            ],
        }

    def move(self, call: Call) -> Any:
        issue, wanted = issue_of(self.desk, call), text(table(call.fields, "transition").get("id"))
        for one in TRANSITIONS:
            if one.id == wanted and one.to is not self.desk.state(issue).status:
                self.desk.move(issue, one.to, call.account)
                return Response(status_code=204)
        raise Refused(400, "It seems that you have tried to perform a workflow operation that is not valid.")

    # --- properties ---

    def issue_properties(self, call: Call) -> Any:
        issue = issue_of(self.desk, call)
        base = f"{call.base}/rest/api/{call.version}/issue/{self.desk.issue_id(issue)}/properties"
        return {"keys": [{"self": f"{base}/{name}", "key": name} for name in self.desk.state(issue).properties]}

    def issue_property(self, call: Call) -> Any:
        return read_property(self.desk.state(issue_of(self.desk, call)).properties, call)

    def set_issue_property(self, call: Call) -> Any:
        return write_property(self.desk.state(issue_of(self.desk, call)).properties, call)

    def delete_issue_property(self, call: Call) -> Any:
        properties = self.desk.state(issue_of(self.desk, call)).properties
        read_property(properties, call)
        del properties[call.part("property")]
        return Response(status_code=204)
