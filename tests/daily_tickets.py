"""Two hundred unlike tickets: our own and the examples of every topic."""

import tomllib
from pathlib import Path
from typing import Any

from building import ticket

from empathkit.models import Ticket
from empathkit.text.pack import load_pack


def own_tickets() -> list[tuple[str, Ticket]]:
    """What a reader would call each of our own tickets, and the ticket."""
    with (Path(__file__).parent / "reply" / "tickets.toml").open("rb") as file:
        return [(one["situation"], _own(place, one)) for place, one in enumerate(tomllib.load(file)["ticket"])]


def _own(place: int, given: dict[str, Any]) -> Ticket:
    return ticket(*given["messages"], key=f"OWN-{place}", summary=given["summary"], **given.get("person", {}))


def examples() -> list[Ticket]:
    """The example tickets of every topic."""
    topics = load_pack()["topics"].values()
    texts = [text for table in topics for text in table.get("examples", ())]
    return [ticket(text, key=f"EX-{place}", summary=text) for place, text in enumerate(texts)]


def all_tickets() -> list[Ticket]:
    return [*(one for _, one in own_tickets()), *examples()]
