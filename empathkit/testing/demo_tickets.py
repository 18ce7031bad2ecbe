"""The tickets of the demo, from ``demo.toml``: people, companies and texts are made up."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from empathkit.models import Author, Given, Message, Requester, Ticket


class Line(Message):
    """A message of the play: the requester's where no author is named."""

    author: Author = "requester"


class Scene(Given):
    """A ticket of the play."""

    platform: str
    title: str
    summary: str
    requester: Requester
    messages: tuple[Line, ...]

    @property
    def ticket(self) -> Ticket:
        """The ticket as a desk would give it, without a key."""
        return Ticket.model_validate(self.model_dump(exclude={"title"}))


def demo_tickets() -> tuple[Scene, ...]:
    """All six, in the order they are played."""
    return tuple(Scene.model_validate(one) for one in document()["tickets"])


def document() -> dict[str, Any]:
    """All of ``demo.toml``."""
    return tomllib.loads((resources.files("empathkit.testing") / "demo.toml").read_text(encoding="utf-8"))
