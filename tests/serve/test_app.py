import json

import pytest
from starlette.testclient import TestClient

from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.connect.receiver import MAX_BODY
from empathkit.connect.runs import desk_run
from empathkit.errors import StorageUnavailable
from empathkit.memory.in_process import InMemory
from empathkit.models import CheckReport, Finding, Reading, Rewrite
from empathkit.serve.app import Parts, build_app
from empathkit.serve.service import build_service
from empathkit.settings import Settings
from empathkit.testing.fakes import FakeDesk, FakeKit, FakeReceiver, fake_ticket

SIGNED = {"X-Fake-Secret": "open"}
TICKET = {"requester": {"id": "u1"}, "messages": [{"author": "requester", "body": "the printer is stuck"}]}


class WholeKit(FakeKit):
    """Says back what it was given, so that a test sees what came through."""

    def read(self, ticket):
        return Reading(language="en", issue=ticket.messages[0].body)

    def check(self, text, ticket=None):
        finding = Finding(rule="EK302", severity="warning", message=str(ticket is not None), start=0, end=1, quote=text)
        return CheckReport(findings=(finding,))

    def rewrite(self, text, ticket=None):
        return Rewrite(text=text.upper())


class House:
    def __init__(self, token=None, ready=lambda: None):
        self.desk = FakeDesk({"IT-1": fake_ticket()})
        kit = WholeKit()
        self.queue = ThreadQueue(desk_run({"fake": self.desk}, kit, InMemory()), settle=0)
        handler = Handler({"fake": FakeReceiver()}, self.queue)
        self.closed = []
        parts = Parts(kit, handler, self.queue, token, ready, lambda: self.closed.append("memory"))
        self.app = build_app(parts)

    def client(self, address="127.0.0.1"):
        return TestClient(self.app, client=(address, 50000), raise_server_exceptions=False)


def event(**fields):
    return json.dumps({"kind": "created", "ticket": "IT-1", "delivery": "d1", **fields})


def test_a_signed_webhook_is_answered_204_and_leaves_a_note():
    house = House()
    with house.client() as client:
        answer = client.post("/webhooks/fake", content=event(), headers=SIGNED)

    assert (answer.status_code, answer.content) == (204, b"")
    assert len(house.desk.written) == 1


def test_the_same_delivery_five_times_leaves_one_note():
    house = House()
    with house.client() as client:
        statuses = {client.post("/webhooks/fake", content=event(), headers=SIGNED).status_code for _ in range(5)}

    assert statuses == {204}
    assert len(house.desk.written) == 1


@pytest.mark.parametrize(
    ("path", "content", "headers", "status"),
    [
        pytest.param("/webhooks/glpi", event(), SIGNED, 404, id="platform that is not configured"),
        pytest.param("/webhooks/fake", event(), {}, 401, id="not signed"),
        pytest.param("/webhooks/fake", event(), {"X-Fake-Secret": "guess"}, 401, id="wrong signature"),
        pytest.param("/webhooks/fake", b"x" * (MAX_BODY + 1), SIGNED, 413, id="over the cap"),
        pytest.param("/webhooks/fake", b"{", SIGNED, 422, id="broken JSON"),
        pytest.param("/webhooks/fake", b'"\xff"', SIGNED, 422, id="not UTF-8"),
        pytest.param("/webhooks/fake", event(kind="deleted", ticket="IT-1"), SIGNED, 422, id="no kind we know"),
        pytest.param("/webhooks/fake", b'{"kind": "deleted"}', SIGNED, 204, id="an event that is ignored"),
        pytest.param("/webhooks", event(), SIGNED, 404, id="no platform named"),
    ],
)
def test_webhook_statuses(path, content, headers, status):
    house = House()
    with house.client() as client:
        answer = client.post(path, content=content, headers=headers)

    assert answer.status_code == status
    if status != 204:
        assert isinstance(answer.json()["error"], str)
    assert house.desk.written == []


def test_a_webhook_is_a_post():
    with House().client() as client:
        assert client.get("/webhooks/fake").status_code == 405


def test_reading_stops_at_the_cap():
    sent = 0

    def endless():
        nonlocal sent
        while sent < 64:
            sent += 1
            yield b"x" * (1 << 20)

    with House().client() as client:
        assert client.post("/v1/read", content=endless()).status_code == 413


@pytest.mark.parametrize("document", [TICKET, {"ticket": TICKET, "gold": {}}], ids=["a ticket", "a case"])
def test_read_takes_a_ticket_or_an_object_that_holds_one(document):
    with House().client() as client:
        answer = client.post("/v1/read", json=document)

    assert answer.status_code == 200
    assert answer.json()["issue"] == "the printer is stuck"


def test_suggest_answers_the_suggestion():
    with House().client() as client:
        assert client.post("/v1/suggest", json=TICKET).json()["draft"]["template"] == "fake"


def test_check_takes_a_text_and_its_ticket():
    with House().client() as client:
        alone = client.post("/v1/check", json={"text": "just reboot"}).json()
        both = client.post("/v1/check", json={"text": "just reboot", "ticket": TICKET}).json()

    assert [one["findings"][0]["message"] for one in (alone, both)] == ["False", "True"]


def test_rewrite_answers_the_text():
    with House().client() as client:
        assert client.post("/v1/rewrite", json={"text": "hm"}).json() == {"text": "HM", "edits": []}


