"""What the edges must be able to do, said once. Nothing here has a body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, runtime_checkable

from empathkit.models import Ignored, InternalNote, PlacedNote, Remembered, Requester, Suggestion, Ticket, TicketEvent
from empathkit.settings import Settings


class Connector(Protocol):
    """Reads tickets of one platform and leaves internal notes there. It has no other write of text.

    Every method raises :class:`empathkit.errors.PlatformError`.
    """

    platform: str
    site: str

    def fetch(self, key: str) -> Ticket:
        """The ticket with its whole conversation, oldest first, and its requester."""

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """Our notes on this ticket, oldest first. Raises PermissionDenied where notes can't be read."""

    def push(self, note: InternalNote) -> PlacedNote:
        """Write the note, read it back, and fail closed: NoteWentPublic or NoteNotStored."""

    def preview(self, note: InternalNote) -> Preview:
        """What ``push`` would send, without sending it."""


class Preview(NamedTuple):
    """A write that was not made: the call it would be, and the note as it would be stored."""

    target: str
    body: Any


class Changed(NamedTuple):
    """A ticket that was changed: its key, when (as the platform says), and how it ended where it did."""

    key: str
    at: str
    resolved: str | None = None
    reopened: int = 0
    resolution: str | None = None


@runtime_checkable
class Changes(Protocol):
    """A connector that can also tell which tickets were changed: for catching up with lost webhooks, and for reading
    earlier tickets."""

    def changed(self, since: datetime) -> Iterator[Changed]:
        """The tickets changed since then (aware), as far as this account sees them: streamed page by page, in an order
        that a later change does not move, none left out because others are hidden. Some that changed shortly before
        may come too. Raises PlatformError."""


@runtime_checkable
class ReadsAhead(Protocol):
    """A connector that reads many tickets with fewer calls than each by itself."""

    def ahead(self, asked: Sequence[str]) -> Callable[[str], Ticket]:
        """What ``fetch`` does, for these tickets: a part of them is read now, the rest when it is asked for. One that
        could not be read ahead is read by itself then, and raises what ``fetch`` raises. Raises PlatformError where
        the platform does not answer."""


@runtime_checkable
class KeepsProfile(Protocol):
    """A connector that can leave the suggestion on the ticket for machines, where the desk wants that."""

    def keep_profile(self, ticket: Ticket, suggestion: Suggestion, marker: str) -> None:
        """Keep it, or do nothing where it is not wanted. Never where the requester sees it. Raises PlatformError."""


class Receiver(Protocol):
    """Turns the bytes of a webhook into an event. Pure: no network, no clock of its own."""

    @property
    def platform(self) -> str:
        """The platform's name."""

    def accept(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | Ignored:
        """Verify, then parse. Raises :class:`empathkit.errors.WebhookError`."""


class Memory(Protocol):
    """Keeps what must not be asked twice."""

    def recall(self, ticket: Ticket) -> Remembered:
        """What is held of this user and ticket."""

    def remember(self, ticket: Ticket, suggestion: Suggestion) -> None:
        """Keep the facts, preferences and phrases of a suggestion that was pushed."""


class Queue(Protocol):
    """Takes events to be worked on later."""

    def put(self, event: TicketEvent) -> bool:
        """Take an event; False when it was taken before. Raises Overloaded when full."""

    def close(self) -> None:
        """Finish what is running and stop."""


class ContextSource(Protocol):
    """A desk's own directory of people."""

    def lookup(self, requester: Requester) -> Requester | None:
        """The person with what the directory knows added, or None when it knows nobody by that id."""


class Check(NamedTuple):
    """One line of ``empathkit doctor``: what was looked at, whether it is well, and what to do if not.
    A check of a platform is named ``platform: what``. ``caveat``: it is well, and still worth knowing about."""

    name: str
    ok: bool
    detail: str
    hint: str = ""
    caveat: bool = False


class Platform(Protocol):
    """A kind of service desk, found through the entry-point group ``empathkit.connectors``.

    It may also have a method ``setting_names()``, which gives the names of all its settings: then ``doctor`` tells
    a name that is misspelt."""

    name: str

    def configured(self, settings: Settings) -> bool:
        """Whether the desk has set this platform up at all."""

    def connector(self, settings: Settings) -> Connector:
        """Raises ConfigurationError naming the variable that is missing."""

    def receiver(self, settings: Settings) -> Receiver:
        """Raises ConfigurationError when there is no webhook secret."""

    def sandbox(self) -> Any:
        """An :class:`empathkit.testing.sandbox.Sandbox` of this platform; needs the extra ``server``."""

    def diagnose(self, settings: Settings) -> Iterable[Check]:
        """Checks in order of dependency; stops after the first that makes the rest meaningless."""
