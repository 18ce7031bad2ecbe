"""Zendesk's webhooks as events. Pure.

Signed as developer.zendesk.com says under "Verifying webhooks": base64 of HMAC-SHA256 over timestamp and body. The body
is the one the desk types into its triggers (README)::

    {"event": "created", "ticket": "{{ticket.id}}", "comment": "{{ticket.latest_comment.id}}"}
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from empathkit.connect.receiver import SignedReceiver
from empathkit.connect.signature import TOLERANCE
from empathkit.errors import MalformedEvent, SignatureError
from empathkit.models import EventKind, Ignored, TicketEvent
from empathkit_zendesk.connector import KEY

SIGNATURE, STAMP = "x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"
KINDS: Mapping[str, EventKind] = {
    "created": "created",
    "requester_message": "requester_message",
    "agent_message": "agent_message",
    "resolved": "resolved",
    "reopened": "reopened",
    "reassigned": "reassigned",
}


def sign(secret: str, stamp: str, body: bytes) -> str:
    """The signature of a body."""
    return base64.b64encode(hmac.new(secret.encode(), stamp.encode() + body, "sha256").digest()).decode()


def receiver(site: str, secret: str) -> SignedReceiver:
    """A receiver for one Zendesk."""

    def verify(headers: Mapping[str, str], body: bytes, now: float) -> None:
        given, stamp = headers.get(SIGNATURE, ""), headers.get(STAMP, "")
        expected = sign(secret, stamp.encode("utf-8", "replace").decode(), body)
        if not given or not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            raise SignatureError("the signature does not fit this body: check EMPATHKIT_ZENDESK_WEBHOOK_SECRET")
        if abs(now - _moment(stamp)) > TOLERANCE:
            raise SignatureError(f"the signed time is more than {TOLERANCE} s away: check the clocks of both sides")

    def parse(_: Mapping[str, str], document: Mapping[str, Any]) -> TicketEvent | Ignored:
        return read(document, site)

    return SignedReceiver("zendesk", verify, parse)


def read(document: Mapping[str, Any], site: str) -> TicketEvent | Ignored:
    """The event in a verified body. Raises MalformedEvent."""
    event, ticket, comment = (_text(document.get(name)) for name in ("event", "ticket", "comment"))
    if event not in KINDS:
        return Ignored(name=(event or "?")[:40], reason="no event of ours is called so")
    if not KEY.fullmatch(ticket):
        raise MalformedEvent("ticket is not the number of a ticket")
    delivery = hashlib.sha256("\x1f".join((event, ticket, comment)).encode("utf-8", "replace")).hexdigest()[:32]
    return TicketEvent(platform="zendesk", site=site, ticket=ticket, kind=KINDS[event], delivery=delivery)


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _moment(stamp: str) -> float:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError) as error:
        raise SignatureError("the timestamp is no time") from error