def test_lone_surrogates_survive_in_ascii():
    body = '{"requester": {"id": "u1"}, "messages": [{"author": "requester", "body": "caf\\u00e9 \\ud800"}]}'
    with House().client() as client:
        answer = client.post("/v1/read", content=body)

    assert answer.status_code == 200
    assert answer.content.isascii()
    assert answer.json()["issue"] == "caf\u00e9 \ud800"


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        pytest.param(b"{", "", "not JSON", id="broken JSON"),
        pytest.param(b"\xff\xfe", "", "not UTF-8", id="not UTF-8"),
        pytest.param(b"[]", "", "not a JSON object", id="not an object"),
        pytest.param(b"[" * 200_000, "", "nested too deep", id="nested too deep"),
        pytest.param(b'{"messages": []}', "requester", "required", id="a field is missing"),
        pytest.param(b'{"ticket": {"messages": []}}', "ticket.requester", "required", id="missing inside the ticket"),
        pytest.param(b'{"ticket": "IT-1"}', "ticket", "dictionary", id="the ticket is a key only"),
        pytest.param(
            b'{"requester": {"id": "u"}, "messages": [{"author": "Bob Secret", "body": "x"}]}',
            "messages.0.author",
            "requester",
            id="an author nobody knows",
        ),
        pytest.param(b'{"requester": {}, "messages": [{"author": "agent"}]}', "", "id or a name", id="nobody"),
    ],
)
def test_a_document_out_of_contract_is_answered_422_with_its_field(content, field, message):
    with House().client() as client:
        answer = client.post("/v1/read", content=content)

    error = answer.json()["error"]
    assert (answer.status_code, error["field"]) == (422, field)
    assert message in error["message"]
    assert "Secret" not in answer.text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        pytest.param("127.0.0.1", {}, 200, id="this machine"),
        pytest.param("::1", {}, 200, id="this machine, IPv6"),
        pytest.param("::ffff:127.0.0.1", {}, 200, id="this machine, mapped"),
        pytest.param("192.0.2.7", {}, 403, id="another machine"),
        pytest.param("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403, id="another machine through a proxy"),
        pytest.param("testclient", {}, 403, id="no address at all"),
    ],
)
def test_without_a_token_only_this_machine_is_answered(address, headers, status):
    with House().client(address) as client:
        assert client.post("/v1/read", json=TICKET, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Authorization": "Bearer t0k\u00e9n".encode()}, 200, id="the token"),
        pytest.param({"Authorization": "bearer  t0k\u00e9n".encode()}, 200, id="the scheme in lower case"),
        pytest.param({}, 401, id="no token"),
        pytest.param({"Authorization": "Bearer guess"}, 401, id="another token"),
        pytest.param({"Authorization": "Basic t0ken"}, 401, id="another scheme"),
        pytest.param({"Authorization": "Bearer"}, 401, id="an empty token"),
    ],
)
def test_with_a_token_every_call_presents_it(headers, status):
    with House(token="t0kén").client("192.0.2.7") as client:
        answer = client.post("/v1/read", json=TICKET, headers=headers)

    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_health_is_answered_without_a_token():
    with House(token="t").client("192.0.2.7") as client:
        assert client.get("/healthz").json() == {"status": "ok"}


def test_readiness_says_what_is_missing():
    def down():
        raise StorageUnavailable("the database sqlite:///x.db can't be opened")

    with House(ready=down).client() as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database" in answer.json()["error"]
    with House().client() as client:
        assert client.get("/readyz").json() == {"status": "ready"}


def test_metrics_count_calls_and_runs():
    house = House()
    with house.client() as client:
        client.post("/webhooks/fake", content=event(), headers=SIGNED)
        client.post("/webhooks/fake", content=event(), headers={})
        house.queue.close()
        text = client.get("/metrics").text

    assert 'empathkit_webhooks_total{outcome="accepted",platform="fake"} 1.0' in text
    assert 'empathkit_webhooks_total{outcome="refused_401",platform="fake"} 1.0' in text
    assert 'empathkit_runs_total{outcome="written"} 1.0' in text
    assert "empathkit_queue_waiting 0.0" in text


def test_stopping_works_off_the_queue_and_then_closes_the_memory():
    house = House()
    with house.client() as client:
        client.post("/webhooks/fake", content=event(), headers=SIGNED)
        assert house.closed == []

    assert len(house.desk.written) == 1
    assert house.closed == ["memory"]


def test_a_bug_of_our_own_is_answered_500_and_repeats_nothing(monkeypatch, caplog):
    monkeypatch.setattr(WholeKit, "read", lambda self, ticket: {}[ticket.messages[0].body])
    with House().client() as client:
        answer = client.post("/v1/read", json=TICKET)

    assert answer.status_code == 500
    assert "unexpected KeyError at test_app.py" in caplog.text
    assert "printer" not in answer.text + caplog.text


def test_the_description_fits_what_is_answered():
    import jsonschema

    with House().client() as client:
        document = client.get("/openapi.json").json()
        answer = client.post("/v1/suggest", json=TICKET).json()

    operation = document["paths"]["/v1/suggest"]["post"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer, {**schema, "components": document["components"]})
    given = operation["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.validate(TICKET, {**given, "components": document["components"]})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"messages": []}, {**given, "components": document["components"]})


def test_the_api_checks_by_the_rules_of_the_desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empathkit.toml").write_text('[check]\nignore = { EK302 = "our tone" }\n', encoding="utf-8")
    service = build_service(Settings({"EMPATHKIT_DATABASE_URL": f"sqlite:///{tmp_path / 'e.db'}"}), workers=0)
    text = {"text": "Simply restart it, as I already said."}
    with TestClient(build_app(service.parts), client=("127.0.0.1", 50000)) as client:
        found = {one["rule"] for one in client.post("/v1/check", json=text).json()["findings"]}
        mended = client.post("/v1/rewrite", json=text).json()["text"]

    assert "EK301" in found
    assert "EK302" not in found
    assert "Simply" in mended
