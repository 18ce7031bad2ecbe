"""What the keepers of the service see, and what nobody may: refusals, ids in logs, metrics, the queue."""

import json
import logging

import pytest
from starlette.testclient import TestClient

from empathkit.cli import main
from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.connect.limits import Traffic
from empathkit.errors import ConfigurationError, NotVisible
from empathkit.pipeline import Kit
from empathkit.serve.admin import build_admin
from empathkit.serve.app import Parts, build_app
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.serve.flood import Flood
from empathkit.serve.gate import Gate
from empathkit.serve.logs import JsonFormatter, request_id
from empathkit.serve.metrics import metrics_text
from empathkit.serve.service import admin_bind
from empathkit.settings import Settings
from empathkit.testing.fakes import FakeReceiver, fake_event

ADMIN = {"Authorization": "Bearer sesame"}


class House:
    """A service whose every run fails."""

    def __init__(self, path):
        self.url = f"sqlite:///{path / 'queue.db'}"
        self.database = Database(self.url)
        self.queue = ThreadQueue(self.run, SqlSchedule(self.database, settle=0), threads=0)
        self.parts = Parts(Kit(), Handler({"fake": FakeReceiver()}, self.queue), self.queue)

    def run(self, job, current):
        raise NotVisible("fake: IT-1: not found")

    def give_up(self, *tickets):
        for ticket in tickets:
            self.queue.put(fake_event(ticket, delivery=ticket))
            self.queue.step()


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.database.close()


# --- the flood


def test_who_is_refused_too_often_is_told_to_wait():
    flood = Flood(refusals=3, window=60)

    assert [flood.refused("a", now) for now in (0, 1, 2)] == [None, None, None]
    assert flood.refused("a", 10) == 50
    assert flood.refused("b", 10) is None


def test_a_new_window_begins_anew():
    flood = Flood(refusals=1, window=60)
    flood.refused("a", 0)

    assert flood.refused("a", 59) is not None
    assert flood.refused("a", 61) is None


def test_only_so_many_sources_are_remembered():
    flood = Flood(refusals=1, sources=2)
    for source in ("a", "b", "c"):
        flood.refused(source, 0)

    assert flood.refused("a", 1) is None
    assert flood.refused("c", 1) is not None


def test_a_forger_is_answered_429_and_a_signed_call_from_the_same_address_is_taken(house):
    app = build_app(house.parts)
    with TestClient(app) as client:
        statuses = [client.post("/webhooks/fake", content="{}").status_code for _ in range(40)]
        body = json.dumps({"kind": "created", "ticket": "IT-1", "delivery": "d1"})
        taken = client.post("/webhooks/fake", content=body, headers={"X-Fake-Secret": "open"})

    assert (statuses[0], statuses[-1]) == (401, 429)
    assert taken.status_code == 204


# --- ids and logs


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-123", True), ("two\twords", False), ("x" * 65, False)], ids=["plain", "odd", "long"]
)
def test_every_answer_carries_the_id_of_its_call(house, given, kept):
    with TestClient(build_app(house.parts)) as client:
        answer = client.get("/healthz", headers={"X-Request-Id": given})

    assert (answer.headers["X-Request-Id"] == given) is kept
    assert answer.headers["X-Request-Id"].isascii()


def test_a_line_of_the_log_is_json_with_the_id_and_without_the_words_of_an_exception():
    record = logging.LogRecord("empathkit.x", logging.WARNING, "", 1, "took %s", ("IT-1",), None)
    record.exc_info = (ValueError, ValueError("words of the user"), None)
    token = request_id.set("r1")
    line = JsonFormatter().format(record)
    request_id.reset(token)

    read = json.loads(line)
    assert (read["message"], read["request"], read["error"]) == ("took IT-1", "r1", "ValueError")
    assert "words of the user" not in line


