"""The timetable in a database, the same on SQLite and PostgreSQL. Time stands still until a test moves it."""

import sys
import threading

import pytest
from databases import postgres

from empathkit.connect.executor import ThreadQueue
from empathkit.connect.runs import Later
from empathkit.connect.schedule import PATIENCE
from empathkit.errors import (
    ConfigurationError,
    NotVisible,
    Overloaded,
    PlatformUnavailable,
    RateLimited,
    StorageUnavailable,
)
from empathkit.serve import tables, upkeep
from empathkit.serve.claims import GRACE, LEASE, SUSPECT
from empathkit.serve.database import Database
from empathkit.serve.durable import LOOK, TAKES, SqlSchedule
from empathkit.testing.fakes import fake_event

SETTLE = 90


class Clock:
    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def open_schedule(database_url, clock):
    opened = []

    def open_one(worker=None, **options):
        schedule = SqlSchedule(
            Database(database_url, clock), worker=worker, **{"settle": SETTLE, "look": None, **options}
        )
        opened.append(schedule)
        return schedule

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def upkeep_of(database_url, clock):
    database = Database(database_url, clock)
    yield database
    database.close()


def test_what_was_put_is_there_for_another_process(open_schedule, clock):
    open_schedule("one").put(fake_event())
    other = open_schedule("two")

    assert other.take() is None
    clock.now += SETTLE
    job = other.take()
    assert (job.event.ticket, job.attempt, job.settled) == ("IT-1", 1, True)


def test_the_same_delivery_is_taken_once_by_all_hosts_together(open_schedule):
    one, two = open_schedule("one"), open_schedule("two")

    assert [one.put(fake_event()), two.put(fake_event()), one.put(fake_event())] == [True, False, False]


@pytest.mark.parametrize("other", [{"platform": "other"}, {"site": "other.example"}], ids=["platform", "site"])
def test_deliveries_of_another_platform_or_site_are_not_mixed_up(open_schedule, other):
    schedule = open_schedule()
    schedule.put(fake_event())

    assert schedule.put(fake_event(**other)) is True


def test_a_burst_makes_one_run_after_the_last_message(open_schedule, clock):
    schedule = open_schedule()
    for number in range(5):
        schedule.put(fake_event(kind="requester_message", delivery=f"d{number}"))
        clock.now += SETTLE / 2
    assert schedule.take() is None

    clock.now += SETTLE / 2
    assert schedule.take() is not None
    assert schedule.take() is None


def test_somebody_who_never_stops_writing_is_not_kept_waiting_for_ever(open_schedule, clock):
    schedule, began = open_schedule(), clock.now
    for minute in range(PATIENCE * 3):
        schedule.put(fake_event(kind="requester_message", delivery=f"d{minute}"))
        clock.now += 60
        if schedule.take():
            break

    assert clock.now - began == pytest.approx(PATIENCE * SETTLE, abs=60)


def test_a_first_look_comes_early_and_is_told_that_the_requester_may_still_write(open_schedule, clock):
    schedule = open_schedule(look=LOOK)
    schedule.put(fake_event())
    clock.now += LOOK
    job = schedule.take()

    assert job.settled is False
    schedule.later(job, SETTLE)
    clock.now += SETTLE - LOOK - 1
    assert schedule.take() is None
    clock.now += 1
    assert schedule.take().settled is True


def test_who_is_told_later_waits_from_the_last_event(open_schedule, clock):
    schedule = open_schedule(settle=0)
    schedule.put(fake_event())
    job = schedule.take()
    schedule.later(job, 600)

    assert schedule.next_due() == pytest.approx(600)


def test_one_ticket_is_claimed_by_one_worker_only(open_schedule):
    one, two = open_schedule("one", settle=0), open_schedule("two", settle=0)
    one.put(fake_event())

    assert one.take() is not None
    assert two.take() is None


