"""How long a Reading takes, as a ratio to VADER's sentiment on the same messages in the same run.

Messages come from ``EMPATHKIT_TEST_DATA`` where it is set, else from the tickets of the demo. Both run warm, in turns,
and the median of the rounds counts.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from empathkit.models import Ticket
from empathkit.pipeline import Kit

ROUNDS = 5


def tickets() -> list[Ticket]:
    data = os.environ.get("EMPATHKIT_TEST_DATA")
    if not data:
        from empathkit.testing.demo_tickets import demo_tickets

        return [one.ticket for one in demo_tickets()] * 20
    lines = (line for file in sorted(Path(data, "cases").glob("dev-*.jsonl")) for line in file.open(encoding="utf-8"))
    return [Ticket.model_validate(json.loads(line)["ticket"]) for line in lines]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    given, kit, vader = tickets(), Kit(), SentimentIntensityAnalyzer()
    bodies = [[one.body for one in ticket.messages if one.author == "requester"] for ticket in given]
    jobs: dict[str, Callable[[], object]] = {
        "vader": lambda: [vader.polarity_scores(body) for said in bodies for body in said],
        "read": lambda: [kit.read(ticket) for ticket in given],
        "suggest": lambda: [kit.suggest(ticket) for ticket in given],
    }
    for job in jobs.values():
        job()
    rounds = [{name: timed(job) for name, job in jobs.items()} for _ in range(ROUNDS)]
    messages = sum(len(said) for said in bodies)
    print(f"{len(given)} tickets, {messages} messages, {ROUNDS} rounds")
    for name in jobs:
        ratio = statistics.median(one[name] / one["vader"] for one in rounds)
        rate = messages / statistics.median(one[name] for one in rounds)
        print(f"{name:8} {ratio:6.2f} x VADER   {rate:8.0f} messages/s")


if __name__ == "__main__":
    main()
