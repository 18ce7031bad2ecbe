"""Many tickets: their issues are read a hundred at once, and one that is left out is told as when it is read alone."""

import pytest
from jira_desk import Desk

from empathkit.errors import NotVisible, PlatformUnavailable
from empathkit.jobs.backfill import AHEAD, desk_lines
from empathkit.ports import Changed, ReadsAhead
from empathkit_jira.connection import connect
from empathkit_jira.connector import JiraConnector
from empathkit_jira.sandbox import JiraSandbox
from empathkit_jira.settings import read

BULK = "/rest/api/3/issue/bulkfetch"


def posted(desk: Desk, count: int, first: int = 101) -> list[str]:
    return [desk.post(key=f"IT-{number}") for number in range(first, first + count)]


def told(keys: list[str]) -> list[Changed]:
    return [Changed(key, "2026-11-02T09:30:00Z") for key in keys]


def bulks(desk: Desk) -> int:
    return sum(path == BULK for _, path, _ in desk.calls())


def test_a_ticket_read_ahead_is_the_ticket_that_is_read_alone(desk: Desk) -> None:
    keys = posted(desk, 3)
    connector = desk.connector()
    assert isinstance(connector, ReadsAhead)
    fetch = connector.ahead(keys)
    assert [fetch(key) for key in keys] == [connector.fetch(key) for key in keys]


def test_no_issue_is_read_twice_and_a_call_less_is_made_for_each(desk: Desk) -> None:
    keys = posted(desk, 4)
    connector = desk.connector()
    connector.fetch(keys[0])  # what a site has once and for all
    before = len(desk.calls())
    alone = [connector.fetch(key) for key in keys]
    between = len(desk.calls())
    assert [line.ticket.key for line in desk_lines(connector, told(keys), 0) if line.ticket] == [
        one.key for one in alone
    ]
    made = desk.calls()[between:]
    assert len(made) == (between - before) - len(keys) + 1
    assert not [path for method, path, _ in made if path.startswith("/rest/api/3/issue/") and path.count("/") == 5
                and path != BULK]  # fmt: skip


def test_a_hundred_are_named_at_most_in_one_call(desk: Desk) -> None:
    connector = desk.connector()
    missing = [f"IT-{number}" for number in range(1, AHEAD + 2)]
    lines = list(desk_lines(connector, told(missing), 0))
    assert bulks(desk) == 2
    assert [line.number for line in lines] == list(range(1, AHEAD + 2))
    assert all(line.ticket is None for line in lines)


@pytest.mark.parametrize("odd", ["IT-999", "no key"], ids=["gone", "no key at all"])
def test_what_is_left_out_is_a_bad_line_as_when_it_is_read_alone(desk: Desk, odd: str) -> None:
    keys = posted(desk, 2)
    connector = desk.connector()
    with pytest.raises(NotVisible) as alone:
        connector.fetch(odd)
    first, second = desk_lines(connector, told([keys[0], odd]), 0)
    assert first.ticket
    assert second.error
    assert (second.number, second.error.field) == (2, odd)
    assert second.error.message == str(alone.value)


def test_a_site_that_does_not_know_the_call_is_read_one_by_one(desk: Desk) -> None:
    keys = posted(desk, 2)
    desk.fault(match=BULK, times=9, fault="hidden")
    lines = list(desk_lines(desk.connector(), told(keys), 0))
    assert [line.ticket.key for line in lines if line.ticket] == keys


@pytest.mark.parametrize("fault", ["503", "html", "empty202"])
def test_a_site_that_is_away_stops_the_reading_and_loses_no_line(desk: Desk, fault: str) -> None:
    keys = posted(desk, 2)
    desk.fault(match=BULK, times=9, fault=fault)
    settings = read(desk.settings())
    connector = JiraConnector(settings, connect(settings, attempts=1))
    with pytest.raises(PlatformUnavailable):
        next(desk_lines(connector, told(keys), 0))


def test_those_done_before_are_not_named_again(desk: Desk) -> None:
    keys = posted(desk, 3)
    [line] = desk_lines(desk.connector(), told(keys), 2)
    assert (line.number, line.ticket and line.ticket.key) == (3, keys[2])
    assert bulks(desk) == 1


@pytest.mark.parametrize("box", [JiraSandbox(data_center=True)], ids=["data center"])
def test_data_center_reads_each_by_itself(desk: Desk) -> None:
    keys = posted(desk, 2)
    lines = list(desk_lines(desk.connector(DEPLOYMENT="datacenter"), told(keys), 0))
    assert [line.ticket.key for line in lines if line.ticket] == keys
    assert bulks(desk) == 0
    assert not [path for _, path, _ in desk.calls() if "bulkfetch" in path]