def test_what_is_no_http_call_passes_the_gate_untouched():
    import asyncio

    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    asyncio.run(Gate(app)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


# --- the keepers' address


@pytest.mark.parametrize("path", ["/metrics", "/queue"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer other"}], ids=["without", "another"])
def test_nobody_comes_in_without_the_token(house, path, headers):
    client = TestClient(build_admin(house.parts, house.database, "sesame"))

    assert client.get(path, headers=headers).status_code == 401
    assert client.get(path, headers=ADMIN).status_code == 200


def test_the_queue_is_looked_at_and_tended_over_http(house):
    house.give_up("IT-1", "IT-2", "IT-3")
    client = TestClient(build_admin(house.parts, house.database, "sesame"), headers=ADMIN)

    shown = client.get("/queue").json()
    assert [(one["ticket"], one["why"]) for one in shown["parked"]] == [
        (key, "fake: IT-1: not found") for key in ("IT-1", "IT-2", "IT-3")
    ]
    assert client.post("/queue/retry", params={"ticket": "IT-1"}).json() == {"changed": 1}
    assert client.post("/queue/drop", params={"ticket": "IT-2"}).json() == {"changed": 1}
    after = client.get("/queue").json()
    assert (after["counts"]["waiting"], [one["ticket"] for one in after["parked"]]) == (1, ["IT-3"])


def test_metrics_move_to_the_keepers_address(house):
    import dataclasses

    moved = dataclasses.replace(house.parts, metrics=False)
    with TestClient(build_app(moved)) as client:
        assert client.get("/metrics").status_code == 404
        text = TestClient(build_admin(moved, house.database, "sesame"), headers=ADMIN).get("/metrics").text

    assert "empathkit_queue_waiting 0.0" in text


def test_metrics_tell_what_was_called_on_a_platform_and_what_is_left():
    hosts = (
        Traffic("desk.example", {"200": 7, "429": 1}, 1, 93, False, False),
        Traffic("other.example", {"unavailable": 12}, 0, None, False, True),
    )
    text = metrics_text(dict, dict, lambda: hosts).decode()

    assert 'empathkit_platform_calls_total{host="desk.example",outcome="200"} 7.0' in text
    assert 'empathkit_platform_limited_total{host="desk.example"} 1.0' in text
    assert 'empathkit_platform_headroom{host="desk.example"} 93.0' in text
    assert 'empathkit_platform_headroom{host="other.example"}' not in text
    assert 'empathkit_platform_circuit_open{host="other.example"} 1.0' in text


@pytest.mark.parametrize(
    "values",
    [{"BIND": "127.0.0.1:9090"}, {"TOKEN": "x"}, {"BIND": "9090", "TOKEN": "x"}, {"BIND": "h:99999", "TOKEN": "x"}],
    ids=["no token", "no address", "no host", "no port"],
)
def test_half_an_admin_setting_is_an_error(values):
    with pytest.raises(ConfigurationError, match="EMPATHKIT_ADMIN_BIND"):
        admin_bind(Settings({f"EMPATHKIT_ADMIN_{name}": value for name, value in values.items()}))


def test_a_whole_admin_setting_is_an_address():
    settings = Settings({"EMPATHKIT_ADMIN_BIND": "[::1]:9090", "EMPATHKIT_ADMIN_TOKEN": "x"})

    assert admin_bind(settings) == ("::1", 9090, "x")


# --- the command line


@pytest.fixture
def given_up(house, monkeypatch):
    monkeypatch.setenv("EMPATHKIT_DATABASE_URL", house.url)
    house.give_up("IT-1", "IT-2")
    return house


def test_queue_list_says_what_was_given_up_and_why(given_up, capsys):
    assert main(["queue", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "0 waiting, 0 running, 2 given up"
    assert lines[1].startswith("fake IT-1  20")
    assert lines[1].endswith("fake: IT-1: not found")

    assert main(["queue", "list", "--json"]) == 0
    assert [one["ticket"] for one in json.loads(capsys.readouterr().out)["parked"]] == ["IT-1", "IT-2"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["retry", "IT-1"], 0, "1 to be tried again"),
        (["retry", "IT-9"], 1, "0 to be tried again"),
        (["retry", "--all"], 0, "2 to be tried again"),
        (["drop", "IT-2"], 0, "1 dropped"),
    ],
)
def test_queue_retry_and_drop(given_up, capsys, arguments, code, said):
    assert main(["queue", *arguments]) == code
    assert capsys.readouterr().out.strip() == said


def test_queue_retry_wants_a_ticket_or_all(given_up, capsys):
    assert main(["queue", "retry"]) == 2
    assert "--all" in capsys.readouterr().err
