"""The platform API, versions 2 and 3: issues, comments, search, users, projects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from empathkit.testing.sandbox import AsciiJSON, SandboxMessage, SandboxTicket, now
from empathkit_jira.adf import text_of
from empathkit_jira.mapping import INTERNAL_PROPERTY
from empathkit_jira.sandbox import forms, hooks, search
from empathkit_jira.sandbox.adf_rules import problem
from empathkit_jira.sandbox.state import TRANSITIONS, Account, CommentState, jira_date, number_of
from empathkit_jira.sandbox.web import Call, Handler, Refused, endpoint
from empathkit_jira.shape import Json, listing, table, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: Characters of a comment.
LONGEST = 32_767
_NO_ISSUE = "Issue does not exist or you do not have permission to see it."
_NO_COMMENT = "Can not find a comment for the id: {}."
_NOT_ADF = "Comment body is not valid!"


def routes(desk: JiraSandbox) -> list[Route]:
    """All routes, under ``/rest/api/2|3`` of the site and of the gateway."""
    api = _Platform(desk)
    issue, comment = "/issue/{key}", "/issue/{key}/comment"
    table_of: list[tuple[str, str, Handler]] = [
        ("GET", "/myself", api.myself),
        ("GET", "/field", api.fields),
        ("GET", "/user", api.user),
        ("GET", "/project", api.projects),
        ("GET", "/project/search", api.project_page),
        ("GET", "/project/{project}", api.project),
        ("GET", "/search/jql", api.search),
        ("POST", "/search/jql", api.search),
        ("GET", "/search", api.gone),
        ("POST", "/search", api.gone),
        ("POST", "/search/approximate-count", api.count),
        ("POST", "/issue/bulkfetch", api.bulk),
        ("GET", issue, api.issue),
        ("PUT", f"{issue}/assignee", api.assign),
        ("GET", f"{issue}/transitions", api.transitions),
        ("POST", f"{issue}/transitions", api.move),
        ("GET", f"{issue}/properties", api.issue_properties),
        ("GET", issue + "/properties/{property}", api.issue_property),
        ("PUT", issue + "/properties/{property}", api.set_issue_property),
        ("DELETE", issue + "/properties/{property}", api.delete_issue_property),
        ("GET", comment, api.comments),
        ("POST", comment, api.add_comment),
        ("GET", comment + "/{comment}", api.comment),
        ("PUT", comment + "/{comment}", api.edit_comment),
        ("DELETE", comment + "/{comment}", api.delete_comment),
        ("GET", "/comment/{comment}/properties/{property}", api.comment_property),
        ("PUT", "/comment/{comment}/properties/{property}", api.set_comment_property),
    ]
    made = [route for one in table_of for route in _route(desk, *one)]
    return [*made, *_route(desk, "GET", "/serverInfo", api.server, anonymous=True)]


def _route(desk: JiraSandbox, method: str, path: str, handler: Handler, *, anonymous: bool = False) -> Iterable[Route]:
    serve = endpoint(handler, desk.lock, anonymous=anonymous)
    for prefix in ("", "/ex/jira/{cloud}"):
        yield Route(f"{prefix}/rest/api/{{version}}{path}", serve, methods=[method])


class _Platform:
    def __init__(self, desk: JiraSandbox) -> None:
        self.desk = desk

    # --- the site ---

    def server(self, call: Call) -> Any:
        return {
            "baseUrl": call.base,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
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
                "schema": {"type": "string", "system": name},
            }
            for name in known
        ]

    def user(self, call: Call) -> Any:
        account = self.desk.account(call.given("accountId"))
        if account is None and call.account.id == call.given("accountId"):
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
        errors = [{"id": key, "errorMessage": _NO_ISSUE} for key in missing]
        return {**made, "issueErrors": errors}

    # --- issues ---

    def _issue(self, call: Call) -> SandboxTicket:
        found = self.desk.find(call.part("key"))
        if found is None:
            raise Refused(404, _NO_ISSUE)
        return found

    def issue(self, call: Call) -> Any:
        wanted = call.given("fields", "*all").split(",")
        return forms.issue(self.desk, self._issue(call), call.base, call.version, wanted, call.given("expand"))

    def assign(self, call: Call) -> Any:
        issue, wanted = self._issue(call), text(call.fields.get("accountId"))
        if wanted is None:
            self.desk.assign(issue, None, call.account)
        else:
            self.desk.assign(issue, self.desk.account(wanted) or Account(wanted, wanted), call.account)
        return Response(status_code=204)

    def transitions(self, call: Call) -> Any:
        issue = self._issue(call)
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
        issue, wanted = self._issue(call), text(table(call.fields, "transition").get("id"))
        for one in TRANSITIONS:
            if one.id == wanted and one.to is not self.desk.state(issue).status:
                self.desk.move(issue, one.to, call.account)
                return Response(status_code=204)
        raise Refused(400, "It seems that you have tried to perform a workflow operation that is not valid.")

    # --- properties ---

    def issue_properties(self, call: Call) -> Any:
        issue = self._issue(call)
        base = f"{call.base}/rest/api/{call.version}/issue/{self.desk.issue_id(issue)}/properties"
        return {"keys": [{"self": f"{base}/{name}", "key": name} for name in self.desk.state(issue).properties]}

    def issue_property(self, call: Call) -> Any:
        return _property(self.desk.state(self._issue(call)).properties, call)

    def set_issue_property(self, call: Call) -> Any:
        return _set_property(self.desk.state(self._issue(call)).properties, call)

    def delete_issue_property(self, call: Call) -> Any:
        properties = self.desk.state(self._issue(call)).properties
        _property(properties, call)
        del properties[call.part("property")]
        return Response(status_code=204)

    # --- comments ---

    def comments(self, call: Call) -> Any:
        issue = self._issue(call)
        start, most = call.number("startAt", 0, 1_000_000), call.number("maxResults", 100, 100)
        properties = "properties" in call.given("expand").split(",")
        made = forms.comments(self.desk, issue, call.base, call.version, start, most, properties=properties)
        if call.given("orderBy") == "-created":
            made["comments"].reverse()
        return made

    def comment(self, call: Call) -> Any:
        properties = "properties" in call.given("expand").split(",")
        return self._form(call, *self._comment(call), properties=properties)

    def add_comment(self, call: Call) -> Any:
        issue = self._issue(call)
        properties = {
            name: table(one).get("value")
            for one in listing(call.fields.get("properties"))
            if (name := text(table(one).get("key")))
        }
        state = CommentState(
            _comment_body(call), call.account, properties, table(call.fields.get("visibility")) or None
        )
        return AsciiJSON(self._form(call, issue, self.desk.comment(issue, state)), 201)

    def edit_comment(self, call: Call) -> Any:
        issue, message = self._comment(call)
        state = self.desk.comment_state(issue, message)
        state.body = _comment_body(call)
        state.updated = issue.updated = now()
        message.body = text_of(state.body)
        for one in listing(call.fields.get("properties")):
            self._set_comment_property(issue, message, text(table(one).get("key")) or "", table(one).get("value"))
        if "visibility" in call.fields:
            state.visibility = table(call.fields.get("visibility")) or None
        self._tell("comment_updated", issue, message)
        return self._form(call, issue, message)

    def delete_comment(self, call: Call) -> Any:
        issue, message = self._comment(call)
        issue.messages.remove(message)
        self._tell("comment_deleted", issue, message)
        return Response(status_code=204)

    def comment_property(self, call: Call) -> Any:
        return _property(self.desk.comment_state(*self._any_comment(call)).properties, call)

    def set_comment_property(self, call: Call) -> Any:
        issue, message = self._any_comment(call)
        known = call.part("property") in self.desk.comment_state(issue, message).properties
        self._set_comment_property(issue, message, call.part("property"), call.body)
        return Response(status_code=200 if known else 201)

    def _set_comment_property(self, issue: SandboxTicket, message: SandboxMessage, name: str, value: Any) -> None:
        self.desk.comment_state(issue, message).properties[name] = value
        if name == INTERNAL_PROPERTY:
            message.public = table(value).get("internal") not in (True, "true")

    def _tell(self, event: str, issue: SandboxTicket, message: SandboxMessage) -> None:
        self.desk.send_webhook(
            lambda secret: hooks.signed(secret, hooks.about_comment(self.desk, event, issue, message))
        )

    def _form(self, call: Call, issue: SandboxTicket, message: SandboxMessage, *, properties: bool = False) -> Any:
        return forms.comment(self.desk, issue, message, call.base, call.version, properties=properties)

    def _comment(self, call: Call) -> tuple[SandboxTicket, SandboxMessage]:
        issue, wanted = self._issue(call), call.part("comment")
        for message in self.desk.comments(issue):
            if message.id == wanted:
                return issue, message
        raise Refused(404, _NO_COMMENT.format(wanted))

    def _any_comment(self, call: Call) -> tuple[SandboxTicket, SandboxMessage]:
        wanted = call.part("comment")
        for issue in self.desk.issues():
            for message in self.desk.comments(issue):
                if message.id == wanted:
                    return issue, message
        raise Refused(404, _NO_COMMENT.format(wanted))


def _comment_body(call: Call) -> Any:
    """The body as this version takes it: a document for v3, a string for v2. Raises Refused."""
    body = call.fields.get("body")
    if call.version == "3":
        if not isinstance(body, dict) or problem(body) is not None:
            raise Refused(400, errors={"comment": _NOT_ADF})
    elif not isinstance(body, str):
        raise Refused(400, errors={"comment": "Operation value must be a string"})
    plain = text_of(body)
    if not plain.strip():
        raise Refused(400, errors={"comment": "Comment body can not be empty!"})
    if len(plain) > LONGEST:
        raise Refused(
            400, errors={"comment": "The entered text is too long. It exceeds the allowed limit of 32,767 characters."}
        )
    return body


def _property(properties: Json, call: Call) -> Any:
    name = call.part("property")
    if name not in properties:
        raise Refused(404, f"The property {name} does not exist.")
    return {"key": name, "value": properties[name]}


def _set_property(properties: dict[str, Any], call: Call) -> Any:
    known = call.part("property") in properties
    properties[call.part("property")] = call.body
    return Response(status_code=200 if known else 201)
