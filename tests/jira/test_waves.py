"""A ticket's context takes two waves of calls, each made at once."""

from datetime import datetime

import pytest
from jira_desk import Desk

from empathkit.errors import NotVisible
from empathkit_jira.waves import joined, waves

LATENCY = 0.15


def test_the_longest_chain_of_calls_is_two(desk: Desk) -> None:
    key = desk.post()
    connector = desk.connector()
    first = connector.fetch(key)
    desk.http.post("/_sandbox/latency", json={"seconds": LATENCY})
    before = len(desk.calls())
    assert connector.fetch(key) == first
    arrived = sorted(datetime.fromisoformat(one["at"]) for one in desk.sandbox.journal[before:])
    starts = [arrived[0]]
    for at in arrived:
        if (at - starts[-1]).total_seconds() > LATENCY * 0.9:  # it waited for an answer
            starts.append(at)
    assert len(starts) == 2
    assert len(arrived) == 10


def test_what_fails_in_a_wave_is_raised_and_leaves_nothing_running() -> None:
    ended: list[int] = []

    def fail() -> None:
        raise NotVisible("gone")

    def both() -> None:
        with waves() as at_once:
            at_once(lambda: ended.append(1))
            at_once(fail).result()

    with pytest.raises(NotVisible):
        both()
    assert ended == [1]


def test_what_is_joined_is_made_of_the_others_when_asked_for() -> None:
    with waves() as at_once:
        parts = [at_once(lambda value=value: value) for value in (1, 2)]
        assert joined(lambda: [part.result() for part in parts]).result() == [1, 2]
