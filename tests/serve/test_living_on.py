"""Two versions at once, a new secret, a stop in the middle of work: nothing is lost and nobody notices."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from serving import PYTHON, SECRET, environment
from sqlalchemy import text

from empathkit.connect import platforms
from empathkit.models import Ticket
from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.testing.fakes import fake_event
from empathkit.testing.faults import Fault
from empathkit.testing.server import running

SAID = [{"author": "requester", "body": "vpn error 809 since monday"}]
TICKET = Ticket.model_validate({"requester": {"id": "u1", "name": "Ines Kaya"}, "messages": SAID})


def newer(database):
    """What a later version may do to the tables: a table more, and columns that may be left out."""
    with database.writing() as connection:
        for statement in (
            "ALTER TABLE empathkit_tickets ADD COLUMN later_text TEXT",
            "ALTER TABLE empathkit_tickets ADD COLUMN later_number INTEGER NOT NULL DEFAULT 7",
            "ALTER TABLE empathkit_deliveries ADD COLUMN later_text TEXT",
            "CREATE TABLE empathkit_later (name TEXT PRIMARY KEY)",
        ):
            connection.execute(text(statement))


def test_an_older_version_goes_on_while_a_newer_one_has_grown_the_tables(database_url):
    database = Database(database_url)
    running_on = SqlSchedule(Database(database_url), worker="old", settle=0)
    running_on.put(fake_event("IT-1", delivery="d1"))
    newer(database)
    started_again = SqlSchedule(Database(database_url), worker="old again", settle=0)

    assert running_on.put(fake_event("IT-2", delivery="d2"))
    assert not started_again.put(fake_event("IT-2", delivery="d2"))
    first, second = running_on.take(), started_again.take()
    assert {first.event.ticket, second.event.ticket} == {"IT-1", "IT-2"}
    running_on.done(first)
    started_again.done(second)
    assert running_on.counts()["waiting"] == 0
    for one in (running_on, started_again, database):
        one.close()


@contextlib.contextmanager
def serving(setting):
    with subprocess.Popen(
        [*PYTHON, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=setting
    ) as child:
        try:
            yield child, child.stdout.readline().split()[-1]
        finally:
            child.kill()


def post(url, headers, body):
    try:
        request = urllib.request.Request(url, data=body, headers=dict(headers))
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def until(done, seconds=40):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


@pytest.mark.skipif("EMPATHKIT_SOAK" not in os.environ, reason="takes a stop's whole ten seconds: make soak")
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_stop_in_the_middle_of_work_ends_in_ten_seconds_and_the_next_one_finishes_it(tmp_path):
    """The platform takes longer than a stop may; the secret changes with the second start."""
    sandbox = platforms.find("jira").sandbox()
    with running(sandbox.app()) as desk:
        setting = environment("jira", desk, f"sqlite:///{tmp_path / 'e.db'}")
        ticket = sandbox.add_ticket(TICKET)
        sandbox.faults.append(Fault(match="/", times=99, fault="slow", seconds=25))
        with serving(setting) as (child, url):
            assert post(f"{url}/webhooks/jira", *sandbox.webhook("created", ticket, None, SECRET)) == 204
            until(lambda: sandbox.journal or not sandbox.faults or sandbox.faults[0].times < 99)
            child.send_signal(signal.SIGTERM)
            child.wait(10 + 5)  # five for a machine that is busy
        assert [one for one in ticket.messages if one.author == "integration"] == []
        sandbox.faults.clear()
        both = setting | {"EMPATHKIT_JIRA_WEBHOOK_SECRET": f"{SECRET},new one"}
        with serving(both) as (_, url):
            other = sandbox.add_ticket(TICKET)
            calls = [sandbox.webhook("created", other, None, secret) for secret in (SECRET, "new one", "neither")]
            assert [post(f"{url}/webhooks/jira", *call) for call in calls] == [204, 204, 401]
            until(lambda: all(any(m.author == "integration" for m in one.messages) for one in (ticket, other)))
    for one in (ticket, other):
        assert [m.public for m in one.messages if m.author == "integration"] == [False]
