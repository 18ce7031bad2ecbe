"""What only the service's keepers may see: metrics and the queue. On an address of their own where one is set."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from empathkit.errors import StorageUnavailable
from empathkit.serve import upkeep
from empathkit.serve.answers import json_answer
from empathkit.serve.metrics import metrics_text

if TYPE_CHECKING:
    from empathkit.serve.app import Parts
    from empathkit.serve.database import Database


def metrics_route(parts: Parts) -> Route:
    """``/metrics``."""

    async def metrics(_request: Request) -> Response:
        text = await run_in_threadpool(metrics_text, parts.handler.counts, parts.queue.counts)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


def build_admin(parts: Parts, database: Database, token: str) -> Starlette:
    """``/metrics``, ``GET /queue`` (what waits, what was given up), ``POST /queue/retry`` and ``/queue/drop`` with
    ``?ticket=KEY`` or for all; every call with ``token`` as Bearer."""

    async def shown(_request: Request) -> Response:
        counts = await run_in_threadpool(upkeep.counts, database)
        parked = await run_in_threadpool(upkeep.parked, database)
        return json_answer({"counts": dict(counts), "parked": [one._asdict() for one in parked]})

    def change(verb: Callable[[Database, str | None], int]) -> Callable[[Request], object]:
        async def changed(request: Request) -> Response:
            count = await run_in_threadpool(verb, database, request.query_params.get("ticket"))
            return json_answer({"changed": count})

        return changed

    routes = [
        metrics_route(parts),
        Route("/queue", shown),
        Route("/queue/retry", change(upkeep.retry), methods=["POST"]),
        Route("/queue/drop", change(upkeep.drop), methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={StorageUnavailable: _away})
    app.add_middleware(_Locked, token=token)
    return app


async def _away(_request: Request, _error: Exception) -> Response:
    return json_answer({"error": "the database does not answer"}, 503)


class _Locked:
    """Lets nobody in without the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode("utf-8", "surrogateescape")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call."""
        app: ASGIApp = self._app
        if scope["type"] == "http":
            given = Request(scope).headers.get("authorization", "").encode("latin-1")
            if not hmac.compare_digest(given, self._expected):
                app = json_answer({"error": "the bearer token is missing or not EMPATHKIT_ADMIN_TOKEN"}, 401)
        await app(scope, receive, send)
