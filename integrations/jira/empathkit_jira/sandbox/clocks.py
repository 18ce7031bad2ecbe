"""Moments, lengths and SLA clocks in the forms service management gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from empathkit.testing.faults import now
from empathkit.testing.sandbox import SandboxTicket
from empathkit_jira.sandbox.state import at, jira_date, millis
from empathkit_jira.sandbox.web import Call


def date(given: str) -> dict[str, Any]:
    """A moment in the four forms service management gives."""
    moment = at(given, given)
    return {
        "iso8601": moment.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "jira": jira_date(given, given),
        "friendly": moment.strftime("%d/%b/%y %I:%M %p"),
        "epochMillis": millis(moment),
    }


def instant(given: str | None) -> datetime | None:
    """The moment, None for what is no date."""
    try:
        datetime.fromisoformat(given or "")
    except ValueError:
        return None
    return at(given, given or "")


def sla(call: Call, issue: str, ticket: SandboxTicket, due: datetime) -> dict[str, Any]:
    """A clock that runs out at ``due``."""
    start = at(ticket.created, now())
    left, spent = millis(due) - millis(at(now(), "")), millis(at(now(), "")) - millis(start)
    return {
        "id": "1",
        "name": "Time to resolution",
        "completedCycles": [],
        "ongoingCycle": {
            "startTime": date(start.isoformat()),
            "breachTime": date(due.isoformat()),
            "breached": left < 0,
            "paused": False,
            "withinCalendarHours": True,
            "goalDuration": _duration(millis(due) - millis(start)),
            "elapsedTime": _duration(spent),
            "remainingTime": _duration(left),
        },
        "_links": {"self": f"{call.base}/rest/servicedeskapi/request/{issue}/sla/1"},
    }


def _duration(length: int) -> dict[str, Any]:
    minutes = abs(length) // 60_000
    return {"millis": length, "friendly": f"{'-' if length < 0 else ''}{minutes // 60}h {minutes % 60}m"}
