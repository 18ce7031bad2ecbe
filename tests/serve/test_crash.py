"""Killed at any moment, the service loses no event and writes no note twice.

``EMPATHKIT_SOAK=100`` makes it a hundred kills, each platform on each database (``make soak``); otherwise it is
five, one platform on each. Two hosts share a PostgreSQL.
"""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import pytest
from serving import PYTHON, SECRET, environment

from empathkit.connect import platforms
from empathkit.connect.note import find_marker
from empathkit.models import Ticket
from empathkit.testing.faults import Fault
from empathkit.testing.server import running

KILLS = int(os.environ.get("EMPATHKIT_SOAK", "5"))
#: Seconds until all is worked off: a hundred kills leave a backlog behind.
PATIENCE = 60 + 6 * KILLS
#: Tickets that wait for their note at most: what is tried is being killed, not a backlog.
WAITING = 60


def _kept_place():
    """A port that is bound and not listened on: while its host is dead, no other program here is given it."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    return kept


class Host:
    """One ``empathkit serve`` in a process of its own, that can be killed and started again on its port."""

    def __init__(self, environment):
        self.environment = environment
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it lives as long as the host
        self.place = _kept_place()
        self.port = self.place.getsockname()[1]
        self.start()

    def start(self):
        command = [*PYTHON, "serve", "--port", str(self.port)]
        self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.environment)
        if not self.child.stdout.readline().startswith("listening on"):
            self.log.seek(0)
            raise AssertionError(f"ended with {self.child.wait(10)}: {self.log.read()[-3000:]}")

    def lines(self):
        self.log.seek(0)
        return self.log.read().splitlines()

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self.child.stdout.close()

    def close(self):
        self.kill()
        self.place.close()
        self.log.close()

    def post(self, platform, headers, body):
        url = f"http://127.0.0.1:{self.port}/webhooks/{platform}"
        request = urllib.request.Request(url, data=body, headers=dict(headers))
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


class Sender(threading.Thread):
    """Sends events as a platform does: again until they are answered, and now and then twice."""

    def __init__(self, platform, sandbox, hosts, chance):
        super().__init__(daemon=True)
        self.platform, self.sandbox, self.hosts, self.chance = platform, sandbox, hosts, chance
        self.tickets, self.waiting = [], []
        self.stop, self.failed = threading.Event(), None

    def run(self):
        try:
            while not self.stop.is_set():
                self.waiting = [ticket for ticket in self.waiting if not settled(ticket)]
                if len(self.waiting) < WAITING:
                    self.tell()
                else:
                    time.sleep(0.05)
        except Exception as error:  # noqa: BLE001 - told by the test itself
            self.failed = error

    def tell(self):
        known = len(self.tickets)
        if known > 3 and self.chance.random() < 0.4:
            ticket = self.chance.choice(self.tickets)
            message = self.sandbox.add_message(ticket, "requester", f"still down, since {known} minutes", True)
            call = self.sandbox.webhook("requester_message", ticket, message, SECRET)
        else:
            said = [{"author": "requester", "body": f"vpn error 8{known:02} since monday"}]
            person = {"id": f"u{known % 3}", "name": "Ines Kaya"}
            ticket = self.sandbox.add_ticket(Ticket.model_validate({"requester": person, "messages": said}))
            self.tickets.append(ticket)
            call = self.sandbox.webhook("created", ticket, None, SECRET)
        self.waiting.append(ticket)
        for _ in range(1 + (self.chance.random() < 0.2)):
            end = time.monotonic() + PATIENCE
            while self.chance.choice(self.hosts).post(self.platform, *call) != 204:
                assert time.monotonic() < end
                time.sleep(0.02)


def notes(ticket):
    return [one for one in list(ticket.messages) if one.author == "integration"]


def settled(ticket):
    """Whether the last word on the ticket is our note."""
    return bool(notes(ticket)) and ticket.messages[-1].author == "integration"


def until_settled(tickets, hosts):
    end = time.monotonic() + PATIENCE
    while waiting := [ticket for ticket in tickets if not settled(ticket)]:
        assert time.monotonic() < end, f"{len(waiting)} of {len(tickets)} not in time\n{told_of(waiting[0], hosts)}"
        time.sleep(0.1)


def told_of(ticket, hosts):
    """Who spoke last on a ticket, and what the hosts logged of it."""
    spoke = [(one.author, one.at) for one in ticket.messages]
    lines = [line for host in hosts for line in host.lines() if f" {ticket.key}:" in line]
    return "\n".join([f"{ticket.key}: {spoke}", *lines])


def wait_for_work(sandbox, chance):
    """Until a random moment: often while notes are being written, sometimes before the service is warm."""
    calls = len(sandbox.journal) + chance.choice([0, 2, 10, 20, 40, 80])
    end = time.monotonic() + (8 if KILLS > 5 else 2)
    while len(sandbox.journal) < calls and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.3))


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("platform", ["jira", "servicenow"])
def test_no_event_is_lost_and_no_note_doubled(platform, database_url):
    if "EMPATHKIT_SOAK" not in os.environ and (platform == "jira") is database_url.startswith("postgresql"):
        pytest.skip("the other pairs of platform and database are for make soak")
    chance = random.Random(7)
    sandbox = platforms.find(platform).sandbox()
    with running(sandbox.app()) as url, contextlib.ExitStack() as stack:
        setting = environment(platform, url, database_url)
        hosts = [Host(setting) for _ in range(2 if database_url.startswith("postgresql") else 1)]
        for host in hosts:
            stack.callback(host.close)
        sender = Sender(platform, sandbox, hosts, chance)
        sender.start()
        written = 0
        for _ in range(KILLS):
            wait_for_work(sandbox, chance)
            written = sum(len(notes(ticket)) for ticket in list(sender.tickets))
            fault = chance.choice(["500", "slow", "503"])
            sandbox.faults.append(Fault(match="/", times=2, fault=fault, seconds=0.3))
            host = chance.choice(hosts)
            host.kill()
            host.start()
        sender.stop.set()
        sender.join(PATIENCE)
        assert sender.failed is None
        sandbox.faults.clear()
        until_settled(sender.tickets, hosts)

    assert len(sender.tickets) > 3
    if KILLS > 5:  # a few kills on a busy machine may all come before it is warm
        assert written, "no kill met a service at work"
    for ticket in sender.tickets:
        assert all(not note.public for note in notes(ticket))
        markers = [find_marker(note.body) for note in notes(ticket)]
        assert None not in markers
        assert len(set(markers)) == len(markers)
