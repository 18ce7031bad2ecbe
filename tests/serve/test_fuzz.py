"""Whatever is sent, the service refuses it or answers as its own description says, repeats no secret, and goes on.

``EMPATHKIT_FUZZ_CALLS=500`` makes five hundred calls of each operation (``make fuzz``); otherwise it is a few.
"""

import os
import socket
import urllib.error
import urllib.request

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.pipeline import Kit
from empathkit.serve.app import Parts, build_app
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.serve.openapi import openapi
from empathkit.testing.fakes import FakeReceiver
from empathkit.testing.server import running

CALLS = int(os.environ.get("EMPATHKIT_FUZZ_CALLS", "8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    positive_data_acceptance,
    unsupported_method,
]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The service over real HTTP, with the real kit and a queue on disk."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'queue.db'}")
    queue = ThreadQueue(lambda job, current: "written", SqlSchedule(database, settle=0), threads=0)
    with running(build_app(Parts(Kit(), Handler({"fake": FakeReceiver()}, queue), queue))) as url:
        yield url
        with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:
            assert answer.status == 200, "still serving"


DESCRIBED = schemathesis.openapi.from_dict(openapi())
OPERATIONS = [one.ok() for one in DESCRIBED.get_all_operations()]


def calls(operation):
    """Calls that fit the description, and such as do not."""
    return operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_every_call_is_answered_as_described(operation, service):
    @given(calls(operation))
    @settings(
        max_examples=CALLS, deadline=None, derandomize=True, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def call(case):
        case.call_and_validate(base_url=service, checks=CHECKS)

    call()


# --- broken HTTP over bare sockets

CANARY = b"quetzal-4711"
POST = b"POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nX-Fake-Secret: " + CANARY + b"\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
HIDDEN = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
BROKEN = {
    "noise": b"\x00\xff\x00\xff\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + CANARY * 40,
    "version": b"POST /webhooks/fake HTTP/9.9\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "a method nobody knows": b"QUETZAL / HTTP/1.1\r\nHost: x\r\n\r\n",
    "negative length": POST + b"Content-Length: -5\r\n\r\n",
    "a length that is no number": POST + b"Content-Length: 1e3\r\n\r\n",
    "a length beyond all": POST + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n",
    "two lengths": POST + b"Content-Length: 10\r\nContent-Length: 20\r\n\r\n0123456789",
    "bad chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + CANARY,
    "a chunk of a size beyond all": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\nx",
    "negative chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
    "a chunk without its end": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
    "long header": GET + b"X-A: " + b"a" * 300_000 + b"\r\n\r\n",
    "endless headers": GET + b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\n",
    "a header without a colon": GET + CANARY + b"\r\n\r\n",
    "a folded header": GET + b"X-A: a\r\n b\r\n\r\n",
    "zero in a header": GET + b"X-A: a\x00b\r\n\r\n",
    "odd path": b"GET /" + b"%" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path above the root": b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that is not UTF-8": b"POST /webhooks/%ff%fe HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "an upgrade": GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    "a promise never kept": POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
}
#: Two readers of one stream could take these for one call or for two.
SMUGGLED = {
    "length and chunks": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunks and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunks in disguise": POST + b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "chunks twice": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a bare line feed": POST + b"X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
}


def raw(service, sent):
    """All that comes back for these bytes, until the service or two seconds end it."""
    with socket.create_connection(("127.0.0.1", int(service.rsplit(":", 1)[1])), timeout=2) as line:
        answer = b""
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                answer += piece
        except OSError:
            pass
    return answer


@pytest.mark.parametrize("sent", [*BROKEN.values(), *SMUGGLED.values()], ids=[*BROKEN, *SMUGGLED])
def test_broken_http_is_no_error_of_ours_and_repeats_nothing(service, sent, capfd, caplog):
    answer = raw(service, sent)
    went_on = raw(service, GET + b"Connection: close\r\n\r\n")

    assert b"HTTP/1.1 5" not in answer
    assert went_on.startswith(b"HTTP/1.1 200")
    written = capfd.readouterr()
    assert CANARY.decode() not in answer.decode("latin-1") + caplog.text + written.out + written.err


@pytest.mark.parametrize("sent", SMUGGLED.values(), ids=SMUGGLED)
def test_what_could_be_one_call_or_two_never_brings_out_what_is_hidden(service, sent):
    answer = raw(service, sent)
    assert b"empathkit_webhooks" not in answer
