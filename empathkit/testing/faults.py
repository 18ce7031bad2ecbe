"""What a sandbox does before its platform answers: write the request down, and let a fault happen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import RLock
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The faults a sandbox can show.
FAULTS = frozenset({"429", "500", "503", "html", "slow", "truncate", "empty202", "expired"})


def now() -> str:
    """This moment as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Fault(BaseModel):
    """The next ``times`` requests whose path begins with ``match`` (and of ``method``, if given) go wrong."""

    model_config = ConfigDict(extra="allow")

    match: str = "/"
    method: str | None = None
    times: int = 1
    fault: str
    retry_after: int = 1
    seconds: float = 2.0


class Faulty(Protocol):
    """What the journal needs of a sandbox."""

    lock: RLock
    journal: list[dict[str, Any]]

    def take_fault(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, counted down."""

    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """The platform's own error body for a status."""


class Journalled:
    """Writes every platform request down, and lets faults happen before the platform answers."""

    def __init__(self, app: ASGIApp, sandbox: Faulty) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].startswith("/_sandbox"):
            await self._app(scope, receive, send)
            return
        entry = {
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode("latin-1"),
            "status": 0,
            "at": now(),
        }

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry["status"] = message["status"]
                with self._sandbox.lock:
                    self._sandbox.journal.append(entry)
            await send(message)

        fault = self._sandbox.take_fault(scope["method"], scope["path"])
        if fault and fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
        answer = _faulty(self._sandbox, fault) if fault else None
        await (answer or self._app)(scope, receive, note_status)


def _faulty(sandbox: Faulty, fault: Fault) -> Response | None:
    match fault.fault:
        case "429":
            return sandbox.error(429, {"Retry-After": str(fault.retry_after)})
        case "500" | "503":
            return sandbox.error(int(fault.fault))
        case "expired":
            return sandbox.error(401)
        case "html":
            return HTMLResponse(
                "<html><body class='instance-hibernating-page'>Your instance is hibernating</body></html>"
            )
        case "truncate":
            return Response(b'{"result": [{"sys_id": "0', media_type="application/json")
        case "empty202":
            return Response(status_code=202)
    return None
