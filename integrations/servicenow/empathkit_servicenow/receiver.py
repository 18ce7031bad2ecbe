"""The calls of our business rule as events. Pure.

The rule (``platform/src/scripts/notify.js``) sends ids and flags only::

    {"event": "update", "table": "incident", "sys_id": "...", "number": "INC0010001", "sys_mod_count": "3",
     "sys_updated_on": "2026-11-02 09:14:00", "sys_updated_by": "dana.ruiz", "caller": "dana.ruiz",
     "changed": ["comments"], "state": "2", "previous_state": "2", "delivery_id": "..."}
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import SecretStr

from empathkit.connect.receiver import SignedReceiver
from empathkit.connect.signature import verify_timestamped
from empathkit.errors import InputError, MalformedEvent
from empathkit.models import EventKind, Ignored, TicketEvent
from empathkit_servicenow.cells import moment
from empathkit_servicenow.tables import is_sys_id, read_key

OVER = frozenset({"6", "7"})  #: states Resolved and Closed


class Change(NamedTuple):
    """What an update changed: ``by`` is who did it; states are stored values."""

    by: str
    caller: str
    changed: frozenset[str]
    state: str
    previous_state: str


def receiver(
    site: str,
    secrets: Iterable[SecretStr],
    *,
    own_user: str,
    tables: Iterable[str],
    clock: Callable[[], float] = time.time,
) -> SignedReceiver:
    """A receiver for one instance. ``own_user`` is the integration user: what it changes is no news."""
    usable = tuple(secret.get_secret_value() for secret in secrets)
    known = frozenset(tables)

    def verify(headers: Mapping[str, str], body: bytes, now: float) -> None:
        verify_timestamped(headers, body, usable, now)

    def parse(_: Mapping[str, str], document: Mapping[str, Any]) -> TicketEvent | Ignored:
        return read_event(document, site, own_user, known)

    return SignedReceiver("servicenow", verify, parse, clock)


def read_event(document: Mapping[str, Any], site: str, own_user: str, tables: frozenset[str]) -> TicketEvent | Ignored:
    """The event in a verified body. Raises MalformedEvent."""
    event, table = _text(document, "event"), _text(document, "table")
    if table not in tables:
        return Ignored(name=_shown(f"{event} {table}"), reason="not a table we read tickets from")
    if event not in {"insert", "update"}:
        return Ignored(name=_shown(f"{event} {table}"), reason="not an event we act on")
    change = _change(document)
    if event == "update" and change.by.casefold() == own_user.casefold():
        return Ignored(name=f"update {table}", reason="our own change")
    kind = "created" if event == "insert" else kind_of(change)
    if kind is None:
        return Ignored(name=f"update {table}", reason="no change we act on")
    return TicketEvent(
        platform="servicenow",
        site=site,
        ticket=_number(document),
        kind=kind,
        delivery=_delivery(document, event, table),
        at=moment({"at": _plain("sys_updated_on", _optional(document, "sys_updated_on"))}, "at"),
    )


def kind_of(change: Change) -> EventKind | None:
    """What an update means, None for nothing to us. One update can change much at once: what ends or reopens the
    ticket says most, then what was said, then who has it. An internal note is an agent's, whoever wrote it."""
    over, was_over = change.state in OVER, change.previous_state in OVER
    if "state" in change.changed and over != was_over:
        return "resolved" if over else "reopened"
    if "comments" in change.changed:
        return "requester_message" if change.by and change.by == change.caller else "agent_message"
    if "work_notes" in change.changed:
        return "agent_message"
    return "reassigned" if "assignment" in change.changed else None


def _change(document: Mapping[str, Any]) -> Change:
    changed = document.get("changed", [])
    if not isinstance(changed, list) or not all(isinstance(one, str) for one in changed):
        raise MalformedEvent("changed is not a list of names")
    by, caller, state, previous = (
        _optional(document, name) for name in ("sys_updated_by", "caller", "state", "previous_state")
    )
    return Change(by, caller, frozenset(changed), state, previous)


def _number(document: Mapping[str, Any]) -> str:
    try:
        return read_key(_text(document, "number"))
    except InputError as error:
        raise MalformedEvent("number is not the number of a ticket") from error


def _delivery(document: Mapping[str, Any], event: str, table: str) -> str:
    """The rule's own id of this call, else a hash of what makes the change unique."""
    given = _optional(document, "delivery_id")
    if given:
        return _plain("delivery_id", given)
    sys_id, count = _text(document, "sys_id"), _plain("sys_mod_count", _text(document, "sys_mod_count"))
    if not is_sys_id(sys_id):
        raise MalformedEvent("sys_id is not a sys_id")
    return hashlib.sha256("\x1f".join((table, sys_id, count, event)).encode()).hexdigest()[:32]


def _shown(name: str) -> str:
    """Somebody else's names as they may stand in a log."""
    return "".join(one if one.isprintable() else "?" for one in name[:64])


def _plain(name: str, value: str) -> str:
    if not (value.isascii() and value.isprintable() and len(value) <= 100):
        raise MalformedEvent(f"{name} is not plain ASCII")
    return value


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value.strip():
        raise MalformedEvent(f"{name} is missing")
    return value.strip()


def _optional(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise MalformedEvent(f"{name} is not text")
    return value.strip()
