"""A stop ends within ten seconds, whatever hangs: a caller who never finishes sending, a platform, the database. What
is under way is finished or handed back, and nothing is lost."""

import asyncio
import contextlib
import signal
import socket
import sqlite3
import subprocess
import sys

import pytest
from serving import SECRET, environment, post, serving, until
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from empathkit.connect import platforms
from empathkit.models import Ticket
from empathkit.serve import answers
from empathkit.testing.faults import Fault
from empathkit.testing.server import running

START = "from empathkit.cli import main; import sys; sys.exit(main(['serve', '--port', '0']))"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_half_sent_call_does_not_hold_up_a_stop(tmp_path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", START], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=tmp_path
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().rsplit("/", 1)[-1].strip()
            host, port = address.rsplit(":", 1)
            with socket.create_connection((host, int(port))) as slow:
                slow.sendall(b"POST /webhooks/jira HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{}")
                process.terminate()
                process.wait(10)
        finally:
            process.kill()


def test_a_body_said_to_be_too_large_is_refused_before_it_is_sent() -> None:
    from starlette.testclient import TestClient

    from empathkit.connect.handler import Handler
    from empathkit.pipeline import Kit
    from empathkit.serve.app import Parts, build_app

    class NoQueue:
        def start(self) -> None: ...
        def close(self) -> None: ...

    app = build_app(Parts(Kit(), Handler({}, NoQueue()), NoQueue()))  # type: ignore[arg-type]
    with TestClient(app) as client:
        answer = client.post("/webhooks/jira", content=iter([b"{}"]), headers={"Content-Length": "1000000000000"})
    assert answer.status_code == 413


def test_a_caller_may_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "SLOWEST_BODY", 0.01)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    request = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, never)
    with pytest.raises(ClientDisconnect):
        asyncio.run(answers.read_capped(request))


SAID = [{"author": "requester", "body": "vpn error 809 since monday"}]
TICKET = Ticket.model_validate({"requester": {"id": "u1", "name": "Ines Kaya"}, "messages": SAID})
#: Seconds a stop may take in all.
PROMISED = 10
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


class Desk:
    """A sandbox whose answers may be slow, a service beside it, and its database."""

    def __init__(self, platform, folder):
        self.platform, self.file, self.url = platform, folder / "e.db", ""
        self.sandbox = platforms.find(platform).sandbox()

    def setting(self):
        return environment(self.platform, self.url, f"sqlite:///{self.file}")

    def begin(self, service, seconds, times):
        """A ticket whose run is under way, while the platform takes so long for each of the next calls."""
        ticket = self.sandbox.add_ticket(TICKET)
        self.sandbox.journal.clear()
        self.sandbox.faults.append(Fault(match="/", times=times, fault="slow", seconds=seconds))
        call = self.sandbox.webhook("created", ticket, None, SECRET)
        assert post(f"{service}/webhooks/{self.platform}", *call) == 204
        until(lambda: self.sandbox.journal or self.sandbox.faults[0].times < times)
        return ticket

    def rows(self):
        """Who holds which ticket."""
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            return connection.execute("SELECT worker FROM empathkit_tickets").fetchall()


def notes(ticket):
    return [one.public for one in ticket.messages if one.author == "integration"]


@pytest.fixture(params=["jira", "servicenow"])
def desk(request, tmp_path):
    made = Desk(request.param, tmp_path)
    with running(made.sandbox.app()) as made.url:
        yield made


@posix
def test_a_stop_finishes_what_it_can(desk):
    with serving(desk.setting()) as (child, service):
        first = desk.begin(service, 0.0, 1)  # with it all is loaded that a run needs
        until(lambda: notes(first) == [False])
        ticket = desk.begin(service, 0.5, 1)
        child.send_signal(signal.SIGTERM)
        child.wait(PROMISED)

    assert notes(ticket) == [False]
    assert desk.rows() == []


@posix
def test_a_stop_hands_back_what_hangs_and_the_next_process_finishes_it(desk):
    with serving(desk.setting()) as (child, service):
        ticket = desk.begin(service, 30.0, 99)
        child.send_signal(signal.SIGTERM)
        child.wait(PROMISED)

    assert (notes(ticket), desk.rows()) == ([], [(None,)])
    desk.sandbox.faults.clear()
    with serving(desk.setting()):
        until(lambda: notes(ticket) == [False] and desk.rows() == [])


@posix
@pytest.mark.parametrize("desk", ["jira"], indirect=True)
def test_a_stop_ends_though_platform_and_database_hang(desk):
    with serving(desk.setting()) as (child, service):
        ticket = desk.begin(service, 30.0, 99)
        with contextlib.closing(sqlite3.connect(desk.file)) as other:
            other.execute("BEGIN EXCLUSIVE")
            child.send_signal(signal.SIGTERM)
            child.wait(PROMISED)
            other.rollback()

    desk.sandbox.faults.clear()
    with serving(desk.setting()):
        until(lambda: notes(ticket) == [False] and desk.rows() == [])
