"""The sandbox's webhooks: what the business rule sends, as our receiver reads it, over real HTTP."""

import queue
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from servicenow.world import World, note, ticket
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from empathkit.models import Ignored, TicketEvent
from empathkit.testing.server import running
from empathkit_servicenow import platform

Heard = TicketEvent | Ignored


class Ear:
    """A webhook handler that only listens."""

    def __init__(self, world: World) -> None:
        self._receiver = platform.receiver(world.settings())
        self._heard: queue.Queue[Heard] = queue.Queue()
        self.bodies: list[bytes] = []
        self.status = 204

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/hook", self._hook, methods=["POST"])])

    async def _hook(self, request: Request) -> Response:
        body = await request.body()
        self.bodies.append(body)
        self._heard.put(self._receiver.accept(request.headers, body))
        return Response(status_code=self.status)

    def next(self) -> Heard:
        return self._heard.get(timeout=5)

    def quiet(self) -> bool:
        return self._heard.empty()


@pytest.fixture(scope="module")
def _listening() -> Iterator[tuple[list[Any], str]]:
    """One server for all tests of this file; the first of the list is the ear of the test at hand."""
    ears: list[Any] = []

    async def hook(request: Request) -> Response:
        return await ears[0]._hook(request)

    with running(Starlette(routes=[Route("/hook", hook, methods=["POST"])])) as url:
        yield ears, url


@pytest.fixture
def ear(world: World, _listening: tuple[list[Any], str]) -> Ear:
    ears, url = _listening
    ears[:] = [Ear(world)]
    answer = httpx.post(f"{world.url}/_sandbox/webhooks", json={"url": f"{url}/hook", "secret": "s"})
    assert answer.status_code == 201
    found: Ear = ears[0]
    return found


def kinds(ear: Ear, count: int) -> list[str]:
    return [one.kind if isinstance(one, TicketEvent) else one.reason for one in (ear.next() for _ in range(count))]


def test_a_posted_ticket_is_told_once_and_each_later_message_once(world: World, ear: Ear) -> None:
    said = [{"author": "requester", "body": "It drops."}, {"author": "agent", "body": "Which error?"}]
    key = world.post(ticket(*said, {"author": "requester", "body": "809"}))
    created = ear.next()
    assert isinstance(created, TicketEvent)
    assert (created.kind, created.ticket, created.site) == ("created", key, world.url.removeprefix("http://"))
    assert created.at == "2026-11-02T09:14:00Z"
    assert kinds(ear, 2) == ["agent_message", "requester_message"]
    assert ear.quiet()


def test_calls_hold_ids_and_flags_in_ascii_and_no_words(world: World, ear: Ear) -> None:
    key = world.post(ticket(name="Zoë Müller", email="zoë.müller@desk.example"))
    world.say(key, "requester", "streng geheim")
    kinds(ear, 2)
    assert all(body.isascii() for body in ear.bodies)
    assert not any(b"geheim" in body or b"VPN" in body or b"drops" in body for body in ear.bodies)


def test_every_call_has_a_delivery_of_its_own(world: World, ear: Ear) -> None:
    key = world.post(ticket())
    world.say(key, "requester", "again")
    world.say(key, "requester", "again")
    heard = [ear.next() for _ in range(3)]
    assert len({one.delivery for one in heard if isinstance(one, TicketEvent)}) == 3


def test_our_own_note_is_heard_and_ignored(world: World, ear: Ear) -> None:
    key = world.post(ticket())
    world.connector().push(note(key))
    assert kinds(ear, 2) == ["created", "our own change"]
    assert ear.quiet()


@pytest.mark.parametrize(
    ("values", "user", "kind"),
    [
        ({"comments": "hello"}, "ana.prado", "requester_message"),
        ({"comments": "hello"}, "agent.kim", "agent_message"),
        ({"work_notes": "hello"}, "agent.kim", "agent_message"),
        ({"assigned_to": "x"}, "agent.kim", "reassigned"),
        ({"assignment_group": "x", "priority": "1"}, "agent.kim", "reassigned"),
        ({"state": "6", "comments": "done"}, "agent.kim", "resolved"),
        ({"state": "2"}, "agent.kim", "no change we act on"),
        ({"comments": "hello", "state": "2"}, "empathkit", "our own change"),
    ],
)
def test_an_update_is_told_in_one_call(world: World, ear: Ear, values: dict[str, str], user: str, kind: str) -> None:
    key = world.post(ticket())
    world.write("PATCH", f"/api/now/table/incident/{world.sys_id(key)}", values, user=user)
    assert kinds(ear, 2) == ["created", kind]
    assert ear.quiet()


def test_coming_back_from_resolved_is_reopened(world: World, ear: Ear) -> None:
    path = f"/api/now/table/incident/{world.sys_id(world.post(ticket()))}"
    for state in ("6", "2"):
        world.write("PATCH", path, {"state": state})
    assert kinds(ear, 3) == ["created", "resolved", "reopened"]


def test_an_update_of_nothing_the_rule_watches_is_not_told(world: World, ear: Ear) -> None:
    key = world.post(ticket())
    path = f"/api/now/table/incident/{world.sys_id(key)}"
    world.write("PATCH", path, {"priority": "1"})
    world.write("PATCH", path, {"state": "1"})
    world.say(key, "requester", "last")
    assert kinds(ear, 2) == ["created", "requester_message"]


def test_a_ticket_can_be_read_the_moment_it_is_told(world: World, ear: Ear) -> None:
    world.post(ticket({"author": "requester", "body": "one"}, {"author": "requester", "body": "two"}))
    told = ear.next()
    assert isinstance(told, TicketEvent)
    assert [one.body for one in world.connector().fetch(told.ticket).messages] == ["one", "two"]


@pytest.mark.parametrize("status", [401, 500])
def test_a_call_that_was_refused_is_not_made_again(world: World, ear: Ear, status: int) -> None:
    ear.status = status
    key = world.post(ticket())
    world.say(key, "requester", "next")
    assert kinds(ear, 2) == ["created", "requester_message"]
    assert len(ear.bodies) == 2
