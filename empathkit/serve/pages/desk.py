"""The agent's desk: what waits, a ticket with its user and a reply to edit and copy. It never sends anything.

What it keeps is what an agent says: what became of a suggestion, and how somebody likes to be dealt with.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from empathkit.checks.checker import run
from empathkit.coach.rewrite import mend
from empathkit.connect.around import page_of
from empathkit.errors import PlatformError
from empathkit.memory.book import Book
from empathkit.memory.keeping import user_key
from empathkit.memory.waiting import MARKS, Cursor, Mark
from empathkit.models import Ticket
from empathkit.serve.answers import json_answer, read_capped
from empathkit.serve.api import problem
from empathkit.serve.pages.desk_view import (
    Shown,
    before_it,
    line,
    links,
    pack_cursor,
    read_cursor,
    show,
    until_requester,
)
from empathkit.serve.pages.doors import Person
from empathkit.serve.pages.rendering import page
from empathkit.serve.pages.tickets import Tickets
from empathkit.serve.pages.view import FAMILIES
from empathkit.text.render import render

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

#: Lines of a page of the queue.
LINES = 50
#: Characters of a wish in somebody's own words.
LONGEST_WISH = 80

Form = Mapping[str, str]
Handler = Callable[[Request], Awaitable[Response]]


class Desk(NamedTuple):
    """What the pages are made from. ``shadow``: nothing is written to the platforms."""

    kit: Kit
    book: Book
    tickets: Tickets
    shadow: bool = False
    #: The kit that checks, where it has rules of its own.
    ruled: Kit | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def desk_routes(desk: Desk) -> list[BaseRoute]:
    """The pages, to be mounted at ``/desk`` behind an entrance."""
    ticket = "/tickets/{platform}/{key}"
    return [
        Route("/", _viewing(_queue, desk)),
        Route("/open", _viewing(_open, desk)),
        Route(ticket, _viewing(_ticket, desk)),
        Route(f"{ticket}/mark", _changing(_mark, desk), methods=["POST"]),
        Route(f"{ticket}/preferences", _changing(_prefer, desk), methods=["POST"]),
        Route(f"{ticket}/forget", _changing(_forget, desk), methods=["POST"]),
        *(Route(f"{ticket}/{verb}", _checking(verb, desk), methods=["POST"]) for verb in ("check", "rewrite")),
    ]


def _viewing(make: Callable[[Desk, Request], Response], desk: Desk) -> Handler:
    async def view(request: Request) -> Response:
        return await run_in_threadpool(make, desk, request)

    return view


def _changing(change: Callable[[Desk, Request, Form], Response], desk: Desk) -> Handler:
    """A form: it must carry what only our own page could have put there."""

    async def changed(request: Request) -> Response:
        body = await read_capped(request) or b""
        form = {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if form.get("csrf") != _person(request).csrf:
            raise HTTPException(403, "this form is too old: go back, reload the page and send it again")
        return await run_in_threadpool(change, desk, request, form)

    return changed


def _person(request: Request) -> Person:
    person = getattr(request.state, "person", None)
    if not isinstance(person, Person):
        raise HTTPException(401, "sign in first")
    return person


# --- the queue


def _queue(desk: Desk, request: Request) -> Response:
    done = request.query_params.get("view") == "done"
    given = request.query_params.get("after")
    after = read_cursor(given) if given else None
    rows = desk.book.page(LINES + 1, after, done=done)
    now = time.time()
    return page(
        "queue.html",
        person=_person(request),
        shadow=desk.shadow,
        lines=[line(row, now) for row in rows[:LINES]],
        more=pack_cursor(rows[LINES - 1]) if len(rows) > LINES else "",
        first=after is None,
        done=done,
        counts=desk.book.counts(),
        forgotten=request.query_params.get("forgotten", ""),
        missing=request.query_params.get("missing", ""),
    )


def _open(desk: Desk, request: Request) -> Response:
    """To the page of a ticket somebody names."""
    key = request.query_params.get("ticket", "").strip().upper()[:200]
    places = desk.book.platforms_of(key) if key else []
    platform = (places or list(desk.tickets.platforms) or [""])[0]
    if not key or not platform or (not places and len(desk.tickets.platforms) > 1):
        return RedirectResponse("/desk/?missing=1", 303)
    return RedirectResponse(page_of(platform, key), 303)


# --- one ticket


def _ticket(desk: Desk, request: Request) -> Response:
    platform, key = request.path_params["platform"], request.path_params["key"]
    row = desk.book.find(platform, key)
    shown, why_not = _shown(desk, platform, key)
    if row is None and shown is None and platform not in desk.tickets.platforms:
        raise HTTPException(404)
    here = Cursor(row.later, row.made, row.platform, row.ticket) if row else None
    following = desk.book.page(1, here)
    return page(
        "ticket.html",
        person=_person(request),
        shadow=desk.shadow,
        words=desk.kit.pack["desk"],
        key=key,
        here=page_of(platform, key),
        row=row,
        waited=line(row, time.time()) if row else None,
        following=page_of(following[0].platform, following[0].ticket) if following else "",
        shown=shown,
        why_not=why_not,
        wishes=_wishes(desk, shown.ticket) if shown else {},
        families=FAMILIES,
        pages=_pages(shown, platform) if shown else {},
        noted=request.query_params.get("noted", ""),
    )


def _shown(desk: Desk, platform: str, key: str) -> tuple[Shown | None, str]:
    """The ticket, or why it can't be shown: the conversation is nowhere but on the platform."""
    try:
        ticket = desk.tickets.fetch(platform, key)
    except PlatformError as error:
        return None, str(error)
    memory = desk.book.memory
    return show(ticket, desk.kit, memory.recall(ticket), memory.suggested(ticket), desk.now()), ""


