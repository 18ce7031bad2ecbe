"""Two hundred unlike tickets: our own and the examples of every topic."""

import tomllib
from pathlib import Path
from typing import Any

from building import ticket

from empathkit.models import Ticket
from empathkit.text.pack import load_pack


def own_tickets() -> list[tuple[str, Ticket]]:
    """What a reader would call each of our own tickets, and the ticket."""
    return _from("tickets.toml", "OWN")


def spoken_tickets() -> list[tuple[str, Ticket]]:
    """The same of sixty in the manner of a real queue: half-informed, at length, raw."""
    return _from("spoken_tickets.toml", "SAID")


def _from(name: str, mark: str) -> list[tuple[str, Ticket]]:
    with (Path(__file__).parent / "reply" / name).open("rb") as file:
        return [
            (one["situation"], _own(f"{mark}-{place}", one)) for place, one in enumerate(tomllib.load(file)["ticket"])
        ]


def _own(key: str, given: dict[str, Any]) -> Ticket:
    return ticket(*given["messages"], key=key, summary=given["summary"], **given.get("person", {}))


def examples() -> list[Ticket]:
    """The example tickets of every topic."""
    topics = load_pack()["topics"].values()
    texts = [text for table in topics for text in table.get("examples", ())]
    return [ticket(text, key=f"EX-{place}", summary=text) for place, text in enumerate(texts)]


def all_tickets() -> list[Ticket]:
    return [*(one for _, one in own_tickets()), *(one for _, one in spoken_tickets()), *examples()]
