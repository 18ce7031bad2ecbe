"""A dozen tickets to begin with, from ``examples.toml``: people, companies and texts are made up."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from empathkit.models import Author, Given, Message, Requester, Ticket


class Line(Message):
    """A message of an example: the requester's where no author is named."""

    author: Author = "requester"


class Example(Given):
    """A ticket, and what it shows."""

    title: str
    summary: str
    requester: Requester
    messages: tuple[Line, ...]

    @property
    def ticket(self) -> Ticket:
        """The ticket as a desk would give it."""
        return Ticket.model_validate(self.model_dump(exclude={"title"}))


@functools.lru_cache(maxsize=1)
def examples() -> tuple[Example, ...]:
    """All of them, the one to begin with first."""
    text = (resources.files("empathkit.serve.pages") / "examples.toml").read_text(encoding="utf-8")
    return tuple(Example.model_validate(one) for one in tomllib.loads(text)["examples"])
