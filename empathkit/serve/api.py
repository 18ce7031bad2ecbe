"""``POST /v1/read|suggest|check|rewrite``: the same JSON as the command line's. Nothing is kept of a call."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from empathkit.connect.documents import read_check, read_ticket
from empathkit.connect.receiver import MAX_BODY
from empathkit.errors import InputError, place_of
from empathkit.serve.answers import json_answer, read_capped

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

log = logging.getLogger("empathkit.api")

Verb = Callable[[bytes], BaseModel]


def verbs(kit: Kit, ruled: Kit) -> dict[str, Verb]:
    """What can be asked for, each from the bytes of a document to its answer. They raise InputError. ``ruled`` holds
    a text against the rules as the desk has set them."""

    def check(body: bytes) -> BaseModel:
        asked = read_check(body)
        return ruled.check(asked.text, asked.ticket)

    def rewrite(body: bytes) -> BaseModel:
        asked = read_check(body)
        return ruled.rewrite(asked.text, asked.ticket)

    return {
        "read": lambda body: kit.read(read_ticket(body)),
        "suggest": lambda body: kit.suggest(read_ticket(body)),
        "check": check,
        "rewrite": rewrite,
    }


def routes(kit: Kit, token: str | None, ruled: Kit | None = None, *, guarded: bool = False) -> list[Route]:
    """The routes of the API; ``token`` is the one to present as Bearer, None for calls from this machine only;
    ``ruled`` is the kit that checks, where it has rules of its own; ``guarded``: who calls was let in before."""
    asked = verbs(kit, ruled or kit)
    return [Route(f"/v1/{name}", _endpoint(verb, token, guarded), methods=["POST"]) for name, verb in asked.items()]


def _endpoint(verb: Verb, token: str | None, guarded: bool) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        denied = None if guarded else _denied(request, token)
        if denied:
            return denied
        body = await read_capped(request)
        if body is None:
            return problem(413, f"the body is over {MAX_BODY} bytes")
        try:
            return json_answer(await run_in_threadpool(verb, body))
        except InputError as error:
            return problem(422, error.message, error.field)
        except Exception as error:  # noqa: BLE001 - left to the server, it would be logged with its message: ticket text
            log.error("%s: %s", request.url.path, place_of(error))
            return problem(500, place_of(error))

    return answer


def problem(status: int, message: str, field: str = "") -> Response:
    """An error of the API."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return json_answer({"error": {"field": field, "message": message}}, status, headers)


def _denied(request: Request, token: str | None) -> Response | None:
    if token is None:
        if _is_local(request):
            return None
        return problem(403, "without EMPATHKIT_API_TOKEN only calls from this machine are answered")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    # Header bytes arrive as latin-1; the token is text from the environment.
    fits = hmac.compare_digest(given.strip().encode("latin-1"), token.encode("utf-8", "surrogateescape"))
    if scheme.lower() == "bearer" and fits:
        return None
    return problem(401, "the bearer token is missing or not the one in EMPATHKIT_API_TOKEN")


def _is_local(request: Request) -> bool:
    """A call a proxy passed on is not from this machine, even where the proxy is."""
    if request.client is None or {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
