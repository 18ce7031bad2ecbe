import logging
import threading

import pytest

from empathkit.connect.executor import PAUSES, ThreadQueue
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import PATIENCE
from empathkit.errors import NotVisible, Overloaded, PlatformUnavailable, RateLimited, StorageUnavailable
from empathkit.memory.in_process import InMemory
from empathkit.testing.fakes import FakeDesk, FakeKit, fake_event, fake_ticket


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Runs:
    """Keeps the events it is given; raises the errors it was told to first."""

    def __init__(self, *errors):
        self.events, self.errors = [], list(errors)

    def __call__(self, job, current):
        self.events.append(job.event)
        if self.errors:
            raise self.errors.pop(0)
        return "written"


@pytest.fixture
def clock():
    return Clock()


def queue_of(runs, clock, **rest):
    return ThreadQueue(runs, **{"settle": 90, "threads": 0, "clock": clock, **rest})


def test_a_run_comes_when_the_ticket_has_settled(clock):
    runs = Runs()
    queue = queue_of(runs, clock)
    queue.put(fake_event())

    clock.now += 89.9
    assert not queue.step()
    clock.now += 0.2
    assert queue.step()
    assert len(runs.events) == 1


def test_two_messages_in_a_burst_make_one_run_after_the_last(clock):
    runs = Runs()
    queue = queue_of(runs, clock)
    queue.put(fake_event(delivery="d1"))
    clock.now += 60
    queue.put(fake_event(kind="requester_message", delivery="d2"))

    clock.now += 60
    assert not queue.step()
    clock.now += 31
    assert queue.step()
    assert not queue.step()
    assert [event.delivery for event in runs.events] == ["d2"]


def test_somebody_who_never_stops_writing_is_not_kept_waiting_for_ever(clock):
    queue = queue_of(Runs(), clock)
    for minute in range(PATIENCE * 2):
        queue.put(fake_event(kind="requester_message", delivery=f"d{minute}"))
        clock.now += 60
        if queue.step():
            break

    assert clock.now == pytest.approx(1000 + PATIENCE * 90, abs=60)


def test_without_settle_time_a_run_comes_at_once(clock):
    queue = queue_of(Runs(), clock, settle=0)
    queue.put(fake_event())

    assert queue.step()


def test_the_same_delivery_is_taken_once(clock):
    runs = Runs()
    queue = queue_of(runs, clock, settle=0)

    assert [queue.put(fake_event()) for _ in range(5)] == [True, False, False, False, False]
    while queue.step():
        pass
    assert len(runs.events) == 1
    assert queue.put(fake_event()) is False


@pytest.mark.parametrize("other", [{"platform": "other"}, {"site": "other.example"}], ids=["platform", "site"])
def test_deliveries_of_another_platform_or_site_are_not_mixed_up(clock, other):
    queue = queue_of(Runs(), clock)
    queue.put(fake_event())

    assert queue.put(fake_event(**other)) is True


@pytest.mark.parametrize(
    ("kind", "led"),
    [
        ("created", True),
        ("requester_message", True),
        ("reopened", True),
        ("agent_message", True),
        ("reassigned", False),
        ("resolved", False),
    ],
)
def test_only_what_somebody_said_leads_to_a_run(clock, kind, led):
    queue = queue_of(Runs(), clock, settle=0)

    assert queue.put(fake_event(kind=kind)) is True
    assert queue.step() is led


def test_a_full_queue_refuses_new_tickets_and_takes_the_same_delivery_later(clock):
    queue = queue_of(Runs(), clock, settle=0, size=1)
    queue.put(fake_event("IT-1", delivery="d1"))

    with pytest.raises(Overloaded):
        queue.put(fake_event("IT-2", delivery="d2"))
    assert queue.put(fake_event("IT-1", kind="requester_message", delivery="d3"))
    queue.step()
    assert queue.put(fake_event("IT-2", delivery="d2"))


@pytest.mark.parametrize("error", [PlatformUnavailable("down"), StorageUnavailable("locked")], ids=["desk", "database"])
def test_what_may_pass_is_tried_again_with_growing_pauses(clock, error):
    runs = Runs(error, error)
    queue = queue_of(runs, clock, settle=0)
    queue.put(fake_event())
    queue.step()

    for pause in PAUSES[:2]:
        clock.now += pause - 0.1
        assert not queue.step()
        clock.now += 0.2
        assert queue.step()
    assert len(runs.events) == 3
    assert queue.counts() == {"retried": 2, "written": 1, "waiting": 0, "running": 0, "parked": 0, "oldest_seconds": 0}


