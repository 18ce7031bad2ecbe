"""What happens to a webhook call, whatever framework brought it: bytes in, a status out. Sans-I/O.

The work itself comes later, from the queue; the answer only says whether the event was taken.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from empathkit.connect.receiver import MAX_BODY
from empathkit.errors import (
    BodyTooLarge,
    EmpathKitError,
    MalformedEvent,
    Overloaded,
    StorageUnavailable,
    WebhookError,
)
from empathkit.models import Ignored, TicketEvent
from empathkit.ports import Queue, Receiver

log = logging.getLogger("empathkit.webhooks")


class Answer(NamedTuple):
    """What to send back. A body is JSON; 204 has none."""

    status: int
    body: bytes = b""


class Handler:
    """Takes the calls of all platforms that are configured; ``receivers`` are by platform name."""

    def __init__(self, receivers: Mapping[str, Receiver], queue: Queue) -> None:
        self._receivers = dict(receivers)
        self._queue = queue
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()

    def handle(self, platform: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """204 for an event that is accepted, a duplicate or ignored; an error's own status otherwise."""
        receiver = self._receivers.get(platform)
        if receiver is None:
            return refusal(404, "this platform is not configured here")
        try:
            outcome = self._take(receiver, headers, body)
        except WebhookError as error:
            return self._refused(platform, error.status, error)
        except StorageUnavailable as error:
            return self._refused(platform, Overloaded.status, error)
        self._count(platform, outcome)
        return Answer(204)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many calls had which outcome, by platform and outcome."""
        with self._lock:
            return dict(self._counts)

    def _take(self, receiver: Receiver, headers: Mapping[str, str], body: bytes) -> str:
        if len(body) > MAX_BODY:
            raise BodyTooLarge(f"the body is over {MAX_BODY} bytes")
        event = _accept(receiver, headers, body)
        if isinstance(event, Ignored):
            log.info("%s: ignored %s: %s", receiver.platform, event.name, event.reason)
            return "ignored"
        taken = self._queue.put(event)
        log.info("%s: %s %s %s", event.platform, "took" if taken else "had before", event.kind, event.ticket)
        return "accepted" if taken else "duplicate"

    def _refused(self, platform: str, status: int, error: EmpathKitError) -> Answer:
        log.warning("%s: refused with %d: %s", platform, status, error)
        self._count(platform, f"refused_{status}")
        return refusal(status, "try again later" if isinstance(error, StorageUnavailable) else str(error))

    def _count(self, platform: str, outcome: str) -> None:
        with self._lock:
            self._counts[platform, outcome] += 1


def _accept(receiver: Receiver, headers: Mapping[str, str], body: bytes) -> TicketEvent | Ignored:
    try:
        return receiver.accept(headers, body)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        # A receiver stumbled over a shape it does not know. Its message could hold ticket text: name the type only.
        raise MalformedEvent(f"the body is not an event we know ({type(error).__name__})") from error


def refusal(status: int, message: str) -> Answer:
    """An error as ``{"error": "..."}``. ``message`` must hold nothing of the call's body."""
    return Answer(status, json.dumps({"error": message}).encode())
