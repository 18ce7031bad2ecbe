"""Whether reading stays linear: how much longer four times the text takes, for inputs made to be slow.

A ratio near 4 is linear, near 16 quadratic. Both sizes run in turns in the same process.
"""

from __future__ import annotations

import statistics
import time

from empathkit.models import Ticket
from empathkit.pipeline import Kit

PIECES = (
    "a",
    "Aa ",
    "the a-",
    '"',
    "? ",
    "shows ",
    "a drive ",
    "C:\\a ",
    "11.",
    "my ",
    "error ",
    "\n>",
    "<b>",
    "I can't ",
)
SIZES = (6_000, 24_000)
ROUNDS = 3


def seconds(kit: Kit, body: str) -> float:
    ticket = Ticket.model_validate({"requester": {"id": "u"}, "messages": [{"author": "requester", "body": body}]})
    start = time.perf_counter()
    kit.read(ticket)
    return time.perf_counter() - start


def main() -> None:
    kit = Kit()
    seconds(kit, "warm up")
    for piece in PIECES:
        rounds = [[seconds(kit, piece * (size // len(piece))) for size in SIZES] for _ in range(ROUNDS)]
        ratio = statistics.median(large / small for small, large in rounds)
        print(f"{piece!r:12} {ratio:6.1f} x for 4 x the text")


if __name__ == "__main__":
    main()
