"""Reading a ticket with its whole context while every call takes 80 ms longer: wall time beside the longest chain of
calls that wait for one another, and how many calls it takes. Run: ``python benchmarks/context.py``."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from empathkit.connect.documents import read_ticket
from empathkit.connect.platforms import find
from empathkit.settings import Settings
from empathkit.testing.server import running

LATENCY = 0.08  #: seconds
ROUNDS = 15
CHAIN = {"jira": 2, "servicenow": 2}  #: calls of a ticket that wait for one another
ACCOUNT = {
    "jira": {"EMAIL": "bot@desk.example", "TOKEN": "any", "ASSETS_URL": "{url}/jsm/assets"},
    "servicenow": {"USER": "empathkit", "PASSWORD": "any"},
}


def measure(platform: str) -> dict[str, float | int | str]:
    """The middle of some rounds, after one that opens the connections."""
    kind = find(platform)
    sandbox = kind.sandbox()
    given = read_ticket((Path(__file__).parents[1] / "examples" / "ticket.json").read_bytes())
    with running(sandbox.app()) as url:
        key = sandbox.add_ticket(given).key
        names = {name: value.format(url=url) for name, value in {"URL": url, **ACCOUNT[platform]}.items()}
        connector = kind.connector(
            Settings({f"EMPATHKIT_{platform.upper()}_{name}": value for name, value in names.items()})
        )
        connector.fetch(key)
        sandbox.latency = LATENCY
        before, took = len(sandbox.journal), []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            connector.fetch(key)
            took.append(time.perf_counter() - begun)
        calls = (len(sandbox.journal) - before) / ROUNDS
    middle = statistics.median(took)
    chain = CHAIN[platform] * LATENCY
    return {
        "platform": platform,
        "calls": calls,
        "seconds": round(middle, 3),
        "chain": chain,
        "ratio": round(middle / chain, 2),
    }


if __name__ == "__main__":
    for name in CHAIN:
        print(json.dumps(measure(name)))
