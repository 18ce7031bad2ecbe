"""A connector on the bench: its sandbox running, itself connected to it, and one run as the queue makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from empathkit.connect import limits, rest
from empathkit.connect.note import find_marker
from empathkit.connect.worker import deliver, prepare
from empathkit.memory.in_process import InMemory
from empathkit.models import Heading, InternalNote, Paragraph, Reply, Ticket
from empathkit.ports import Connector, Platform, Receiver
from empathkit.settings import Settings
from empathkit.testing.fakes import FakeKit
from empathkit.testing.faults import Fault
from empathkit.testing.sandbox import Sandbox, SandboxMessage, SandboxTicket
from empathkit.testing.server import running

NOW = datetime(2026, 11, 2, 9, 31, tzinfo=UTC)
MARKER = "ek-0123456789abcdef0123"
#: The words of the ticket; none of them may stand in an error.
WORDS = ("The tunnel drops every ten minutes.", "Which gateway is it?", "Gateway seven again.", "At home, on Wi-Fi.")


@dataclass(frozen=True)
class Bench:
    """``sign`` gives the headers the platform sends with a body; ``secret`` is the one both sides hold."""

    platform: Platform
    sandbox: Sandbox
    settings: Settings
    secret: str
    sign: Callable[[str, bytes], Mapping[str, str]]

    def connector(self) -> Connector:
        """A fresh one."""
        return self.platform.connector(self.settings)

    def receiver(self) -> Receiver:
        """A fresh one."""
        return self.platform.receiver(self.settings)

    def post(self, *said: tuple[str, str, bool]) -> SandboxTicket:
        """A ticket with these messages (author, body, public); without any, with a usual conversation."""
        usual = [
            ("requester", WORDS[0], True),
            ("agent", WORDS[1], True),
            ("agent", WORDS[2], False),
            ("requester", WORDS[3], True),
        ]
        messages = [
            {"author": author, "body": body, "public": public, "at": f"2026-11-02T09:{14 + place % 45:02}:00Z"}
            for place, (author, body, public) in enumerate(said or usual)
        ]
        person = {"id": "u1", "name": "Ana Prado", "email": "ana.prado@desk.example"}
        given = {"summary": "Tunnel", "created": "2026-11-02T09:14:00Z", "requester": person, "messages": messages}
        return self.sandbox.add_ticket(Ticket.model_validate(given))

    def run(self, key: str) -> None:
        """One run as the queue makes it. Raises PlatformError."""
        connector, memory = self.connector(), InMemory()
        kit = FakeKit()
        deliver(connector, prepare(connector, key, kit, memory, NOW), memory)  # type: ignore[arg-type]

    def fail(self, fault: str, *, times: int = 1, after: int = 0, done: bool = False) -> None:
        """Let a fault happen in the sandbox."""
        given = {"fault": fault, "times": times, "after": after, "done": done}
        self.sandbox.faults.append(Fault.model_validate(given))

    def mend(self) -> None:
        """No fault is left, and no host is left alone."""
        self.sandbox.faults.clear()
        limits.forget()

    def webhook(
        self, kind: str, ticket: SandboxTicket, message: SandboxMessage | None = None
    ) -> tuple[dict[str, str], bytes]:
        """A call of the platform."""
        headers, body = self.sandbox.webhook(kind, ticket, message, self.secret)  # type: ignore[arg-type]
        return dict(headers), body

    def secrets(self) -> list[str]:
        """The values of the settings that nobody may see."""
        telling = ("TOKEN", "PASSWORD", "SECRET", "KEY")
        return [value for name, value in self.settings.values.items() if name.endswith(telling)]


def ours(ticket: SandboxTicket) -> list[SandboxMessage]:
    """Our notes on a ticket, whoever can see them."""
    return [one for one in ticket.messages if one.author == "integration" or _ours(one)]


def _ours(one: SandboxMessage) -> bool:
    return one.author != "requester" and find_marker(one.body) is not None


def note_for(key: str, marker: str = MARKER, text: str = "I'd be glad to get you back on.") -> InternalNote:
    """A note for a ticket."""
    blocks = (Heading(text="A reply"), Reply(text=text), Paragraph(text=f"EmpathKit ref {marker}"))
    return InternalNote(ticket=key, kind="suggestion", marker=marker, blocks=blocks)


@contextmanager
def open_bench(
    platform: Platform,
    settings: Callable[[str], Mapping[str, str]],
    sign: Callable[[str, bytes], Mapping[str, str]],
    secret: str,
) -> Iterator[Bench]:
    """A bench for a platform, whose sandbox runs meanwhile. Reads that fail are tried again at once."""
    sandbox, pause = platform.sandbox(), rest.FIRST_WAIT
    rest.FIRST_WAIT = 0.0
    try:
        with running(sandbox.app()) as url:
            yield Bench(platform, sandbox, Settings(dict(settings(url))), secret, sign)
    finally:
        rest.FIRST_WAIT = pause
        limits.forget()
