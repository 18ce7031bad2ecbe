"""Calls to a platform: what is retried, what a status means, and what an error says."""

import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import responses
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from empathkit.connect import limits
from empathkit.connect.rest import Rest
from empathkit.errors import (
    AuthenticationFailed,
    NotVisible,
    PermissionDenied,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    UnexpectedAnswer,
)
from empathkit.testing.server import running

BASE = "https://desk.example"


def rest(waited: list[float] | None = None) -> Rest:
    sleep = (waited if waited is not None else []).append
    return Rest("Desk", BASE, {"Authorization": "Basic c2VjcmV0"}, remedies={401: "check the token"}, sleep=sleep)


@pytest.fixture
def desk():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def test_a_read_gives_the_json(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", json={"a": 1})
    assert rest().get("/x") == {"a": 1}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AuthenticationFailed),
        (403, PermissionDenied),
        (404, NotVisible),
        (400, UnexpectedAnswer),
        (302, UnexpectedAnswer),
        (500, PlatformUnavailable),
        (503, PlatformUnavailable),
    ],
)
def test_a_status_becomes_one_error(desk: responses.RequestsMock, status: int, error: type[PlatformError]) -> None:
    desk.get(f"{BASE}/x", json={"message": "the whole ticket"}, status=status)
    with pytest.raises(error, match=f"Desk: GET /x: HTTP {status}") as caught:
        rest().get("/x")
    assert "whole ticket" not in str(caught.value)
    assert "c2VjcmV0" not in str(caught.value)


def test_the_remedy_is_part_of_the_error(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=401, json={})
    with pytest.raises(AuthenticationFailed, match="check the token"):
        rest().get("/x")


def test_a_read_is_tried_four_times_with_doubling_waits(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=503, json={})
    waited: list[float] = []
    with pytest.raises(PlatformUnavailable):
        rest(waited).get("/x")
    assert len(desk.calls) == 4
    assert waited == [0.5, 1.0, 2.0]


def test_a_read_that_works_the_second_time_is_fine(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=500, json={})
    desk.get(f"{BASE}/x", json={"a": 1})
    assert rest().get("/x") == {"a": 1}


def test_a_write_that_may_have_happened_is_never_repeated(desk: responses.RequestsMock) -> None:
    desk.post(f"{BASE}/x", status=500, json={})
    with pytest.raises(PlatformUnavailable):
        rest().write("POST", "/x", {})
    assert len(desk.calls) == 1


def test_a_write_refused_by_the_rate_limit_waits_as_told_and_goes_again(desk: responses.RequestsMock) -> None:
    desk.post(f"{BASE}/x", status=429, headers={"Retry-After": "7"}, json={})
    desk.post(f"{BASE}/x", status=201, json={"id": "1"})
    waited: list[float] = []
    assert rest(waited).write("POST", "/x", {}) == {"id": "1"}
    assert waited == [7.0]


def test_a_long_wait_is_handed_back(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=429, headers={"Retry-After": "3600"}, json={})
    with pytest.raises(RateLimited) as caught:
        rest().get("/x")
    assert caught.value.retry_after == 3600
    assert len(desk.calls) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("<html>Your instance is hibernating</html>", "text/html"), ('{"result": [', "application/json")],
    ids=["html", "cut short"],
)
def test_a_success_that_is_not_json_is_unavailable(desk: responses.RequestsMock, body: str, content_type: str) -> None:
    desk.get(f"{BASE}/x", body=body, content_type=content_type)
    with pytest.raises(PlatformUnavailable):
        rest().get("/x")


def test_202_with_nothing_is_read_again(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=202, body="", headers={"Content-Length": "0"})
    desk.get(f"{BASE}/x", json={"a": 1})
    assert rest().get("/x") == {"a": 1}


def test_a_redirect_is_not_followed(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=302, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(UnexpectedAnswer):
        rest().get("/x")
    assert [call.request.url for call in desk.calls] == [f"{BASE}/x"]


def test_an_answer_over_the_cap_is_cut_off_and_told(
    desk: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("empathkit.connect.rest.MAX_ANSWER", 1_000)
    desk.get(f"{BASE}/x", json={"a": "x" * 2_000})
    with pytest.raises(UnexpectedAnswer, match="over 1000 bytes"):
        rest().get("/x")


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked.append(dict(scope["headers"])[b"host"].decode())
            await JSONResponse({"by": "proxy"})(scope, receive, send)

    with running(proxy) as url:
        for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", url)
        assert Rest("Desk", "http://desk.invalid", {}).get("/x") == {"by": "proxy"}
    assert asked == ["desk.invalid"]


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-keyout", str(key), "-out", str(cert),
    ]  # fmt: skip
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with pytest.raises(PlatformUnavailable):
            Rest("Desk", f"https://127.0.0.1:{server.server_port}", {}, attempts=1).get("/x")
    finally:
        server.shutdown()
        server.server_close()


def test_no_content_is_none(desk: responses.RequestsMock) -> None:
    desk.delete(f"{BASE}/x", status=204)
    assert rest().write("DELETE", "/x") is None


def test_a_host_that_is_down_is_named() -> None:
    with pytest.raises(PlatformUnavailable, match=r"http://127\.0\.0\.1:9"):
        Rest("Desk", "http://127.0.0.1:9", {}, sleep=[].append).get("/x")


def test_our_credentials_win_over_a_netrc(
    desk: responses.RequestsMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine desk.example login other password other\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    desk.get(f"{BASE}/x", json={})
    rest().get("/x")
    assert desk.calls[0].request.headers["Authorization"] == "Basic c2VjcmV0"
    assert desk.calls[0].request.headers["Accept"] == "application/json"


def test_a_limit_met_by_one_holds_back_all_that_call_the_host(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=429, headers={"Retry-After": "3600"}, json={})
    with pytest.raises(RateLimited):
        rest().get("/x")
    with pytest.raises(RateLimited, match="not made") as caught:
        rest().write("POST", "/y", {})
    assert 3590 < caught.value.retry_after <= 3600
    assert len(desk.calls) == 1


def test_a_limit_for_one_issue_leaves_others_alone(desk: responses.RequestsMock) -> None:
    told = {"Retry-After": "3600", "RateLimit-Reason": "jira-per-issue-on-write"}
    desk.post(f"{BASE}/issue/IT-1/comment", status=429, headers=told, json={})
    desk.post(f"{BASE}/issue/IT-2/comment", status=201, json={"id": "1"})
    with pytest.raises(RateLimited):
        rest().write("POST", "/issue/IT-1/comment", {})
    assert rest().write("POST", "/issue/IT-2/comment", {}) == {"id": "1"}


def test_a_host_that_does_not_answer_is_left_alone_for_a_while(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=500, json={})
    for _ in range(3):
        with pytest.raises(PlatformUnavailable):
            rest().get("/x")
    made = len(desk.calls)
    with pytest.raises(PlatformUnavailable, match="not made"):
        rest().get("/x")
    assert len(desk.calls) == made == limits.FAILURES


def test_a_503_waits_as_told(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", status=503, headers={"Retry-After": "6"}, json={})
    desk.get(f"{BASE}/x", json={})
    waited: list[float] = []
    rest(waited).get("/x")
    assert waited == [6.0]


def test_what_went_to_and_fro_can_be_read(desk: responses.RequestsMock) -> None:
    desk.get(f"{BASE}/x", json={}, headers={"X-RateLimit-Remaining": "17"})
    rest().get("/x")
    assert [(one.host, one.calls, one.headroom) for one in limits.traffic()] == [(BASE, {"ok": 1}, 17)]
