"""A desk for tests: a fake platform, a memory in a file, and the pages as the service mounts them."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.testclient import TestClient

from empathkit.memory.book import Book
from empathkit.memory.sql import SqlMemory
from empathkit.pipeline import Kit
from empathkit.serve.pages.desk import Desk
from empathkit.serve.pages.doors import Doors
from empathkit.serve.pages.site import pages
from empathkit.serve.pages.tickets import Tickets
from empathkit.testing.fakes import FakeDesk, fake_ticket

AGENT, MANAGER = "an-agent-of-the-desk", "a-manager-of-the-desk"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KIT = Kit()
BODY = "The VPN drops every ten minutes since Monday and it's driving me mad. I restarted the laptop twice."


class House:
    """All of it. ``host`` is the platform, ``book`` what the desk keeps."""

    def __init__(self, folder, doors=None, *, shadow=False):
        self.host = FakeDesk()
        self.memory = SqlMemory(f"sqlite:///{folder / 'desk.db'}")
        self.book = Book(self.memory)
        self.doors = doors or Doors({"agent": AGENT, "manager": MANAGER})
        self.desk = Desk(KIT, self.book, Tickets({"fake": self.host}), shadow, now=lambda: NOW)
        self.app = Starlette(routes=pages(self.desk, self.doors))

    def add(self, key="IT-1", *said, **requester):
        """A ticket whose note was written."""
        ticket = fake_ticket(key, *(said or [("requester", BODY)]), **requester)
        self.host.tickets[key] = ticket
        self.memory.remember(ticket, KIT.suggest(ticket, remembered=self.memory.recall(ticket)))
        return ticket

    def client(self, token=None, **options):
        """A browser without script, signed in where a token is given."""
        made = TestClient(self.app, base_url="http://desk.example", follow_redirects=False, **options)
        if token:
            assert made.post("/desk/sign-in", data={"token": token}).status_code == 303
        return made


def csrf(html):
    """What the forms of a page carry."""
    return html.partition('name="csrf" value="')[2].partition('"')[0]
