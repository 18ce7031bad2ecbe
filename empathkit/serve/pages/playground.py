"""The playground: a ticket in, and all that EmpathKit hears, knows, drafts and finds, to look at. Nothing is stored."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from empathkit.connect.documents import read_ticket
from empathkit.errors import InputError
from empathkit.models import Ticket
from empathkit.serve import api
from empathkit.serve.answers import read_capped
from empathkit.serve.pages.doors import Person
from empathkit.serve.pages.examples import examples
from empathkit.serve.pages.guard import LocalPages
from empathkit.serve.pages.rendering import page, static
from empathkit.serve.pages.view import FAMILIES, view

if TYPE_CHECKING:
    from empathkit.pipeline import Kit


class At(NamedTuple):
    """Where the page is mounted, and who looks at it, where somebody had to sign in."""

    root: str
    person: Person | None


def build_playground(kit: Kit) -> Starlette:
    """The app: the page at ``/``, and the verbs of the API its script calls."""
    return Starlette(
        routes=[Route("/", _page(kit), methods=["GET", "POST"]), *api.routes(kit, None), static()],
        middleware=[Middleware(LocalPages)],
    )


def playground_routes(kit: Kit, ruled: Kit | None = None) -> list[BaseRoute]:
    """The same for those who were let in, to be mounted anywhere."""
    return [Route("/", _page(kit), methods=["GET", "POST"]), *api.routes(kit, None, ruled, guarded=True), static()]


def _page(kit: Kit) -> Any:
    async def answer(request: Request) -> Response:
        at = At(request.scope.get("root_path", ""), getattr(request.state, "person", None))
        if request.method == "GET":
            chosen = _chosen(request.query_params.get("example", ""))
            return await run_in_threadpool(_render, kit, at, chosen)
        body = await read_capped(request)
        if body is None:
            return PlainTextResponse("a ticket may have 1 MiB", 413)
        return await run_in_threadpool(_answer, kit, at, body)

    return answer


def _chosen(number: str) -> Ticket:
    held = examples()
    place = int(number) if number.isascii() and number.isdigit() else 0
    return held[min(place, len(held) - 1)].ticket


def _answer(kit: Kit, at: At, body: bytes) -> Response:
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    try:
        return _render(kit, at, given(form))
    except InputError as error:
        where = f" ({error.field})" if error.field else ""
        return _render(kit, at, None, problem=f"{error.message}{where}", form=form)


def given(form: Mapping[str, str]) -> Ticket:
    """The ticket of a form: a document as it is, or one message of somebody. Raises InputError."""
    if document := form.get("document", "").strip():
        return read_ticket(document.encode("utf-8", "surrogatepass"))
    body = form.get("message", "").replace("\r\n", "\n")
    if not body.strip():
        raise InputError("write what the user said, or paste a ticket", field="message")
    name = form.get("name", "").strip() or "Sam"
    made = {
        "summary": form.get("summary", "").strip(),
        "requester": {"name": name},
        "messages": [{"author": "requester", "body": body}],
    }
    return read_ticket(json.dumps(made).encode())


def _render(
    kit: Kit, at: At, ticket: Ticket | None, problem: str = "", form: Mapping[str, str] | None = None
) -> Response:
    return page(
        "playground.html",
        422 if problem else 200,
        root=at.root,
        person=at.person,
        examples=examples(),
        families=FAMILIES,
        problem=problem,
        form=form or {},
        view=view(ticket, kit.suggest(ticket), kit.pack["note"]) if ticket else None,
        library=_code(),
    )


@functools.lru_cache(maxsize=1)
def _code() -> str:
    """The library call that gives the same."""
    return (resources.files("empathkit.serve.pages") / "templates" / "library.txt").read_text(encoding="utf-8")
