"""The webhook an administrator installs with one command, and what doctor says of it."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from jira_desk import TICKET

from empathkit.cli import main
from empathkit.connect.rest import Rest
from empathkit.errors import ConfigurationError, PermissionDenied, PlatformUnavailable
from empathkit.models import Ticket
from empathkit.settings import Settings
from empathkit.testing.server import running
from empathkit_jira import platform
from empathkit_jira.client import JiraClient
from empathkit_jira.install import EVENTS, check, install
from empathkit_jira.sandbox import JiraSandbox

URL = "http://127.0.0.1:9/webhooks/jira"


@dataclasses.dataclass
class Site:
    sandbox: JiraSandbox
    settings: Settings


@pytest.fixture
def site() -> Iterator[Site]:
    sandbox = JiraSandbox()
    with running(sandbox.app()) as url:
        names = {"URL": url, "EMAIL": "admin@desk.example", "TOKEN": "t", "WEBHOOK_SECRET": "new, old"}
        yield Site(sandbox, Settings({f"EMPATHKIT_JIRA_{name}": value for name, value in names.items()}))


def test_it_is_made_signed_with_the_newest_secret_and_told_what_to_tell(site: Site) -> None:
    assert install(site.settings, URL).startswith("made: EmpathKit")
    [made] = site.sandbox.webhooks.values()
    assert (made["url"], made["secret"], tuple(made["events"])) == (URL, "new", EVENTS)
    assert made["filters"] == {"issue-related-events-section": "projectType = service_desk"}
    assert [(hook.url, hook.secret) for hook in site.sandbox.hooks] == [(URL, "new")]


def test_a_second_time_it_is_brought_up_to_date_and_not_doubled(site: Site) -> None:
    install(site.settings, URL)
    later = Settings({**site.settings.values, "EMPATHKIT_JIRA_JQL": "project in (IT, HR)"})

    assert install(later, URL).startswith("brought up to date")
    [made] = site.sandbox.webhooks.values()
    assert made["filters"] == {"issue-related-events-section": "project in (IT, HR)"}
    assert len(site.sandbox.hooks) == 1


def test_the_webhook_it_made_leads_to_an_event(site: Site) -> None:
    install(site.settings, URL)
    ticket = site.sandbox.add_ticket(Ticket.model_validate(TICKET))
    headers, body = site.sandbox.webhook("created", ticket, None, site.sandbox.hooks[0].secret)

    assert platform.receiver(site.settings).accept(dict(headers), body)


def test_who_is_no_administrator_is_told(site: Site) -> None:
    site.sandbox.administrator = False

    with pytest.raises(PermissionDenied):
        install(site.settings, URL)


@pytest.mark.parametrize("url", ["http://desk.example/webhooks/jira", "https://desk.example/", "webhooks/jira"])
def test_an_address_that_is_none_is_refused(site: Site, url: str) -> None:
    with pytest.raises(ConfigurationError):
        install(site.settings, url)


def test_the_command_says_what_was_done(site: Site, monkeypatch: Any, capsys: Any, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in site.settings.values.items():
        monkeypatch.setenv(name, value)

    assert main(["jira", "install-webhook", URL]) == 0
    assert "made: EmpathKit" in capsys.readouterr().out


class Answers(Rest):
    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def get(self, path: str, params: Any = None) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


HOOK = {"url": "https://x.example/webhooks/jira", "enabled": True, "isSigned": True, "events": list(EVENTS)}


@pytest.mark.parametrize(
    ("answer", "ok", "caveat"),
    [
        pytest.param([HOOK], True, False, id="well"),
        pytest.param([{**HOOK, "enabled": False}], False, False, id="switched off"),
        pytest.param([{**HOOK, "isSigned": False}], False, False, id="not signed"),
        pytest.param([{**HOOK, "events": ["comment_created"]}], False, False, id="tells too little"),
        pytest.param([{**HOOK, "url": "https://x.example/other"}], True, True, id="another's"),
        pytest.param([], True, True, id="none"),
        pytest.param(PermissionDenied("no"), True, True, id="not allowed to look"),
        pytest.param(PlatformUnavailable("away"), True, True, id="no answer"),
    ],
)
def test_doctor_says_whether_it_is_well(answer: Any, ok: bool, caveat: bool) -> None:
    made = Answers(answer)
    found = check(JiraClient(made, made))

    assert (found.ok, found.caveat) == (ok, caveat)
