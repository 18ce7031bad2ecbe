"""The service takes no more memory after 100,000 events than after 1,000. For ``make soak``: it takes minutes.

``EMPATHKIT_SOAK_EVENTS`` sets another number of events.
"""

import http.client
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from serving import PYTHON, SECRET, environment

from empathkit.connect import platforms
from empathkit.models import Ticket
from empathkit.testing.server import running

FIRST, ALL = 1_000, int(os.environ.get("EMPATHKIT_SOAK_EVENTS", "100000"))
STEP = 5_000
TICKETS, SENDERS = 200, 4
#: Bytes the process may have grown: what Python does not give back, and nothing that goes with the events.
ROOM = 40 * 1024 * 1024


def resident(process):
    """Bytes of memory a process holds, on Linux."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def send(sandbox, port, tickets, numbers):
    """Each event a message of its own on one of the tickets, taken or else sent again."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    for number in numbers:
        headers, body = sandbox.webhook("created", tickets[number % len(tickets)], None, SECRET)
        headers = {**dict(headers), "X-Atlassian-Webhook-Identifier": f"soak-{number}"}
        while True:
            line.request("POST", "/webhooks/jira", body, headers)
            answer = line.getresponse()
            answer.read()
            if answer.status == 204:
                break
            time.sleep(0.05)


def send_all(sandbox, port, tickets, first, last):
    parts = [range(first + part, last, SENDERS) for part in range(SENDERS)]
    threads = [threading.Thread(target=send, args=(sandbox, port, tickets, part)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.skipif("EMPATHKIT_SOAK" not in os.environ, reason="takes minutes: make soak")
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="reads /proc")
def test_memory_stays_flat_from_a_thousand_events_to_a_hundred_thousand(tmp_path):
    sandbox = platforms.find("jira").sandbox()
    said = [{"author": "requester", "body": "vpn error 809 since monday"}]
    given = [{"requester": {"id": f"u{one}", "name": "Ines Kaya"}, "messages": said} for one in range(TICKETS)]
    tickets = [sandbox.add_ticket(Ticket.model_validate(one)) for one in given]
    with running(sandbox.app()) as url:
        setting = environment("jira", url, f"sqlite:///{tmp_path / 'e.db'}") | {"EMPATHKIT_SETTLE_SECONDS": "10"}
        command = [*PYTHON, "serve", "--port", "0"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=setting
        ) as child:
            try:
                port = int(child.stdout.readline().rsplit(":", 1)[1])
                send_all(sandbox, port, tickets, 0, FIRST)
                time.sleep(30)  # the runs of the first thousand, so that all is loaded
                before = resident(child.pid)
                began = time.monotonic()
                for start in range(FIRST, ALL, STEP):
                    send_all(sandbox, port, tickets, start, min(start + STEP, ALL))
                    print(f"{resident(child.pid) / 2**20:.0f} MiB after {start + STEP}", file=sys.stderr, flush=True)
                spent = time.monotonic() - began
                after = resident(child.pid)
            finally:
                child.kill()
    rate = (ALL - FIRST) / spent
    print(
        f"{before / 2**20:.0f} MiB after {FIRST}, {after / 2**20:.0f} MiB after {ALL} events, {rate:.0f} /s",
        file=sys.stderr,
    )

    assert after - before < ROOM
