"""Catching up with lost webhooks, and meeting those that came."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from empathkit.connect.executor import ThreadQueue
from empathkit.connect.runs import desk_run
from empathkit.errors import Overloaded, PlatformUnavailable
from empathkit.jobs.polling import FARTHEST, FIRST, OVERLAP, Poller, delivery, since
from empathkit.memory.sql import SqlMemory
from empathkit.ports import Changed
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.testing.fakes import FakeDesk, FakeKit, fake_event, fake_ticket

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class ChangingDesk(FakeDesk):
    """A desk that tells what changed; an error of ``stumbles`` stops the list after the first ticket."""

    def __init__(self, *changes, **rest):
        super().__init__({one.key: fake_ticket(one.key) for one in changes}, **rest)
        self.changes, self.asked, self.stumbles = list(changes), [], []

    def changed(self, since):
        self.asked.append(since)
        for one in self.changes:
            yield one
            if self.stumbles:
                raise self.stumbles.pop()


@pytest.fixture
def memory(tmp_path):
    made = SqlMemory(f"sqlite:///{tmp_path / 'memory.db'}")
    yield made
    made.close()


class Put:
    def __init__(self):
        self.events = {}

    def __call__(self, event):
        fresh = event.delivery not in self.events
        self.events.setdefault(event.delivery, event)
        return fresh


def poller(desk, put, memory, now=NOW):
    return Poller({"fake": desk}, put, memory, now=lambda: now)


def test_each_change_is_one_event_for_the_note_and_one_for_what_agents_did(memory):
    put = Put()
    desk = ChangingDesk(Changed("IT-1", "2026-11-02T09:20:00Z"), Changed("IT-2", "2026-11-02T09:21:00Z"))

    assert poller(desk, put, memory).round() == 4
    assert [(one.ticket, one.kind) for one in put.events.values()] == [
        ("IT-1", "requester_message"),
        ("IT-1", "agent_message"),
        ("IT-2", "requester_message"),
        ("IT-2", "agent_message"),
    ]


def test_the_same_change_is_the_same_delivery_and_another_is_another():
    first, later = Changed("IT-1", "2026-11-02T09:20:00Z"), Changed("IT-1", "2026-11-02T09:25:00Z")

    assert delivery(first, "agent_message") == delivery(first, "agent_message")
    assert len({delivery(one, kind) for one in (first, later) for kind in ("agent_message", "requester_message")}) == 4


@pytest.mark.parametrize(
    ("reached", "begin"),
    [
        pytest.param(0, NOW - FIRST, id="the first round"),
        pytest.param(NOW - timedelta(minutes=5), NOW - timedelta(minutes=5) - OVERLAP, id="a later round"),
        pytest.param(NOW - timedelta(days=30), NOW - FARTHEST, id="after a long time away"),
    ],
)
def test_a_round_begins_a_little_before_the_last(reached, begin):
    minutes = int(reached.timestamp() // 60) if reached else 0

    assert since(minutes, NOW) == begin


def test_how_far_it_got_outlives_a_restart(memory):
    desk = ChangingDesk()
    poller(desk, Put(), memory).round()
    poller(desk, Put(), memory, NOW + timedelta(hours=3)).round()

    assert desk.asked == [NOW - FIRST, NOW - OVERLAP]


@pytest.mark.parametrize("error", [PlatformUnavailable("away"), Overloaded("full")], ids=["platform", "queue"])
def test_a_round_that_fails_is_made_again_from_where_it_was(memory, error, caplog):
    desk = ChangingDesk(Changed("IT-1", "2026-11-02T09:20:00Z"), Changed("IT-2", "2026-11-02T09:21:00Z"))
    desk.stumbles = [error]
    put = Put()
    poller(desk, put, memory).round()
    assert "asking again" in caplog.text

    poller(desk, put, memory, NOW + timedelta(minutes=5)).round()
    assert {one.ticket for one in put.events.values()} == {"IT-1", "IT-2"}
    assert desk.asked == [NOW - FIRST, NOW + timedelta(minutes=5) - FIRST]


def test_a_connector_that_cannot_tell_is_left_alone(memory):
    assert poller(FakeDesk(), Put(), memory).round() == 0


def test_it_asks_in_a_thread_of_its_own_and_stops(memory):
    heard = threading.Event()
    desk = ChangingDesk(Changed("IT-1", "2026-11-02T09:20:00Z"))

    with poller(desk, lambda event: heard.set() or True, memory):
        assert heard.wait(10)
    assert not any(one.name == "empathkit-polling" for one in threading.enumerate())


@pytest.fixture
def durable(tmp_path):
    """A durable queue of a desk, worked off in this thread, and the desk."""
    desk = ChangingDesk(Changed("IT-1", "2026-11-02T09:20:00Z"))
    schedule = SqlSchedule(Database(f"sqlite:///{tmp_path / 'queue.db'}"), settle=0, look=None)
    memory = SqlMemory(f"sqlite:///{tmp_path / 'memory.db'}")
    queue = ThreadQueue(desk_run({"fake": desk}, FakeKit(), memory), schedule, threads=0)
    yield desk, queue, memory
    queue.close()
    memory.close()


def worked_off(queue):
    while queue.step():
        pass


def test_a_lost_webhook_is_made_good(durable):
    desk, queue, memory = durable
    poller(desk, queue.put, memory).round()
    worked_off(queue)

    assert len(desk.written) == 1


@pytest.mark.parametrize("order", ["webhook first", "polling first", "both wait"])
def test_a_webhook_and_polling_meet_in_one_note(durable, order):
    desk, queue, memory = durable
    steps = [lambda: queue.put(fake_event()), lambda: poller(desk, queue.put, memory).round()]
    for step in reversed(steps) if order == "polling first" else steps:
        step()
        if order != "both wait":
            worked_off(queue)
    worked_off(queue)

    assert len(desk.written) == 1


def test_what_was_seen_in_one_round_is_not_worked_on_again_in_the_next(durable):
    desk, queue, memory = durable
    poller(desk, queue.put, memory).round()
    worked_off(queue)

    assert poller(desk, queue.put, memory).round() == 0
    assert not queue.step()
