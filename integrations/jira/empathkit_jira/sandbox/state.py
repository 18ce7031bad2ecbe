"""What a Jira keeps beside the messages: accounts, how an issue stands, and what it stores of a comment."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from empathkit_jira.shape import Json


class Status(NamedTuple):
    """A status and the category Jira files it under."""

    id: str
    name: str
    category: str
    category_id: int
    category_name: str
    color: str


OPEN = Status("10001", "Open", "new", 2, "To Do", "blue-gray")
IN_PROGRESS = Status("10002", "In Progress", "indeterminate", 4, "In Progress", "yellow")
RESOLVED = Status("10003", "Resolved", "done", 3, "Done", "green")
STATUSES = (OPEN, IN_PROGRESS, RESOLVED)


class Transition(NamedTuple):
    """A way from one status to another."""

    id: str
    name: str
    to: Status


TRANSITIONS = (
    Transition("11", "Start progress", IN_PROGRESS),
    Transition("21", "Resolve this issue", RESOLVED),
    Transition("31", "Reopen issue", OPEN),
)


@dataclass(frozen=True)
class Account:
    """A user. ``kind`` is Jira's accountType: atlassian, app or customer."""

    id: str
    name: str
    email: str | None = None
    kind: str = "atlassian"
    timezone: str | None = None
    locale: str | None = None
    active: bool = True


AGENT = Account("712020:sandbox-agent", "Sandbox Agent", "agent@sandbox.invalid", timezone="Etc/UTC", locale="en_US")
INTEGRATION = Account("712020:sandbox-empathkit", "EmpathKit", kind="app", timezone="Etc/UTC", locale="en_US")


@dataclass
class CommentState:
    """A comment as stored: ``body`` a document or wiki text, whichever it was written as."""

    body: Any
    author: Account
    properties: dict[str, Any] = field(default_factory=dict)
    visibility: Json | None = None
    updated: str | None = None


@dataclass
class IssueState:
    """How an issue stands."""

    status: Status = OPEN
    resolution: str | None = None
    resolved: str | None = None
    assignee: Account | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    participants: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


def number_of(name: str, places: int = 5) -> int:
    """A number for a name, the same in every run."""
    least = int("1".ljust(places, "0"))
    return least + zlib.crc32(name.encode("utf-8", "replace")) % (9 * least)


def name_of(value: str) -> str:
    """An opaque name for a value, the same in every run."""
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:24]


def jira_date(given: str | None, otherwise: str) -> str:
    """ISO 8601 as Jira writes it: ``2021-01-17T12:34:00.000+0000``. What is no date becomes ``otherwise``."""
    return at(given, otherwise).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def at(given: str | None, otherwise: str) -> datetime:
    """The moment in UTC; ``otherwise`` must be ISO 8601."""
    for one in (given, otherwise):
        try:
            moment = datetime.fromisoformat(one or "")
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return datetime.now(UTC)


def millis(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp() * 1000)
