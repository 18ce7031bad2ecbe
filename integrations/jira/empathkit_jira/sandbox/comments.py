"""The platform API's comments. Only a property of the creating call makes one internal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from empathkit.testing.control import AsciiJSON
from empathkit.testing.faults import now
from empathkit.testing.sandbox import SandboxMessage, SandboxTicket
from empathkit_jira.adf import text_of
from empathkit_jira.comments import INTERNAL_PROPERTY
from empathkit_jira.sandbox import forms, hooks
from empathkit_jira.sandbox.adf_rules import problem
from empathkit_jira.sandbox.state import CommentState
from empathkit_jira.sandbox.web import Call, Handler, Refused, issue_of, platform_routes, read_property
from empathkit_jira.shape import listing, table, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: Characters of a comment.
LONGEST = 32_767
_NO_COMMENT = "Can not find a comment for the id: {}."
_NOT_ADF = "Comment body is not valid!"


def routes(desk: JiraSandbox) -> list[Route]:
    """All routes."""
    api = _Comments(desk)
    many, one, property_of = (
        "/issue/{key}/comment",
        "/issue/{key}/comment/{comment}",
        "/comment/{comment}/properties/{property}",
    )
    table_of: list[tuple[str, str, Handler]] = [
        ("GET", many, api.comments),
        ("POST", many, api.add_comment),
        ("GET", one, api.comment),
        ("PUT", one, api.edit_comment),
        ("DELETE", one, api.delete_comment),
        ("GET", property_of, api.comment_property),
        ("PUT", property_of, api.set_comment_property),
    ]
    return [route for each in table_of for route in platform_routes(desk.lock, *each)]


class _Comments:
    def __init__(self, desk: JiraSandbox) -> None:
        self.desk = desk

    def comments(self, call: Call) -> Any:
        issue = issue_of(self.desk, call)
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
        issue = issue_of(self.desk, call)
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
        return read_property(self.desk.comment_state(*self._any_comment(call)).properties, call)

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
            lambda secret: self.desk.signed(secret, hooks.about_comment(self.desk, event, issue, message))
        )

    def _form(self, call: Call, issue: SandboxTicket, message: SandboxMessage, *, properties: bool = False) -> Any:
        return forms.comment(self.desk, issue, message, call.base, call.version, properties=properties)

    def _comment(self, call: Call) -> tuple[SandboxTicket, SandboxMessage]:
        issue, wanted = issue_of(self.desk, call), call.part("comment")
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
