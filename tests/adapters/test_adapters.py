"""One table for all adapters: the same call must end the same way, whatever brought it."""

import base64
import io
import json
import wsgiref.util
from typing import NamedTuple

import anyio
import pytest

from empathkit.adapters import asgi, aws_lambda, wsgi
from empathkit.connect.handler import Handler
from empathkit.connect.receiver import MAX_BODY
from empathkit.testing.fakes import FakeReceiver

EVENT = json.dumps({"kind": "created", "ticket": "IT-1", "delivery": "d1"}).encode()
SIGNED = {"X-Fake-Secret": "open"}


class ListQueue:
    def __init__(self):
        self.events = []

    def put(self, event):
        self.events.append(event)
        return True

    def close(self):
        pass


class Sent(NamedTuple):
    status: int
    body: bytes
    read: int


def through_asgi(handler, path, headers, body, method="POST"):
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
    sent, read = [], 0

    async def receive():
        nonlocal read
        read += len(pieces[0])
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message):
        sent.append(message)

    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": given}
    anyio.run(asgi.webhooks(handler), scope, receive, send)
    return Sent(sent[0]["status"], b"".join(one.get("body", b"") for one in sent), read)


def through_wsgi(handler, path, headers, body, method="POST"):
    stream, started = io.BytesIO(body), []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": stream}
    environ |= {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    wsgiref.util.setup_testing_defaults(environ)
    answer = b"".join(wsgi.webhooks(handler)(environ, lambda status, headers: started.append(status)))
    return Sent(int(started[0].split()[0]), answer, stream.tell())


def through_gateway(handler, path, headers, body, method="POST"):
    event = {
        "rawPath": path,
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {"http": {"method": method}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
    answer = aws_lambda.webhooks(handler)(event, None)
    return Sent(answer["statusCode"], answer["body"].encode(), 0)


@pytest.fixture(params=[through_asgi, through_wsgi, through_gateway], ids=["asgi", "wsgi", "lambda"])
def call(request):
    return request.param


@pytest.fixture
def queue():
    return ListQueue()


@pytest.fixture
def handler(queue):
    return Handler({"fake": FakeReceiver()}, queue)


@pytest.mark.parametrize("path", ["/fake", "/fake/", "/webhooks/fake", "/prod/webhooks/fake"])
def test_a_signed_event_reaches_the_queue(call, handler, queue, path):
    sent = call(handler, path, SIGNED, EVENT)

    assert (sent.status, sent.body) == (204, b"")
    assert [event.ticket for event in queue.events] == ["IT-1"]


@pytest.mark.parametrize(
    ("path", "headers", "body", "method", "status"),
    [
        pytest.param("/glpi", SIGNED, EVENT, "POST", 404, id="platform that is not configured"),
        pytest.param("/", SIGNED, EVENT, "POST", 404, id="no platform"),
        pytest.param("/fake", SIGNED, EVENT, "GET", 405, id="not a POST"),
        pytest.param("/fake", {}, EVENT, "POST", 401, id="not signed"),
        pytest.param("/fake", SIGNED, b"", "POST", 422, id="no body"),
        pytest.param("/fake", SIGNED, b"\xff", "POST", 422, id="not UTF-8"),
        pytest.param("/fake", SIGNED, b"x" * (MAX_BODY + 1), "POST", 413, id="over the cap"),
    ],
)
def test_a_bad_call_gets_its_status(call, handler, queue, path, headers, body, method, status):
    sent = call(handler, path, headers, body, method)

    assert sent.status == status
    assert list(json.loads(sent.body)) == ["error"]
    assert queue.events == []


@pytest.mark.parametrize("call", [through_asgi, through_wsgi], ids=["asgi", "wsgi"])
def test_a_huge_body_is_not_read_to_its_end(call, handler):
    assert call(handler, "/fake", SIGNED, b"x" * (8 * MAX_BODY)).read <= MAX_BODY + 65536


@pytest.mark.parametrize("length", ["", "-1", "many", "٣"])
def test_wsgi_without_a_usable_length_reads_nothing(handler, length):
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/fake", "CONTENT_LENGTH": length, "HTTP_X_FAKE_SECRET": "open"}
    environ["wsgi.input"] = io.BytesIO(EVENT)
    started = []

    wsgi.webhooks(handler)(environ, lambda status, headers: started.append(status))

    assert started == ["422 Unprocessable Entity"] or started == ["422 Unprocessable Content"]
    assert environ["wsgi.input"].tell() == 0


def test_wsgi_reads_a_body_in_chunks_where_the_server_ends_it(handler):
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/fake", "wsgi.input_terminated": True}
    environ |= {"wsgi.input": io.BytesIO(EVENT), "HTTP_X_FAKE_SECRET": "open"}
    started = []

    wsgi.webhooks(handler)(environ, lambda status, headers: started.append(status))

    assert started == ["204 No Content"]


@pytest.mark.parametrize(
    ("event", "status"),
    [
        pytest.param({"httpMethod": "POST", "path": "/fake", "headers": SIGNED, "body": EVENT.decode()}, 204, id="v1"),
        pytest.param({"httpMethod": "POST", "path": "/fake", "headers": None, "body": None}, 401, id="empty"),
        pytest.param(
            {"httpMethod": "POST", "path": "/fake", "headers": SIGNED, "body": "%%", "isBase64Encoded": True},
            422,
            id="not base64",
        ),
        pytest.param({}, 405, id="no call at all"),
    ],
)
def test_lambda_takes_the_older_payload_format_too(handler, event, status):
    assert aws_lambda.webhooks(handler)(event, None)["statusCode"] == status


def test_asgi_answers_nobody_when_the_caller_hung_up(handler, queue):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/fake", "headers": []}
    anyio.run(asgi.webhooks(handler), scope, receive, send)

    assert sent == []
