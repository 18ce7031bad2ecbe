"""What all callers of a host share: pauses by scope, the circuit, and counts."""

import pytest

from empathkit.connect.limits import FAILURES, FIRST_OPEN, Host


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize(
    ("reason", "call", "pause"),
    [
        ("", ("GET", "/rest/api/3/myself"), 9),
        ("jira-quota-tenant-based", ("GET", "/rest/api/3/myself"), 9),
        ("jira-burst-based", ("POST", "/rest/api/3/issue/IT-2/comment"), 9),
        ("jira-burst-based", ("GET", "/rest/api/3/issue/IT-2/comment"), 0),
        ("jira-burst-based", ("POST", "/rest/api/3/search/jql"), 0),
        ("jira-per-issue-on-write", ("PUT", "/rest/api/3/issue/IT-1/properties/empathkit"), 9),
        ("jira-per-issue-on-write", ("POST", "/rest/api/3/issue/IT-2/comment"), 0),
        ("jira-per-issue-on-write", ("GET", "/rest/api/3/issue/IT-1"), 0),
    ],
)
def test_a_limit_holds_back_what_its_reason_names(
    clock: Clock, reason: str, call: tuple[str, str], pause: float
) -> None:
    host = Host("desk", clock)
    host.limit("POST", "/rest/api/3/issue/IT-1/comment", 9, reason)
    assert host.pause(*call) == pause
    clock.now += 9
    assert host.pause("POST", "/rest/api/3/issue/IT-1/comment") == 0


def test_the_circuit_opens_after_failures_in_a_row_and_lets_one_call_try(clock: Clock) -> None:
    host = Host("desk", clock)
    for _ in range(FAILURES):
        assert host.closed_for() == 0
        host.failed()
    assert host.closed_for() == FIRST_OPEN
    clock.now += FIRST_OPEN
    assert host.closed_for() == 0
    assert host.closed_for() > 0
    host.failed()
    assert host.traffic().open
    clock.now += 2 * FIRST_OPEN
    assert host.closed_for() == 0
    host.answered("ok", {})
    assert [host.closed_for() for _ in range(3)] == [0, 0, 0]


def test_one_answer_ends_a_row_of_failures(clock: Clock) -> None:
    host = Host("desk", clock)
    for _ in range(3):
        for _ in range(FAILURES - 1):
            host.failed()
        host.answered("NotVisible", {})
    assert host.closed_for() == 0


def test_calls_and_headroom_are_counted(clock: Clock) -> None:
    host = Host("desk", clock)
    host.answered("ok", {"X-RateLimit-Remaining": "41", "X-RateLimit-NearLimit": "true"})
    host.answered("ok", {})
    host.failed()
    host.limit("GET", "/x", 1, "")
    seen = host.traffic()
    assert (seen.calls, seen.limited, seen.headroom, seen.near_limit) == ({"ok": 2, "unavailable": 1}, 1, 41, False)
