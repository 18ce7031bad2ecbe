"""All pages of the service, each mounted behind one entrance."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from empathkit.errors import StorageUnavailable
from empathkit.insight.names import names
from empathkit.insight.page import page as report_page
from empathkit.insight.report import halves, report
from empathkit.memory.sql import SqlMemory
from empathkit.serve.pages.desk import Desk, desk_routes
from empathkit.serve.pages.doors import Doors, Person
from empathkit.serve.pages.entrance import Entrance, sign_in_routes
from empathkit.serve.pages.guard import POLICY
from empathkit.serve.pages.playground import playground_routes
from empathkit.serve.pages.rendering import page, static
from empathkit.text.moments import moment

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def pages(desk: Desk, doors: Doors) -> list[BaseRoute]:
    """``/desk``, ``/playground`` and, for managers, ``/report``."""
    shown: dict[str, list[BaseRoute]] = {
        "/desk": [*sign_in_routes(doors), *desk_routes(desk), static()],
        "/playground": playground_routes(desk.kit, desk.ruled),
        "/report": [Route("/", _report(desk.book.memory, names(desk.kit.pack)))],
    }
    return [Mount(path, _behind(doors, routes)) for path, routes in shown.items()]


def _behind(doors: Doors, routes: list[BaseRoute]) -> Starlette:
    handlers: dict[Any, Any] = {HTTPException: _refused, StorageUnavailable: _away}
    return Starlette(routes=routes, middleware=[Middleware(Entrance, doors=doors)], exception_handlers=handlers)


def _report(memory: SqlMemory, known: Mapping[str, str]) -> Any:
    async def answer(request: Request) -> Response:
        person = getattr(request.state, "person", None)
        if not (isinstance(person, Person) and person.manages):
            raise HTTPException(403, "the report is for managers")
        return await run_in_threadpool(_shown, memory, known, request.query_params.get("split", ""))

    return answer


def _shown(memory: SqlMemory, known: Mapping[str, str], given: str) -> Response:
    past, outcomes = memory.figures()
    date = moment(given)
    sides = halves(past, outcomes, date) if date else (None, None)
    split = date.date().isoformat() if date else None
    html = report_page(report(past, outcomes), split, *sides, home="/desk/", known=known)
    return HTMLResponse(html, headers={"Content-Security-Policy": _policy(html)})


def _policy(html: str) -> str:
    """The policy of the pages, with the one style that stands in this file allowed by its hash."""
    style = _STYLE.search(html)
    digest = base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()
    return POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")


async def _refused(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return page("message.html", status, person=getattr(request.state, "person", None), detail=detail)


async def _away(request: Request, error: Exception) -> Response:
    return page("message.html", 503, person=getattr(request.state, "person", None), detail=str(error))
