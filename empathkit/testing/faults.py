"""What a sandbox does before its platform answers: write the request down, and let a fault happen."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import RLock
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The faults a sandbox can show.
FAULTS = frozenset({"429", "500", "503", "html", "slow", "hangup", "truncate", "empty202", "hidden", "expired"})
_PAGE = "<html><body class='instance-hibernating-page'>Your instance is hibernating</body></html>"
_BEGUN = b'{"result": [{"sys_id": "0'


def now() -> str:
    """This moment as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Fault(BaseModel):
    """Of the requests whose path begins with ``match`` (and of ``method``, if given), ``after`` are let through, and
    the next ``times`` go wrong. With ``done`` the platform does what was asked and the answer alone goes wrong.

    ``form`` is how a 429 tells when to come again (``retry_after``, in seconds): in ``Retry-After``, in the platform's
    own ``X-RateLimit-Reset``, in both, or not at all; ``reason`` is Jira's ``RateLimit-Reason``. ``status`` is that of
    an HTML page. ``fields`` are those a ``hidden`` fault takes from each row; without any, whole rows are hidden."""

    model_config = ConfigDict(extra="allow")

    match: str = "/"
    method: str | None = None
    after: int = Field(0, ge=0)
    times: int = Field(1, ge=0)
    fault: str
    done: bool = False
    retry_after: int = Field(1, ge=0)
    form: Literal["retry_after", "reset", "both", "bare"] = "both"
    reason: str | None = None
    seconds: float = Field(2.0, ge=0)
    status: int = Field(200, ge=200, le=599)
    fields: tuple[str, ...] = ()

    def limits(self, reset: str, others: Mapping[str, str]) -> dict[str, str]:
        """The headers of a 429 in this form. ``reset`` is the time in the platform's own way."""
        told = {"Retry-After": str(self.retry_after)} if self.form in {"retry_after", "both"} else {}
        own = {**others, "X-RateLimit-Reset": reset} if self.form in {"reset", "both"} else {}
        return {**told, **own, **({"RateLimit-Reason": self.reason} if self.reason else {})}

    def resets(self) -> float:
        """When the limit ends, in UNIX seconds."""
        return time.time() + self.retry_after


class Faulty(Protocol):
    """What the journal needs of a sandbox."""

    lock: RLock
    journal: list[dict[str, Any]]
    latency: float

    def take_fault(self, method: str, path: str) -> Fault | None:
        """The fault this request meets, counted down."""

    def error(self, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """The platform's own error body for a status."""

    def limits(self, fault: Fault) -> Mapping[str, str]:
        """The platform's own headers of a 429."""

    def reads(self, method: str, path: str) -> bool:
        """Whether a request changes nothing."""

    def hide(self, document: Any, fields: tuple[str, ...]) -> Any:
        """An answer as it is for somebody who may not see its rows, or these fields; None for "not found"."""


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

        await asyncio.sleep(self._sandbox.latency)
        fault = self._sandbox.take_fault(scope["method"], scope["path"])
        answer = await self._spoilt(fault, scope, receive) if fault else self._app
        await answer(scope, receive, note_status)

    async def _spoilt(self, fault: Fault, scope: Scope, receive: Receive) -> ASGIApp:
        """What answers in the platform's place."""
        if fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
            return self._app
        if fault.fault == "hidden":
            return await self._hidden(fault, scope, receive)
        if fault.done:
            await _captured(self._app, scope, receive)
        return _faulty(self._sandbox, fault)

    async def _hidden(self, fault: Fault, scope: Scope, receive: Receive) -> ASGIApp:
        if not self._sandbox.reads(scope["method"], scope["path"]):
            return self._sandbox.error(404)
        answer = await _captured(self._app, scope, receive)
        if answer.status_code >= 300:
            return answer
        shown = self._sandbox.hide(json.loads(bytes(answer.body)), fault.fields)
        return self._sandbox.error(404) if shown is None else _with_body(answer, json.dumps(shown).encode())


async def _captured(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """The whole answer of an app, not sent yet."""
    answer, body = Response(), bytearray()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status_code, answer.raw_headers = message["status"], list(message.get("headers", []))
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    answer.body = bytes(body)
    return answer


def _with_body(answer: Response, body: bytes) -> Response:
    answer.body = body
    answer.headers["Content-Length"] = str(len(body))
    return answer


def _faulty(sandbox: Faulty, fault: Fault) -> ASGIApp:
    match fault.fault:
        case "429":
            return sandbox.error(429, sandbox.limits(fault))
        case "500" | "503":
            return sandbox.error(int(fault.fault))
        case "expired":
            return sandbox.error(401)
        case "html":
            return HTMLResponse(_PAGE, fault.status)
        case "truncate":
            return Response(_BEGUN, media_type="application/json")
        case "hangup":
            return _hang_up
    return Response(status_code=202)


async def _hang_up(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Begin an answer and never end it: the server then closes the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _BEGUN, "more_body": True})
