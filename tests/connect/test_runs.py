"""When a run writes, when it waits, and when it lets a draft go."""

from datetime import UTC, datetime, timedelta

import pytest

from empathkit.connect.around import Shadow
from empathkit.connect.runs import MORE_FOLLOWS, Later, desk_run
from empathkit.connect.schedule import Job
from empathkit.memory.in_process import InMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.testing.fakes import FakeDesk, fake_event

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SETTLE = 90
KIT = Kit()

FAULT = "vpn error 809 since monday"
MORE = "vpn error 809 since monday, I'll send a screenshot in a minute"
DANGER = "there is smoke coming out of the printer on floor 2"


def desk_with(body, ago=30.0):
    at = (NOW - timedelta(seconds=ago)).isoformat() if ago is not None else None
    said = [{"author": "requester", "body": body, "at": at, "id": "1"}]
    ticket = {"key": "IT-1", "platform": "fake", "requester": {"id": "u1", "name": "Ines Kaya"}, "messages": said}
    return FakeDesk({"IT-1": Ticket.model_validate(ticket)})


def run(desk, settled, settle=SETTLE, current=lambda: True):
    made = desk_run({"fake": desk}, KIT, InMemory(), settle=settle, now=lambda: NOW)
    return made(Job(fake_event(), settled=settled), current)


@pytest.mark.parametrize(
    ("body", "ago", "settled", "settle", "outcome"),
    [
        pytest.param(FAULT, 3, False, SETTLE, Later(SETTLE), id="they may still be writing"),
        pytest.param(FAULT, 95, True, SETTLE, "written", id="they have stopped writing"),
        pytest.param(FAULT, 3, False, 0, "written", id="nobody is waited for"),
        pytest.param(MORE, 95, True, SETTLE, Later(MORE_FOLLOWS), id="more follows"),
        pytest.param(MORE, 3, False, SETTLE, Later(MORE_FOLLOWS), id="more follows, at the first look"),
        pytest.param(MORE, MORE_FOLLOWS + 1, True, SETTLE, "written", id="more was said to follow and did not"),
        pytest.param(MORE, None, True, SETTLE, "written", id="more follows, nobody knows since when"),
        pytest.param(MORE, 3, False, 0, "written", id="more follows, but nobody is waited for"),
        pytest.param(DANGER, 3, False, SETTLE, "written", id="danger does not wait"),
    ],
)
def test_a_run_waits_until_the_requester_has_finished(body, ago, settled, settle, outcome):
    desk = desk_with(body, ago)

    assert run(desk, settled, settle) == outcome
    assert len(desk.written) == (outcome == "written")


def test_a_draft_that_is_overtaken_is_not_written():
    desk = desk_with(FAULT)

    assert run(desk, settled=True, current=lambda: False) == "overtaken"
    assert desk.written == []


def test_where_there_is_nothing_to_write_nobody_waits():
    desk = desk_with(FAULT)
    run(desk, settled=True)

    assert run(desk, settled=False) == "nothing_due"


def test_in_shadow_the_run_says_that_nothing_was_written():
    desk = desk_with(FAULT)

    assert run(Shadow(desk), settled=True) == "kept"
    assert desk.written == []