def _pages(shown: Shown, platform: str) -> Mapping[str, str]:
    points = (key for one in shown.suggestion.context.pain_points for key in one.tickets)
    return links({*points, *(key for key, *_ in shown.card.past if key)}, platform)


def _wishes(desk: Desk, ticket: Ticket) -> Mapping[str, str]:
    """What is remembered of how they like to be dealt with."""
    return {one.name: one.value for one in desk.book.memory.recall(ticket).preferences}


def _checking(verb: str, desk: Desk) -> Handler:
    """The checker, with all that is known of this ticket's user."""

    def check(platform: str, key: str, text: str) -> Response:
        ticket = desk.tickets.lately(platform, key)
        memory = desk.book.memory
        then = before_it(memory.recall(ticket), ticket.key, memory.suggested(ticket))
        subject = (desk.ruled or desk.kit).subject(text, until_requester(ticket), now=desk.now(), remembered=then)
        return json_answer(run(subject) if verb == "check" else mend(subject))

    async def answer(request: Request) -> Response:
        text = _text(await read_capped(request))
        if text is None:
            return problem(422, "a JSON object with the text to check", "text")
        try:
            return await run_in_threadpool(check, request.path_params["platform"], request.path_params["key"], text)
        except PlatformError as error:
            return problem(503, str(error))

    return answer


def _text(body: bytes | None) -> str | None:
    try:
        document: Any = json.loads(body or b"")
    except (ValueError, RecursionError):
        return None
    text = document.get("text") if isinstance(document, dict) else None
    return text if isinstance(text, str) else None


# --- what an agent says


def _mark(desk: Desk, request: Request, form: Form) -> Response:
    platform, key = request.path_params["platform"], request.path_params["key"]
    became = form.get("became", "")
    reason = form.get("reason") or None
    if became not in MARKS or (reason is not None and reason not in desk.kit.pack["desk"]["reasons"]):
        raise HTTPException(422, "say whether it was used, edited or dismissed")
    mark: Mark = became
    if not desk.book.mark(platform, key, mark, reason if mark == "dismissed" else None):
        raise HTTPException(404, "no suggestion is kept for this ticket")
    return RedirectResponse(f"{page_of(platform, key)}?noted={mark}", 303)


def _prefer(desk: Desk, request: Request, form: Form) -> Response:
    platform, key = request.path_params["platform"], request.path_params["key"]
    ticket = _fetched(desk, platform, key)
    words, held = desk.kit.pack["desk"], _wishes(desk, ticket)
    source = render(str(words["source"]), {"date": desk.now().date().isoformat()})
    for name, values in words["preferences"].items():
        value = " ".join(form.get(name, "").split())[:LONGEST_WISH]
        if values and value and value not in values:
            raise HTTPException(422, "this value is none of those offered")
        if value != held.get(name, "") and not desk.book.prefer(ticket, name, value or None, source):
            raise HTTPException(409, "nothing may be kept of this user: they have no id, or opted out")
    return RedirectResponse(f"{page_of(platform, key)}?noted=preferences#preferences", 303)


def _forget(desk: Desk, request: Request, form: Form) -> Response:
    if not _person(request).manages:
        raise HTTPException(403, "only a manager may forget a user")
    platform, key = request.path_params["platform"], request.path_params["key"]
    if form.get("sure") != "yes":
        raise HTTPException(422, "tick the box to say that you are sure")
    row = desk.book.find(platform, key)
    user = (row.user if row else "") or user_key(_fetched(desk, platform, key))
    if not user:
        raise HTTPException(409, "nothing is kept of this user: they have no id, or opted out")
    deleted = desk.book.memory.forget(user, for_good=form.get("opt_out") == "yes")
    desk.tickets.drop(user.partition(":")[2] or user)
    return RedirectResponse(f"/desk/?forgotten={sum(deleted.values())}", 303)


def _fetched(desk: Desk, platform: str, key: str) -> Ticket:
    try:
        return desk.tickets.lately(platform, key)
    except PlatformError as error:
        raise HTTPException(503, str(error)) from error
