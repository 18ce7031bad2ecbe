"""Webhook bytes in, a typed event out. Sans-I/O: a platform brings its own ``verify`` and ``parse``.

The order is fixed: cap, verify over the raw bytes, and only then parse.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from empathkit.errors import BodyTooLarge, MalformedEvent
from empathkit.models import Ignored, TicketEvent

#: Bytes of body we take; larger ones are refused before they are hashed.
MAX_BODY = 1 << 20

Verify = Callable[[Mapping[str, str], bytes, float], None]
Parse = Callable[[Mapping[str, str], Mapping[str, Any]], TicketEvent | Ignored]


@dataclass(frozen=True)
class SignedReceiver:
    """A receiver made of a platform's two pure functions. ``verify`` gets lower-case header names, the raw
    body and the time in UNIX seconds; ``parse`` gets the headers and the JSON object."""

    platform: str
    verify: Verify
    parse: Parse
    clock: Callable[[], float] = time.time

    def accept(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | Ignored:
        """Raises BodyTooLarge, SignatureError or MalformedEvent."""
        if len(body) > MAX_BODY:
            raise BodyTooLarge(f"the body is over {MAX_BODY} bytes")
        lower = {name.lower(): value for name, value in headers.items()}
        self.verify(lower, body, self.clock())
        return self.parse(lower, document(body))


def document(body: bytes) -> Mapping[str, Any]:
    """The JSON object in a body. Raises MalformedEvent."""
    try:
        parsed = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise MalformedEvent("the body is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise MalformedEvent("the body is not JSON") from error
    if not isinstance(parsed, dict):
        raise MalformedEvent("the body is not a JSON object")
    return parsed
