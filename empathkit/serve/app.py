"""The service as a Starlette app: webhooks, API, and what its keepers look at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Answer, Handler, refusal
from empathkit.connect.receiver import MAX_BODY
from empathkit.errors import EmpathKitError
from empathkit.serve import api
from empathkit.serve.admin import metrics_route
from empathkit.serve.answers import json_answer, read_capped
from empathkit.serve.gate import Gate
from empathkit.serve.openapi import openapi
from empathkit.serve.traces import span

if TYPE_CHECKING:
    from empathkit.pipeline import Kit


def _nothing() -> None:
    """Nothing to see to."""


@dataclass(frozen=True)
class Parts:
    """What the service is made of. ``ready`` raises EmpathKitError while the service can't do its work; ``close``
    lets go of what the queue's runs needed; ``metrics``: they are shown at the service's own address; ``ruled`` checks
    texts by the rules as the desk has set them, where it has; ``pages`` are what people see."""

    kit: Kit
    handler: Handler
    queue: ThreadQueue
    token: str | None = None
    ready: Callable[[], None] = _nothing
    close: Callable[[], None] = _nothing
    metrics: bool = True
    ruled: Kit | None = None
    pages: tuple[BaseRoute, ...] = ()

    def start(self) -> None:
        """Begin to work on what waits, from before too."""
        self.queue.start()

    def stop(self) -> None:
        """Work off the queue, then let go of everything."""
        self.queue.close()
        self.close()


def build_app(parts: Parts) -> Starlette:
    """The app. Stopping it works off the queue."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        parts.start()
        yield
        await run_in_threadpool(parts.stop)

    async def webhook(request: Request) -> Response:
        platform = request.path_params["platform"]
        body = await read_capped(request)
        if body is None:
            return _sent(refusal(413, f"the body is over {MAX_BODY} bytes"))
        with span("empathkit.webhook", {}) as note:
            answer = await run_in_threadpool(parts.handler.handle, platform, request.headers, body)
            note("http.response.status_code", answer.status)
        return _sent(answer)

    async def healthz(_request: Request) -> Response:
        return json_answer({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        try:
            await run_in_threadpool(parts.ready)
        except EmpathKitError as error:
            return json_answer({"status": "not ready", "error": str(error)}, 503)
        return json_answer({"status": "ready"})

    async def document(_request: Request) -> Response:
        return json_answer(openapi())

    return Starlette(
        routes=[
            Route("/webhooks/{platform}", webhook, methods=["POST"]),
            *api.routes(parts.kit, parts.token, parts.ruled),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *([metrics_route(parts)] if parts.metrics else []),
            Route("/openapi.json", document),
            *parts.pages,
        ],
        lifespan=lifespan,
        exception_handlers=_HANDLERS,
        middleware=[Middleware(Gate)],
    )


def _sent(answer: Answer) -> Response:
    return Response(answer.body, answer.status, media_type="application/json" if answer.body else None)


async def _http_error(request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    message = {404: "there is nothing here", 405: "this method is not allowed here"}.get(status, "refused")
    document: Mapping[str, object] = {"error": message}
    if request.url.path.startswith("/v1/"):
        document = {"error": {"field": "", "message": message}}
    return json_answer(document, status, headers)


async def _gone(_request: Request, _error: Exception) -> Response:
    """The caller hung up while sending; nobody reads this answer."""
    return Response(status_code=400)


_HANDLERS = {HTTPException: _http_error, ClientDisconnect: _gone}
