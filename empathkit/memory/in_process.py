"""Memory that lasts as long as the process: for tests, the demo and desks that must keep nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from empathkit.memory.keeping import AROUND, PEOPLE, PHRASES, Past, past_ticket, place, since, user_key, worth_keeping
from empathkit.models import Around, Known, Preference, Remembered, Suggestion, Ticket


@dataclass
class _User:
    known: dict[tuple[str, str], Known] = field(default_factory=dict)
    preferences: dict[str, Preference] = field(default_factory=dict)
    phrases: dict[str, None] = field(default_factory=dict)
    past: dict[str, Past] = field(default_factory=dict)


class InMemory:
    """Implements :class:`empathkit.ports.Memory`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: dict[str, _User] = {}

    def recall(self, ticket: Ticket) -> Remembered:
        """What is held of this user; nothing where the requester has no id."""
        with self._lock:
            user = self._users.get(user_key(ticket) or "")
            if user is None:
                return Remembered(around=self._around(ticket)) if user_key(ticket) else Remembered()
            return Remembered(
                known=tuple(user.known[key] for key in sorted(user.known)),
                preferences=tuple(user.preferences[name] for name in sorted(user.preferences)),
                phrases=tuple(reversed(user.phrases)),
                history=tuple(past_ticket(one) for one in _newest_first(user.past) if one.ticket != ticket.key),
                around=self._around(ticket),
            )

    def _around(self, ticket: Ticket) -> tuple[Around, ...]:
        return tuple(sorted(self._others(ticket), key=lambda one: (-one.people, one.what, one.topic)))

    def _others(self, ticket: Ticket) -> Iterator[Around]:
        first, own = since(ticket), user_key(ticket)
        for what, value in place(ticket)._asdict().items():
            there = [
                (name, one)
                for name, user in self._users.items()
                for one in user.past.values()
                if name != own and value and getattr(one, what) == value and first and (one.opened or "") >= first
            ]
            latest = sorted((one for one in there if one[1].topic), key=lambda one: one[1].opened or "", reverse=True)
            yield from _topics(what, value, latest[:AROUND])

    def remember(self, ticket: Ticket, suggestion: Suggestion) -> None:
        """Keep what is worth keeping; the newest statement of a thing wins."""
        name = user_key(ticket)
        if name is None:
            return
        kept = worth_keeping(ticket, suggestion)
        with self._lock:
            user = self._users.setdefault(name, _User())
            user.known |= {(one.kind, one.value): one for one in kept.known}
            user.preferences |= {one.name: one for one in kept.preferences}
            user.past |= {one.ticket: one for one in kept.past}
            for phrase in kept.phrases:
                user.phrases.pop(phrase, None)
                user.phrases[phrase] = None
            user.phrases = dict.fromkeys(list(user.phrases)[-PHRASES:])


def _newest_first(past: Mapping[str, Past]) -> list[Past]:
    by_name = sorted(past.values(), key=lambda one: one.ticket)
    return sorted(by_name, key=lambda one: one.opened or "", reverse=True)


def _topics(what: str, value: str, latest: Sequence[tuple[str, Past]]) -> Iterator[Around]:
    for topic in sorted({one.topic for _, one in latest if one.topic}):
        people = {name for name, one in latest if one.topic == topic}
        if len(people) >= PEOPLE:
            keys = tuple(sorted(one.ticket for _, one in latest if one.topic == topic))
            yield Around(what=what, value=value, topic=topic, people=len(people), tickets=keys)