def test_a_rate_limit_is_waited_for_as_long_as_the_platform_says(clock):
    queue = queue_of(Runs(RateLimited("busy", retry_after=600)), clock, settle=0)
    queue.put(fake_event())
    queue.step()

    clock.now += 599
    assert not queue.step()
    clock.now += 2
    assert queue.step()


def test_after_the_last_try_it_gives_up_and_says_how_to_do_it_by_hand(clock, caplog):
    runs = Runs(*[PlatformUnavailable("fake: GET /x: HTTP 503")] * 9)
    queue = queue_of(runs, clock, settle=0)
    queue.put(fake_event())
    for _ in range(9):
        queue.step()
        clock.now += 1000

    assert len(runs.events) == 1 + len(PAUSES)
    assert "given up: fake: GET /x: HTTP 503. By hand: empathkit run fake IT-1 --push" in caplog.text


def test_a_newer_event_takes_the_place_of_a_retry(clock):
    runs = Runs(PlatformUnavailable("down"))
    queue = queue_of(runs, clock, settle=0)
    queue.put(fake_event(delivery="d1"))
    queue.step()
    queue.put(fake_event(kind="requester_message", delivery="d2"))

    assert queue.step()
    clock.now += 1000
    assert not queue.step()
    assert [event.delivery for event in runs.events] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(NotVisible("fake: IT-1: not found"), "fake: IT-1: not found", id="an error that will not pass"),
        pytest.param(KeyError("words of the user"), "unexpected KeyError at test_executor.py", id="a bug of our own"),
    ],
)
def test_other_errors_are_logged_once_and_the_queue_goes_on(clock, caplog, error, said):
    runs = Runs(error)
    queue = queue_of(runs, clock, settle=0)
    queue.put(fake_event("IT-1", delivery="d1"))
    queue.put(fake_event("IT-2", delivery="d2"))

    assert [queue.step(), queue.step(), queue.step()] == [True, True, False]
    assert said in caplog.text
    assert "words of the user" not in caplog.text
    assert queue.counts()["failed"] == 1


def test_one_ticket_is_never_worked_on_twice_at_once():
    begun, go, at_once = threading.Event(), threading.Event(), []
    lock = threading.Lock()

    def run(job, current):
        at_once.append(lock.acquire(blocking=False))
        begun.set()
        go.wait(5)
        lock.release()
        return "written"

    queue = ThreadQueue(run, settle=0, threads=4)
    queue.put(fake_event(delivery="d1"))
    begun.wait(5)
    for number in range(5):
        queue.put(fake_event(kind="requester_message", delivery=f"more{number}"))
    go.set()
    queue.close()

    assert at_once == [True, True]


def test_different_tickets_are_worked_on_side_by_side():
    meeting = threading.Barrier(3, timeout=5)

    def run(job, current):
        meeting.wait()
        return "written"

    queue = ThreadQueue(run, settle=0, threads=3)
    for number in range(3):
        queue.put(fake_event(f"IT-{number}", delivery=f"d{number}"))
    queue.close()

    assert queue.counts()["written"] == 3


def test_closing_works_off_what_still_settles():
    runs = Runs()
    queue = ThreadQueue(runs, settle=3600, threads=2)
    for number in range(5000):
        queue.put(fake_event(f"IT-{number}", delivery=f"d{number}"))

    queue.close(timeout=10)

    assert len(runs.events) == 5000


def test_a_closed_queue_takes_nothing_more(clock):
    queue = queue_of(Runs(), clock)
    queue.close()

    with pytest.raises(Overloaded):
        queue.put(fake_event())


def test_what_there_is_no_time_for_when_closing_is_named(caplog):
    go = threading.Event()

    def run(job, current):
        go.wait(5)
        return "written"

    queue = ThreadQueue(run, settle=0, threads=1)
    queue.put(fake_event("IT-1", delivery="d1"))
    queue.put(fake_event("IT-2", delivery="d2"))
    queue.close(timeout=0.01)
    go.set()

    assert "IT-2: no note, given up" in caplog.text


def test_our_own_note_never_sets_off_another_round(clock, caplog):
    caplog.set_level(logging.INFO)
    desk = FakeDesk({"IT-1": fake_ticket()})
    queue = queue_of(desk_run({"fake": desk}, FakeKit(), InMemory()), clock, settle=0)
    queue.put(fake_event(delivery="d1"))
    queue.step()
    desk.tickets["IT-1"] = fake_ticket("IT-1", ("requester", "the printer is stuck"), ("integration", "our note"))

    queue.put(fake_event(kind="agent_message", delivery="d2"))
    queue.put(fake_event(kind="requester_message", delivery="d3"))
    while queue.step():
        pass

    assert len(desk.written) == 1
    assert "there already" in caplog.text
