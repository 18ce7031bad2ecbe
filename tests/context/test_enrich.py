"""The user's context: every fact with source and date, the user's words before any record."""

from typing import Any

import pytest
from building import fact, heard, ticket

from empathkit.context.enrich import enrich
from empathkit.models import Known, Preference, Remembered, Ticket
from empathkit.text.moments import moment
from empathkit.text.pack import load_pack

PACK = load_pack()
LAPTOP = {"name": "LT-7", "model": "ThinkPad T14", "os": "Windows 11 23H2", "last_seen": "2026-11-01T08:00:00Z"}


def known(of: Ticket, remembered: Remembered | None = None, **facts: Any) -> dict[str, list[Known]]:
    said = heard(facts=tuple(fact(of, kind, quote) for kind, quote in facts.items()))
    context = enrich(said, of, PACK, remembered=remembered, now=moment("2026-11-20T12:00:00Z"))
    by_kind: dict[str, list[Known]] = {}
    for one in context.known:
        by_kind.setdefault(one.kind, []).append(one)
    return by_kind


def test_what_was_said_names_its_message() -> None:
    of = ticket("Hello.", "Error 809 on Windows 11.")
    assert known(of, error="Error 809")["error"][0].source == "message 2"


def test_a_record_names_the_profile_and_its_date() -> None:
    [device] = known(ticket("Slow.", devices=[LAPTOP]))["device"]
    assert (device.value, device.source, device.as_of) == ("ThinkPad T14 (LT-7)", "profile", LAPTOP["last_seen"])


@pytest.mark.parametrize(
    ("said", "state"),
    [("Windows 11", "current"), ("Windows 10", "contradicted"), ("macOS", "contradicted")],
    ids=["says less", "says other", "another system"],
)
def test_the_users_words_win_over_the_record(said: str, state: str) -> None:
    of = ticket(f"It is {said}.", devices=[LAPTOP])
    record = next(one for one in known(of, os=said)["os"] if one.source == "profile")
    assert record.state == state


def test_with_two_devices_no_record_is_denied() -> None:
    of = ticket("It is Windows 10.", devices=[LAPTOP, {**LAPTOP, "name": "LT-8"}])
    assert "contradicted" not in {one.state for one in known(of, os="Windows 10")["os"]}


@pytest.mark.parametrize(
    ("seen", "state"), [("2026-11-01", "current"), ("2026-01-01", "stale"), ("last spring", "current")]
)
def test_a_record_not_seen_for_half_a_year_is_stale(seen: str, state: str) -> None:
    of = ticket("Slow.", devices=[{**LAPTOP, "last_seen": seen}])
    assert known(of)["device"][0].state == state


def test_memory_fills_only_what_nobody_said() -> None:
    held = Remembered(
        known=(
            Known(kind="error", value="808", source="IT-1"),
            Known(kind="network", value="home Wi-Fi", source="IT-1"),
        )
    )
    facts = known(ticket("Error 809."), held, error="Error 809")
    assert [one.value for one in facts["error"]] == ["Error 809"]
    assert facts["network"][0].source == "IT-1"


def test_declared_preferences_win_over_remembered_ones() -> None:
    of = ticket("Slow.", preferences={"channel": "phone"})
    held = Remembered(
        preferences=(
            Preference(name="channel", value="email", source="5 tickets"),
            Preference(name="detail", value="brief", source="5 tickets"),
        )
    )
    context = enrich(heard(), of, PACK, remembered=held)
    assert {(one.name, one.value, one.source) for one in context.preferences} == {
        ("channel", "phone", "profile"),
        ("detail", "brief", "5 tickets"),
    }


HISTORY = [
    {"key": "IT-8", "summary": "VPN drops", "opened": "2026-10-01", "resolved": "2026-10-02", "reopened": 1},
    {"key": "IT-9", "summary": "VPN slow", "opened": "2026-10-20", "resolution": "New certificate"},
    {"key": "IT-5", "summary": "Printer jam", "opened": "2026-03-01"},
]


def test_a_topic_that_came_back_is_a_pain_point_with_its_tickets() -> None:
    [point] = enrich(heard(), ticket("VPN again", history=HISTORY), PACK).pain_points
    assert point.tickets == ("IT-8", "IT-9")
    assert (
        point.summary
        == "2 earlier vpn tickets in 19 days, reopened once, open for 1 day in all; last fix: New certificate"
    )


def test_one_ticket_is_an_incident_and_no_pattern() -> None:
    assert enrich(heard(), ticket("VPN again", history=HISTORY[1:]), PACK).pain_points == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-02T09:14:00Z", "2026-11-02T09:14:00+00:00"),
        ("2021-01-17T12:34:00.000+0000", "2021-01-17T12:34:00+00:00"),
        ("2025-03", "2025-03-01T00:00:00+00:00"),
        ("2025-03-09", "2025-03-09T00:00:00+00:00"),
        ("last spring", None),
        (None, None),
    ],
)
def test_dates_are_read_leniently(text: str | None, iso: str | None) -> None:
    read = moment(text)
    assert (read.isoformat() if read else None) == iso
