"""The entrance to the desk's pages: nobody passes without a name, no page of elsewhere may post, every answer carries
the headers of a page."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from empathkit.errors import place_of
from empathkit.serve.answers import read_capped
from empathkit.serve.pages.doors import LASTING, Doors, Person
from empathkit.serve.pages.guard import stamped
from empathkit.serve.pages.rendering import page

log = logging.getLogger("empathkit.pages")

SIGN_IN = "/desk/sign-in"
#: What anybody may see: the form, and the style it is shown in.
OPEN = (SIGN_IN, "/desk/static/")
#: Where one may be led after signing in.
_HERE = re.compile(r"/(?:desk|playground|report)(?:[/?][\w./?=&%:+~-]*)?")


class Entrance:
    """ASGI middleware. Who is let in is ``scope["state"]["person"]``."""

    def __init__(self, app: ASGIApp, doors: Doors, clock: Callable[[], float] = time.time) -> None:
        self._app = app
        self._doors = doors
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        app = self._refusal(request)
        if app is None:
            person = self._person(request)
            scope.setdefault("state", {})["person"] = person
            app = self._app if person or request.url.path.startswith(OPEN) else self._ask_in(request)
        try:
            await app(scope, receive, stamped(send))
        except Exception as error:  # noqa: BLE001 - left to the server, it would be logged with its message: ticket text
            log.error("%s: %s", request.url.path, place_of(error))
            await PlainTextResponse("something went wrong here", 500)(scope, receive, stamped(send))

    def _refusal(self, request: Request) -> ASGIApp | None:
        if request.method in {"GET", "HEAD"} or same_origin(request.headers, self._doors.host):
            return None
        return PlainTextResponse("only the desk's own pages may send this", 403)

    def _person(self, request: Request) -> Person | None:
        cookie = request.cookies.get(cookie_name(self._secure(request)), "")
        return self._doors.forwarded(request.headers) or self._doors.session(cookie, self._clock())

    def _ask_in(self, request: Request) -> ASGIApp:
        if request.method != "GET" or not self._doors.tokens:
            return PlainTextResponse("sign in first", 401)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{SIGN_IN}?next={quote(request.url.path + query)}", 303)

    def _secure(self, request: Request) -> bool:
        return self._doors.secure or request.url.scheme == "https"


def same_origin(headers: Headers, host: str | None) -> bool:
    """Whether a call that changes something comes from one of our own pages."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] in {headers.get("host"), host}


def cookie_name(secure: bool) -> str:
    """By HTTPS a name with which no other host can set it."""
    return "__Host-empathkit-desk" if secure else "empathkit-desk"


def sign_in_routes(doors: Doors, clock: Callable[[], float] = time.time) -> list[Route]:
    """``/sign-in`` and ``/sign-out``, to be mounted at ``/desk``."""

    def secure(request: Request) -> bool:
        return doors.secure or request.url.scheme == "https"

    async def sign_in(request: Request) -> Response:
        if request.method == "GET":
            return _form(request.query_params.get("next", ""), 200)
        body = await read_capped(request) or b""
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        role = doors.role_of(form.get("token", ""))
        if role is None:
            return _form(form.get("next", ""), 401)
        answer = RedirectResponse(_inside(form.get("next", "")), 303)
        answer.set_cookie(
            cookie_name(secure(request)),
            doors.open_session(role, clock()),
            max_age=int(LASTING),
            httponly=True,
            samesite="lax",
            secure=secure(request),
        )
        return answer

    async def sign_out(request: Request) -> Response:
        answer = RedirectResponse(SIGN_IN, 303)
        name = cookie_name(secure(request))
        answer.delete_cookie(name, httponly=True, samesite="lax", secure=secure(request))
        return answer

    return [
        Route("/sign-in", sign_in, methods=["GET", "POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]


def _form(after: str, status: int) -> Response:
    return page("sign_in.html", status, after=_inside(after), wrong=status == 401)


def _inside(path: str) -> str:
    """Where to go after signing in: a page of ours, whatever was asked for."""
    return path if _HERE.fullmatch(path) and "//" not in path and ".." not in path else "/desk/"
