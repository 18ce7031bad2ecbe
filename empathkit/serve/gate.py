"""What every call passes on its way in: it gets an id for the logs, and who knocks too often is told so."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from empathkit.serve.flood import Flood
from empathkit.serve.logs import request_id

_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Gate:
    """ASGI middleware. A call's own ``X-Request-Id`` is kept where it is plain; the answer carries it. A refusal
    (401) beyond the limit of its source becomes 429 with ``Retry-After``."""

    def __init__(self, app: ASGIApp, flood: Flood | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._flood = flood or Flood()
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _PLAIN.fullmatch(given) else uuid.uuid4().hex
        source = (scope.get("client") or ("", 0))[0]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stamp(message, name, source)
            await send(message)

        token = request_id.set(name)
        try:
            await self._app(scope, receive, answer)
        finally:
            request_id.reset(token)

    def _stamp(self, message: Message, name: str, source: str) -> None:
        headers = MutableHeaders(scope=message)
        headers["X-Request-Id"] = name
        if message["status"] == 401 and (wait := self._flood.refused(source, self._clock())) is not None:
            message["status"] = 429
            headers["Retry-After"] = str(int(wait) + 1)
