import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
import responses
from responses.matchers import header_matcher
from starlette.testclient import TestClient

from empathkit.connect import platforms
from empathkit.models import Requester, Ticket
from empathkit.serve.service import build_service
from empathkit.settings import Settings
from empathkit.testing.server import running

EXAMPLES = Path(__file__).parents[2] / "examples"
SECRET = "open sesame"


def load(name):
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Desk:
    """A Jira sandbox with one ticket, and the settings of a service connected to it."""

    def __init__(self, sandbox, url, folder):
        self.sandbox = sandbox
        self.settings = Settings(
            {
                "EMPATHKIT_JIRA_URL": url,
                "EMPATHKIT_JIRA_EMAIL": "desk@example.org",
                "EMPATHKIT_JIRA_TOKEN": "any",
                "EMPATHKIT_JIRA_WEBHOOK_SECRET": SECRET,
                "EMPATHKIT_DATABASE_URL": f"sqlite:///{folder / 'memory.db'}",
                "EMPATHKIT_SETTLE_SECONDS": "0",
            }
        )
        said = [{"author": "requester", "body": "Outlook freezes when I open the shared mailbox."}]
        self.ticket = sandbox.add_ticket(
            Ticket.model_validate({"requester": {"id": "u1", "name": "Salma Brandt"}, "messages": said})
        )

    def webhook(self):
        headers, body = self.sandbox.webhook("created", self.ticket, None, SECRET)
        return dict(headers), body

    def notes(self):
        return [one for one in self.ticket.messages if one.author == "integration"]


@pytest.fixture
def desk(tmp_path):
    sandbox = platforms.find("jira").sandbox()
    with running(sandbox.app()) as url:
        yield Desk(sandbox, url, tmp_path)


def until(done, seconds=20):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_lambda_takes_an_event_and_a_worker_elsewhere_leaves_the_note(desk):
    headers, body = desk.webhook()
    function = load("lambda_function").build(desk.settings)
    call = {"rawPath": "/jira", "requestContext": {"http": {"method": "POST"}}, "headers": headers}

    answers = [function({**call, "headers": given, "body": body.decode()}, None) for given in ({}, headers)]
    assert [answer["statusCode"] for answer in answers] == [401, 204]
    assert desk.notes() == []

    worker = build_service(desk.settings, web=False, workers=1).parts
    worker.start()
    until(desk.notes)
    worker.stop()
    assert [note.public for note in desk.notes()] == [False]


@pytest.mark.parametrize("name", ["starlette_app", "fastapi_app"])
def test_an_asgi_service_takes_a_webhook_and_leaves_an_internal_note(desk, name):
    headers, body = desk.webhook()

    with TestClient(load(name).build(desk.settings)) as client:
        refused = client.post("/webhooks/jira", content=body)
        taken = client.post("/webhooks/jira", content=body, headers=headers)
        until(desk.notes)

    assert (refused.status_code, taken.status_code) == (401, 204)
    assert [note.public for note in desk.notes()] == [False]


def test_flask_takes_a_webhook_and_leaves_an_internal_note(desk):
    headers, body = desk.webhook()
    app = load("flask_app").build(desk.settings)

    refused = app.test_client().post("/webhooks/jira", data=body)
    taken = app.test_client().post("/webhooks/jira", data=body, headers=headers)
    until(desk.notes)
    app.extensions["empathkit"].stop()

    assert (refused.status_code, taken.status_code) == (401, 204)
    assert [note.public for note in desk.notes()] == [False]


@pytest.mark.parametrize("name", ["starlette_app", "fastapi_app", "flask_app"])
def test_a_service_without_a_platform_says_so_in_the_log(name, tmp_path, caplog):
    load(name).build(Settings({"EMPATHKIT_DATABASE_URL": f"sqlite:///{tmp_path / 'memory.db'}"}))

    assert "no platform is configured" in caplog.text


@pytest.mark.parametrize("name", ["starlette_app", "fastapi_app", "flask_app"])
def test_a_service_says_what_to_install_and_where_to_run_it(name):
    said = load(name).__doc__

    assert 'pip install ".[server]"' in said
    assert "from the root of the checkout" in said
    assert f"examples.{name}:build" in said


def test_fastapi_answers_a_draft(desk):
    ticket = {"requester": {"id": "u1"}, "messages": [{"author": "requester", "body": "vpn error 809 since monday"}]}

    with TestClient(load("fastapi_app").build(desk.settings)) as client:
        assert client.post("/draft", json=ticket).json()["draft"]["text"]


def test_the_library_example_prints_a_reply_with_its_reasons():
    done = subprocess.run([sys.executable, EXAMPLES / "library.py"], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert "Hello Salma" in done.stdout
    rewritten = done.stdout.partition("rewritten: ")[2]
    assert "simply" not in rewritten
    assert "inconvenience" not in rewritten
    assert "Outlook" in rewritten


def test_a_directory_of_people_fills_what_the_platform_leaves_out():
    call = [sys.executable, str(EXAMPLES / "csv_directory.py")]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert "place: Porto (profile)" in done.stdout


def test_every_example_is_tested_here():
    tested = Path(__file__).read_text(encoding="utf-8")

    assert [file.stem for file in EXAMPLES.glob("*.py") if f'"{file.stem}' not in tested] == []


@pytest.fixture
def people():
    http = load("http_directory")
    now = [0.0]
    return http.HttpDirectory("https://people.example.org/api/people/", "t0ken", clock=lambda: now[0]), now


@responses.activate
def test_the_http_directory_asks_once_an_hour(people):
    directory, now = people
    url = "https://people.example.org/api/people/qm%3Aana%2F1"
    responses.get(url, json={"site": "Porto", "vip": None}, match=[header_matcher({"Authorization": "Bearer t0ken"})])
    person = Requester(id="qm:ana/1")
    assert [directory.lookup(person).site for _ in range(3)] == ["Porto"] * 3
    assert len(responses.calls) == 1
    now[0] = 3601
    directory.lookup(person)
    assert len(responses.calls) == 2


@responses.activate
def test_the_http_directory_knows_not_everybody_and_may_be_down(people):
    directory, _ = people
    responses.get("https://people.example.org/api/people/u2", status=404)
    responses.get("https://people.example.org/api/people/u3", status=503)
    assert directory.lookup(Requester(id="u2")) is None
    assert directory.lookup(Requester(name="Ana")) is None
    with pytest.raises(requests.HTTPError):
        directory.lookup(Requester(id="u3"))


def test_the_csv_directory_is_named_by_its_factory(tmp_path, monkeypatch):
    file = tmp_path / "people.csv"
    file.write_text("id,name,site\nu1,Ana,Porto\n", encoding="utf-8")
    monkeypatch.setenv("PEOPLE_CSV", str(file))
    assert load("csv_directory").directory(Settings({})).lookup(Requester(id="u1")).site == "Porto"
