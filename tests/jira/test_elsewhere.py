"""Projects that are no service projects: no notes there, or notes for one project role where the desk chose one."""

from typing import Any

import pytest
from jira_desk import Desk

from empathkit.errors import ConfigurationError, NoteWentPublic, PermissionDenied
from empathkit.models import Heading, Ignored, InternalNote, Paragraph, Reply
from empathkit.settings import Settings
from empathkit_jira.connector import JiraConnector
from empathkit_jira.receiver import read as read_event
from empathkit_jira.sandbox import JiraSandbox
from empathkit_jira.settings import HookSettings, read

MARK = "ek-0123456789abcdef0123"
NOTE = InternalNote(
    ticket="DEV-3",
    kind="suggestion",
    marker=MARK,
    blocks=(Heading(text="A reply"), Reply(text="I'll look."), Paragraph(text=f"EmpathKit {MARK}")),
)
FORMS = {"Cloud": {}, "Data Center": {"DEPLOYMENT": "datacenter", "EMAIL": ""}}


@pytest.fixture(params=FORMS.keys())
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def box(form: str) -> JiraSandbox:
    return JiraSandbox(data_center=form == "Data Center")


def with_role(desk: Desk, form: str, **more: str) -> JiraConnector:
    return desk.connector(NOTE_ROLE="developers", **FORMS[form], **more)


def test_without_a_role_nothing_is_written(desk: Desk, form: str) -> None:
    desk.post(key="DEV-3")
    with pytest.raises(PermissionDenied, match="EMPATHKIT_JIRA_NOTE_ROLE"):
        desk.connector(**FORMS[form]).push(NOTE)
    assert len(desk.messages("DEV-3")) == 4


def test_with_a_role_the_note_is_for_it_alone_and_found_again(desk: Desk, form: str) -> None:
    desk.post(key="DEV-3")
    connector = with_role(desk, form)
    placed = connector.push(NOTE)
    assert connector.notes("DEV-3") == (placed,)
    [stored] = [one for one in desk.messages("DEV-3") if MARK in one["body"]]
    assert (stored["author"], stored["public"]) == ("integration", False)
    held = desk.sandbox.comment_state(desk.sandbox.find("DEV-3"), desk.sandbox.find("DEV-3").messages[-1])
    assert dict(held.visibility) == {"type": "role", "value": "developers"}
    last = connector.fetch("DEV-3").messages[-1]
    assert (last.author, last.public) == ("integration", False)


def test_a_service_project_keeps_its_internal_comments_whatever_the_role(desk: Desk, form: str) -> None:
    desk.post()
    connector = with_role(desk, form)
    note = NOTE.model_copy(update={"ticket": "IT-41"})
    connector.push(note)
    ticket = desk.sandbox.find("IT-41")
    held = desk.sandbox.comment_state(ticket, ticket.messages[-1])
    assert (held.visibility, ticket.messages[-1].public) == (None, False)


def test_the_preview_is_the_call_of_that_project(desk: Desk, form: str) -> None:
    desk.post(key="DEV-3")
    preview = with_role(desk, form).preview(NOTE)
    assert preview.body["visibility"] == {"type": "role", "value": "developers"}
    assert preview.target.endswith("/issue/DEV-3/comment")
    assert {method for method, _, _ in desk.calls()} == {"GET"}


def test_a_note_whose_restriction_was_dropped_is_taken_away_and_told(desk: Desk, form: str) -> None:
    desk.post(key="DEV-3")
    desk.sandbox.keeps_internal = False
    with pytest.raises(NoteWentPublic, match=r"for the role developers alone; comment \d+ has been deleted"):
        with_role(desk, form).push(NOTE)
    assert len(desk.messages("DEV-3")) == 4


def test_a_restricted_note_of_ours_is_no_news() -> None:
    comment: dict[str, Any] = {
        "id": "5",
        "body": f"EmpathKit {MARK}",
        "jsdPublic": True,
        "visibility": {"type": "role", "value": "Developers"},
        "author": {"accountId": "a"},
    }
    body = {"webhookEvent": "comment_created", "comment": comment, "issue": {"key": "DEV-3"}}
    outcome = read_event({}, body, HookSettings((), "acme.example"))
    assert isinstance(outcome, Ignored)
    assert outcome.reason == "our own note"


@pytest.mark.parametrize("role", ["", "a\nb", "x" * 300])
def test_what_is_no_role_is_refused(role: str) -> None:
    names = {"URL": "https://acme.example", "TOKEN": "t", "NOTE_ROLE": role}
    settings = Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in names.items()})
    if not role:
        assert read(settings).note_role is None
        return
    with pytest.raises(ConfigurationError, match="NOTE_ROLE"):
        read(settings)
