"""The main loop over real HTTP: a sandbox sends signed webhooks, the service answers them, notes come back.

Time stands still until a test moves it: the queue makes a run when it is told to.
"""

import threading

import pytest

from empathkit.connect import platforms
from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.connect.rest import send_bytes
from empathkit.connect.runs import desk_run
from empathkit.memory.in_process import InMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.serve.app import Parts, build_app
from empathkit.settings import Settings
from empathkit.testing.control import Hook
from empathkit.testing.server import running

SECRET = "open sesame"
CREDENTIALS = {"EMAIL": "desk@example.org", "TOKEN": "any", "USER": "empathkit", "PASSWORD": "any"}
SETTLE = 90


class HeardHandler(Handler):
    """A handler one can wait for."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.calls = 0
        self.heard = threading.Condition()

    def handle(self, platform, headers, body):
        answer = super().handle(platform, headers, body)
        with self.heard:
            self.calls += 1
            self.heard.notify_all()
        return answer


class House:
    """A desk of one sandbox, and the service beside it."""

    def __init__(self, name):
        self.name, self.time, self.memory = name, 0.0, InMemory()
        self.sandbox = platforms.find(name).sandbox()

    def open(self, desk_url):
        prefix = f"EMPATHKIT_{self.name.upper()}_"
        values = {"URL": desk_url, "WEBHOOK_SECRET": SECRET, **CREDENTIALS}
        settings = Settings({prefix + key: value for key, value in values.items()})
        platform = platforms.find(self.name)
        kit = Kit()
        run = desk_run({self.name: platform.connector(settings)}, kit, self.memory)
        self.queue = ThreadQueue(run, settle=SETTLE, threads=0, clock=lambda: self.time)
        self.handler = HeardHandler({self.name: platform.receiver(settings)}, self.queue)
        return build_app(Parts(kit, self.handler, self.queue))

    def hook(self, service_url):
        self.url = f"{service_url}/webhooks/{self.name}"
        self.sandbox.hooks.append(Hook(url=self.url, secret=SECRET))

    def post(self, *bodies):
        said = [{"author": "requester", "body": body} for body in bodies]
        person = {"id": "u1", "name": "Ines Kaya"}
        return self.sandbox.add_ticket(Ticket.model_validate({"requester": person, "messages": said}))

    def heard(self, calls):
        """Wait until this many webhook calls were answered since the beginning."""
        with self.handler.heard:
            assert self.handler.heard.wait_for(lambda: self.handler.calls >= calls, 10)

    def settle(self):
        """Let the settle time pass and make all runs that are due; how many there were."""
        self.time += SETTLE + 1
        runs = 0
        while self.queue.step():
            runs += 1
        return runs


@pytest.fixture(params=["jira", "servicenow"])
def house(request):
    house = House(request.param)
    with running(house.sandbox.app()) as desk, running(house.open(desk)) as service:
        house.hook(service)
        yield house


def notes(ticket):
    return [one for one in ticket.messages if one.author == "integration"]


def test_a_new_ticket_gets_one_internal_note(house):
    ticket = house.post("vpn error 809 since monday")
    house.heard(1)

    assert house.settle() == 1
    [note] = notes(ticket)
    assert not note.public
    assert "Hello Ines" in note.body


def test_our_own_note_sets_off_no_other_round(house):
    ticket = house.post("vpn error 809 since monday")
    house.heard(1)
    house.settle()
    house.heard(2)  # the platform tells us of our own note

    assert house.settle() == 0
    assert len(notes(ticket)) == 1


def test_two_messages_in_a_burst_get_one_note(house):
    ticket = house.post("vpn error 809")
    house.heard(1)
    house.time += 30
    house.sandbox.add_message(ticket, "requester", "since monday, only at home", public=True)
    house.heard(2)

    assert house.settle() == 1
    assert len(notes(ticket)) == 1


def test_the_same_delivery_five_times_gets_one_note(house):
    house.sandbox.hooks.clear()
    ticket = house.post("vpn error 809 since monday")
    headers, body = house.sandbox.webhook("created", ticket, None, SECRET)

    assert {send_bytes(house.url, headers, body) for _ in range(5)} == {204}
    assert house.settle() == 1
    assert len(notes(ticket)) == 1


def test_a_later_message_gets_a_note_that_names_the_one_it_replaces(house):
    ticket = house.post("vpn error 809")
    house.heard(1)
    house.settle()
    house.heard(2)
    house.sandbox.add_message(ticket, "requester", "it says error 691 now", public=True)
    house.heard(3)

    assert house.settle() == 1
    first, second = notes(ticket)
    marker = first.body.rpartition("ek-")[2].split()[0]
    assert f"ek-{marker}" in second.body
    assert [first.public, second.public] == [False, False]


def test_nothing_is_said_after_the_agent_has_answered(house):
    ticket = house.post("vpn error 809")
    house.heard(1)
    house.sandbox.add_message(ticket, "agent", "Hello Ines, I am on it.", public=True)
    house.heard(2)

    house.settle()
    assert notes(ticket) == []


def test_a_check_in_an_internal_note_is_answered_by_an_internal_note_once(house):
    ticket = house.post("vpn error 809 since monday")
    house.heard(1)
    house.settle()
    house.heard(2)
    draft = "Hi Ines, simply restart it."
    house.sandbox.add_message(ticket, "agent", f"/check {draft}", public=False)
    house.heard(3)
    house.time += 3

    assert house.queue.step()
    house.heard(4)
    _, answer = notes(ticket)
    assert not answer.public
    assert "EK302" in answer.body
    house.sandbox.add_message(ticket, "agent", "it is the gateway", public=False)
    house.heard(5)
    house.settle()
    assert len(notes(ticket)) == 2


def test_a_check_in_public_is_no_command(house):
    ticket = house.post("vpn error 809 since monday")
    house.heard(1)
    house.sandbox.add_message(ticket, "agent", "/check Hi Ines, simply restart it.", public=True)
    house.heard(2)

    house.settle()
    assert notes(ticket) == []


def test_a_desk_that_is_down_for_a_while_loses_no_note(house, monkeypatch):
    from empathkit.connect import limits
    from empathkit.testing.faults import Fault

    monkeypatch.setattr("empathkit.connect.rest.FIRST_WAIT", 0)
    ticket = house.post("vpn error 809 since monday")
    house.heard(1)
    house.sandbox.faults.append(Fault(match="/", times=99, fault="503"))

    assert house.settle() == 1
    assert notes(ticket) == []
    house.sandbox.faults.clear()
    limits.forget()  # as if the circuit's second were over
    assert house.settle() == 1
    assert len(notes(ticket)) == 1


@pytest.mark.parametrize("spoil", ["body", "secret"])
def test_a_call_that_was_tampered_with_is_refused(house, spoil):
    house.sandbox.hooks.clear()
    ticket = house.post("vpn error 809")
    headers, body = house.sandbox.webhook("created", ticket, None, SECRET if spoil == "body" else "guess")

    assert send_bytes(house.url, headers, body + b" " if spoil == "body" else body) == 401
    assert house.settle() == 0