def test_workers_that_ask_at_once_get_different_tickets(open_schedule):
    schedules = [open_schedule(f"w{number}", settle=0) for number in range(4)]
    for number in range(40):
        schedules[0].put(fake_event(f"IT-{number}", delivery=f"d{number}"))
    got, lock = [], threading.Lock()

    def work(schedule):
        while (job := schedule.take()) is not None:
            with lock:
                got.append(job.event.ticket)

    threads = [threading.Thread(target=work, args=(one,)) for one in schedules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(got) == sorted(f"IT-{number}" for number in range(40))


def test_a_dead_hosts_ticket_goes_to_another_when_its_lease_is_over(open_schedule, clock):
    dead, alive = open_schedule("elsewhere:1:x", settle=0), open_schedule("two", settle=0)
    dead.put(fake_event())
    dead.take()

    clock.now += LEASE - 1
    assert alive.take() is None
    clock.now += 2
    assert alive.take() is not None


def test_who_renews_keeps_its_ticket(open_schedule, clock):
    busy, idle = open_schedule("one", settle=0), open_schedule("two", settle=0)
    busy.put(fake_event())
    job = busy.take()

    clock.now += LEASE - 1
    busy.keep()
    clock.now += LEASE - 1
    assert idle.take() is None
    assert busy.current(job)


def test_who_lost_its_ticket_writes_nothing_and_ends_nothing(open_schedule, clock):
    slow, quick = open_schedule("one", settle=0), open_schedule("two", settle=0)
    slow.put(fake_event())
    lost = slow.take()
    clock.now += LEASE + 1
    job = quick.take()

    assert not slow.current(lost)
    slow.done(lost)
    assert quick.current(job)


def test_a_clock_that_jumps_ahead_does_not_make_a_worker_take_its_own_ticket_again(open_schedule, clock):
    schedule = open_schedule(settle=0)
    schedule.put(fake_event())
    schedule.take()
    clock.now += 10 * LEASE

    assert schedule.take() is None


def test_a_clock_that_is_put_back_by_days_keeps_nobody_waiting(open_schedule, clock):
    schedule = open_schedule()
    schedule.put(fake_event())
    clock.now -= 5 * 86400

    assert schedule.take().settled is True


def test_what_came_while_it_was_worked_on_makes_another_run(open_schedule):
    schedule = open_schedule(settle=0)
    schedule.put(fake_event(delivery="d1"))
    job = schedule.take()
    schedule.put(fake_event(kind="requester_message", delivery="d2"))

    assert not schedule.current(job)
    schedule.done(job)
    assert schedule.take().event.delivery == "d2"


def test_an_agents_answer_overtakes_a_run_under_way(open_schedule):
    schedule = open_schedule(settle=0)
    schedule.put(fake_event(delivery="d1"))
    job = schedule.take()
    schedule.put(fake_event(kind="agent_message", delivery="d2"))

    assert not schedule.current(job)


def test_what_an_agent_did_comes_after_all_that_a_requester_waits_for(open_schedule):
    schedule = open_schedule(settle=0)
    for ticket, kind in (("IT-1", "agent_message"), ("IT-2", "reassigned"), ("IT-3", "created")):
        schedule.put(fake_event(ticket, kind=kind, delivery=ticket))

    assert [schedule.take().event.ticket for _ in range(3)] == ["IT-3", "IT-2", "IT-1"]


def test_a_full_queue_refuses_and_takes_the_same_delivery_later(open_schedule, upkeep_of):
    schedule = open_schedule(size=1, settle=0)
    schedule.put(fake_event("IT-1", delivery="d1"))
    full = open_schedule(size=1, settle=0)

    with pytest.raises(Overloaded):
        full.put(fake_event("IT-2", delivery="d2"))
    schedule.done(schedule.take())
    assert open_schedule(size=1).put(fake_event("IT-2", delivery="d2"))


def test_a_rate_limit_holds_back_all_of_its_site_and_nothing_else(open_schedule, clock):
    schedule = open_schedule(settle=0)
    for number, site in enumerate(["a.example", "a.example", "b.example"]):
        schedule.put(fake_event(f"IT-{number}", site=site, delivery=f"d{number}"))
    schedule.again(schedule.take(), 60, "busy", everyone=True)

    assert schedule.take().event.site == "b.example"
    assert schedule.take() is None
    clock.now += 60
    assert {schedule.take().event.ticket, schedule.take().event.ticket} == {"IT-0", "IT-1"}


# --- through the executor


class Runs:
    def __init__(self, *outcomes):
        self.jobs, self.outcomes = [], list(outcomes)

    def __call__(self, job, current):
        self.jobs.append(job)
        outcome = self.outcomes.pop(0) if self.outcomes else "written"
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def executor(schedule, runs, **options):
    return ThreadQueue(runs, schedule, threads=0, **options)


def test_what_may_pass_is_tried_again_and_then_parked_with_its_reason(open_schedule, upkeep_of, clock):
    runs = Runs(*[PlatformUnavailable("fake: GET /x: HTTP 503")] * 9)
    queue = executor(open_schedule(settle=0), runs, pauses=(5, 30))
    queue.put(fake_event())
    for _ in range(9):
        queue.step()
        clock.now += 100

    assert [job.attempt for job in runs.jobs] == [1, 2, 3]
    assert [(one.ticket, one.why) for one in upkeep.parked(upkeep_of)] == [("IT-1", "fake: GET /x: HTTP 503")]
    assert queue.counts()["parked"] == 1


def test_what_was_given_up_is_tried_again_on_demand(open_schedule, upkeep_of):
    runs = Runs(NotVisible("fake: IT-1: not found"))
    queue = executor(open_schedule(settle=0), runs)
    queue.put(fake_event())
    queue.step()
    assert not queue.step()

    assert upkeep.retry(upkeep_of, "IT-9") == 0
    assert upkeep.retry(upkeep_of, "IT-1") == 1
    assert queue.step()
    assert queue.counts()["parked"] == 0


def test_what_was_given_up_can_be_dropped(open_schedule, upkeep_of):
    queue = executor(open_schedule(settle=0), Runs(NotVisible("fake: IT-1: not found")))
    queue.put(fake_event())
    queue.step()

    assert upkeep.drop(upkeep_of) == 1
    assert upkeep.parked(upkeep_of) == []


def test_a_new_message_takes_a_ticket_back_from_those_given_up(open_schedule):
    runs = Runs(NotVisible("fake: IT-1: not found"))
    queue = executor(open_schedule(settle=0), runs)
    queue.put(fake_event(delivery="d1"))
    queue.step()
    queue.put(fake_event(kind="requester_message", delivery="d2"))

    assert queue.step()
    assert [job.attempt for job in runs.jobs] == [1, 1]


def test_a_poisonous_event_does_not_stop_the_line(open_schedule, upkeep_of):
    queue = executor(open_schedule(settle=0), Runs(KeyError("words of the user")))
    queue.put(fake_event("IT-1", delivery="d1"))
    queue.put(fake_event("IT-2", delivery="d2"))

    assert [queue.step(), queue.step(), queue.step()] == [True, True, False]
    (parked,) = upkeep.parked(upkeep_of)
    assert "unexpected KeyError" in parked.why
    assert "words of the user" not in parked.why


def test_a_ticket_that_kills_every_worker_is_given_up(open_schedule, upkeep_of, clock):
    open_schedule("one", settle=0).put(fake_event())
    for number in range(TAKES):
        assert open_schedule(f"w{number}", settle=0).take() is not None
        clock.now += LEASE + 1

    assert open_schedule("last", settle=0).take() is None
    assert "each time the worker died" in upkeep.parked(upkeep_of)[0].why


def test_what_may_kill_the_workers_comes_after_all_others(open_schedule, clock):
    open_schedule("one", settle=0).put(fake_event("IT-1", delivery="d1"))
    for number in range(SUSPECT + 1):
        open_schedule(f"w{number}", settle=0).take()
        clock.now += LEASE + 1
    last = open_schedule("last", settle=0)
    last.put(fake_event("IT-2", delivery="d2"))

    assert [last.take().event.ticket, last.take().event.ticket] == ["IT-2", "IT-1"]


def test_looking_again_is_no_failure(open_schedule, clock):
    runs = Runs(Later(SETTLE))
    queue = executor(open_schedule(look=LOOK), runs)
    queue.put(fake_event())
    clock.now += LOOK
    queue.step()
    clock.now += SETTLE
    queue.step()

    assert [(job.attempt, job.settled) for job in runs.jobs] == [(1, False), (1, True)]


def test_a_rate_limit_is_waited_for_as_long_as_the_platform_says(open_schedule, clock):
    queue = executor(open_schedule(settle=0), Runs(RateLimited("busy", retry_after=600)))
    queue.put(fake_event())
    queue.step()

    clock.now += 599
    assert not queue.step()
    clock.now += 2
    assert queue.step()


def test_a_stop_hands_back_what_it_has_no_time_for(open_schedule, clock):
    began, go = threading.Event(), threading.Event()

    def run(job, current):
        began.set()
        go.wait(20)
        return "written"

    queue = ThreadQueue(run, open_schedule("one", settle=0), threads=1)
    queue.put(fake_event())
    other = open_schedule("two", settle=0)
    assert began.wait(10)
    queue.close(timeout=0.01)

    assert other.take() is None  # its note may still be on its way
    clock.now += GRACE
    assert other.take() is not None
    go.set()


# --- keeping


def test_what_is_old_is_swept_away(open_schedule, upkeep_of, clock):
    queue = executor(open_schedule(settle=0), Runs(NotVisible("fake: IT-1: not found")))
    queue.put(fake_event())
    queue.step()
    clock.now += upkeep.REMEMBERED + 1
    upkeep.sweep(upkeep_of)
    assert queue.put(fake_event("IT-2"))
    assert queue.counts()["parked"] == 1

    clock.now += upkeep.PARKED
    upkeep.sweep(upkeep_of)
    assert queue.counts()["parked"] == 0


def test_rows_hold_no_words_of_a_ticket():
    columns = {column.name for table in tables.metadata.sorted_tables for column in table.columns}

    assert columns.isdisjoint({"body", "summary", "text", "name", "email", "note", "draft"})


def test_tables_of_a_newer_version_are_refused(open_schedule, upkeep_of):
    open_schedule()
    with upkeep_of.writing() as connection:
        connection.execute(tables.schema.update().values(version=tables.VERSION + 1))

    with pytest.raises(ConfigurationError, match="update EmpathKit"):
        open_schedule()


def test_a_database_that_is_away_is_told_apart_from_a_full_queue(tmp_path):
    schedule = SqlSchedule(Database(f"sqlite:///{tmp_path / 'q.db'}"))
    schedule.close()
    (tmp_path / "q.db").write_bytes(b"this is no database" * 100)

    with pytest.raises(StorageUnavailable):
        schedule.put(fake_event())


@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is started on POSIX systems only")
def test_a_host_starts_while_another_is_in_the_middle_of_writing(postgres_folder, clock):
    with postgres(postgres_folder) as url:
        running_on = SqlSchedule(Database(url, clock), settle=0)
        running_on.put(fake_event("IT-1"))
        frozen = Database(url, clock)
        impatient = url + ("&" if "?" in url else "?") + "options=-c%20lock_timeout%3D2000"
        with frozen.writing() as connection:
            connection.execute(tables.tickets.update().values(attempt=2))
            started = SqlSchedule(Database(impatient, clock), settle=0)
            assert started.put(fake_event("IT-2", delivery="d2"))
        assert {running_on.take().event.ticket, started.take().event.ticket} == {"IT-1", "IT-2"}
        for one in (running_on, started, frozen):
            one.close()
