"""The same job beside other people's clients: a ticket with its context while every call takes 80 ms longer, read by
our connectors and the obvious way with ``pysnc`` and ``jira``; and what a call costs over a bare requests session.

    python benchmarks/peers.py
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from empathkit.connect.documents import read_ticket
from empathkit.connect.platforms import find
from empathkit.connect.rest import Rest
from empathkit.settings import Settings
from empathkit.testing.sandbox import Sandbox
from empathkit.testing.server import running

LATENCY = 0.08  #: seconds
ROUNDS = 7
CALLS = 300
EXAMPLE = Path(__file__).parents[1] / "examples" / "ticket.json"
ACCOUNT = {
    "jira": {"EMAIL": "bot@desk.example", "TOKEN": "any", "ASSETS_URL": "{url}/jsm/assets"},
    "servicenow": {"USER": "empathkit", "PASSWORD": "any"},
}


class Plain(requests.Session):
    """pysnc insists on https: the scheme is changed on the way out."""

    def send(self, request: Any, **options: Any) -> requests.Response:
        """The answer over http."""
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **options)


def ours(platform: str, url: str, key: str) -> Callable[[], Any]:
    """Our connector."""
    names = {name: value.format(url=url) for name, value in {"URL": url, **ACCOUNT[platform]}.items()}
    settings = Settings({f"EMPATHKIT_{platform.upper()}_{name}": value for name, value in names.items()})
    connector = find(platform).connector(settings)
    return lambda: connector.fetch(key)


def with_jira(url: str, key: str) -> Callable[[], Any]:
    """What a first script with the package jira does. It knows no clocks, participants, organisations or Assets, so
    that its job is the smaller one."""
    import jira

    client = jira.JIRA(server=url, basic_auth=("bot@desk.example", "any"), max_retries=0, timeout=30)

    def fetch() -> Any:
        issue = client.issue(key)
        reporter = issue.fields.reporter.accountId
        return issue, client.comments(issue), client.user(reporter), _past(client, reporter)

    return fetch


def _past(client: Any, reporter: str) -> Any:
    return client.enhanced_search_issues(f'reporter = "{reporter}" ORDER BY created DESC', maxResults=11)


def with_pysnc(url: str, key: str) -> Callable[[], Any]:
    """What a first script with pysnc does."""
    import pysnc

    session = Plain()
    session.auth, session.trust_env = ("empathkit", "any"), False
    client = pysnc.ServiceNowClient(url.replace("http://", "https://"), auth=session, auto_retry=False)

    def rows(table: str, field: str, value: str, limit: int = 0) -> list[Any]:
        record = client.GlideRecord(table)
        record.add_query(field, value)
        if limit:
            record.limit = limit
        record.query()
        return list(record)

    def fetch() -> Any:
        [incident] = rows("incident", "number", key)
        caller = incident.get_value("caller_id")
        person = client.GlideRecord("sys_user")
        person.get(caller)
        return (
            rows("sys_journal_field", "element_id", incident.get_value("sys_id")),
            person,
            rows("cmdb_ci_computer", "assigned_to", caller),
            rows("incident", "caller_id", caller, 11),
            rows("sys_attachment", "table_sys_id", incident.get_value("sys_id")),
        )

    return fetch


PEERS: Mapping[str, tuple[str, Callable[[str, str], Callable[[], Any]]]] = {
    "jira": ("jira", with_jira),
    "servicenow": ("pysnc", with_pysnc),
}


@contextmanager
def open_desk(platform: str) -> Iterator[tuple[Sandbox, str, str]]:
    """A sandbox with one ticket: itself, its address, the ticket's key."""
    sandbox: Sandbox = find(platform).sandbox()
    with running(sandbox.app()) as url:
        yield sandbox, url, sandbox.add_ticket(read_ticket(EXAMPLE.read_bytes())).key


def timed(sandbox: Sandbox, fetch: Callable[[], Any]) -> tuple[float, float]:
    """Seconds in the middle and calls of a round, after one that opens the connections."""
    fetch()
    sandbox.latency = LATENCY
    before, took = len(sandbox.journal), []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        fetch()
        took.append(time.perf_counter() - begun)
    sandbox.latency = 0.0
    return statistics.median(took), (len(sandbox.journal) - before) / ROUNDS


def beside(platform: str) -> dict[str, float | str]:
    """Ours and theirs on the same sandbox."""
    package, peer = PEERS[platform]
    with open_desk(platform) as (sandbox, url, key):
        mine, my_calls = timed(sandbox, ours(platform, url, key))
        other, other_calls = timed(sandbox, peer(url, key))
    return {
        "platform": platform,
        "seconds": round(mine, 3),
        "calls": my_calls,
        "beside": package,
        "their_seconds": round(other, 3),
        "their_calls": other_calls,
        "times_faster": round(other / mine, 2),
    }


def overhead() -> dict[str, float]:
    """A call by our client beside the same by a bare session, taken in turns."""
    path, headers = "/rest/api/3/myself", {"Authorization": "Bearer any"}
    with open_desk("jira") as (_, url, _key), requests.Session() as session:
        session.trust_env = False
        client = Rest("jira", url, headers)
        took: dict[str, list[float]] = {"ours": [], "bare": []}
        for number in range(CALLS):
            for name in ("ours", "bare") if number % 2 else ("bare", "ours"):
                begun = time.perf_counter()
                client.get(path) if name == "ours" else session.get(url + path, headers=headers, timeout=20).json()
                took[name].append(time.perf_counter() - begun)
    middle = {name: statistics.median(times) for name, times in took.items()}
    micro = 1e6 * (middle["ours"] - middle["bare"])
    return {"overhead_microseconds": round(micro), "ratio": round(middle["ours"] / middle["bare"], 2)}


if __name__ == "__main__":
    for name in PEERS:
        print(json.dumps(beside(name)))
    print(json.dumps(overhead()))
