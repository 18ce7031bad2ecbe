import pytest

from empathkit.detect.times import dated, find_times
from empathkit.text.pack import load_pack

AT = "2026-11-04T09:14:00Z"  # a Wednesday


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("since this morning", "2026-11-04"),
        ("yesterday", "2026-11-03"),
        ("two weeks ago", "2026-10-21"),
        ("since monday", "2026-11-02"),
        ("since wednesday", "2026-10-28"),
        ("tomorrow", "2026-11-05"),
    ],
)
def test_a_plain_time_gets_its_date(value: str, day: str) -> None:
    assert dated(value, AT, load_pack("en")) == f"{value} ({day})"


@pytest.mark.parametrize(
    ("value", "at"),
    [("since the update", AT), ("yesterday", None), ("yesterday", "not a date"), ("yesterday", "0001-01-01T00:00:00")],
    ids=["no time", "no date", "bad date", "before all dates"],
)
def test_a_time_that_cannot_be_dated_stays_as_it_is(value: str, at: str | None) -> None:
    assert dated(value, at, load_pack("en")) == value


def test_since_when_by_when_and_how_often_are_told_apart() -> None:
    kinds = [
        fact.kind for fact in find_times("Since Monday it drops every 5 minutes, I need it by Friday.", load_pack("en"))
    ]
    assert kinds == ["started", "frequency", "deadline"]
