"""True repeats and what only looks like them."""

import pytest
from building import heard, ticket

from empathkit.context.enrich import enrich
from empathkit.models import Around, PastTicket, Remembered
from empathkit.text.moments import moment
from empathkit.text.pack import load_pack

PACK = load_pack()
NOW = moment("2026-11-20T12:00:00Z")


def pains(*past, remembered=()):
    history = [{"key": f"IT-{n}", "summary": summary, "opened": opened, **rest} for n, (summary, opened, rest) in
               enumerate(past, 1)]  # fmt: skip
    held = Remembered(history=tuple(remembered))
    of = ticket("Again.", key="IT-99", history=history)
    return [(one.topic, one.tickets) for one in enrich(heard(), of, PACK, remembered=held, now=NOW).pain_points]


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        pytest.param(
            [("VPN drops", "2026-11-01", {}), ("VPN slow from home", "2026-10-10", {})],
            [("vpn", ("IT-2", "IT-1"))],
            id="two within the window",
        ),
        pytest.param([("VPN drops", "2026-11-01", {"reopened": 1})], [("vpn", ("IT-1",))], id="one, reopened"),
        pytest.param([("VPN drops", "2026-11-01", {})], [], id="one alone"),
        pytest.param([("VPN drops", "2026-11-01", {}), ("VPN slow", "2025-11-02", {})], [], id="a year apart"),
        pytest.param(
            [("VPN drops again", "2026-11-01T09:00:00Z", {}), ("again VPN drops", "2026-11-01T09:20:00Z", {})],
            [],
            id="sent twice",
        ),
        pytest.param(
            [("VPN drops", "2026-11-01", {}), ("VPN drops", "2026-11-09", {})], [("vpn", ("IT-1", "IT-2"))], id="again"
        ),
        pytest.param(
            [("New starter joins Monday", "2026-11-01", {}), ("Onboarding of a new starter", "2026-11-09", {})],
            [],
            id="wishes are no pain",
        ),
        pytest.param([("VPN drops", "2026-11-01", {}), ("Printer jam", "2026-11-02", {})], [], id="two topics"),
    ],
)
def test_what_came_back_is_pain_and_what_only_looks_like_it_is_not(past, expected):
    assert pains(*past) == expected


def test_what_memory_holds_counts_once_with_what_the_platform_has():
    held = [
        PastTicket(key="IT-1", opened="2026-11-01", topic="vpn"),
        PastTicket(key="IT-50", opened="2026-11-05", topic="vpn"),
    ]
    assert pains(("VPN drops", "2026-11-01", {}), remembered=held) == [("vpn", ("IT-1", "IT-50"))]


def test_time_lost_reopenings_and_handovers_are_told_with_the_last_fix():
    history = [
        {"key": "IT-1", "summary": "VPN drops", "opened": "2026-11-01", "resolved": "2026-11-03", "reassigned": 3},
        {"key": "IT-2", "summary": "VPN slow", "opened": "2026-11-08", "reopened": 1, "resolution": "New certificate"},
    ]
    of = ticket("Again.", key="IT-99", history=history)
    [point] = enrich(heard(), of, PACK, now=NOW).pain_points
    assert point.summary == (
        "2 earlier vpn tickets in 7 days, reopened once, passed on 3 times, open for 2 days in all; "
        "last fix: New certificate"
    )


@pytest.mark.parametrize(
    ("topic", "told"), [("vpn", "4 others at Leeds had vpn tickets in the last 30 days"), ("printing", None)]
)
def test_others_with_the_same_trouble_are_told_with_their_tickets(topic, told):
    others = Around(what="site", value="Leeds", topic="vpn", people=4, tickets=("IT-1", "IT-2"))
    context = enrich(heard(topic=topic), ticket("Slow."), PACK, remembered=Remembered(around=(others,)))
    found = {one.kind: one for one in context.known}.get("others")
    assert (found.value if found else None) == told
    assert found is None or found.source == "history IT-1, IT-2"
