"""Reading JSON that may be anything: a wrong type counts as absent, so that nothing here ever raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]
NOTHING: Json = {}


def table(value: object, *path: str) -> Json:
    """The object at the end of ``path``, empty where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else NOTHING


def listing(value: object) -> Sequence[Any]:
    """The list, empty where it is none."""
    return value if isinstance(value, list) else ()


def text(value: object) -> str | None:
    """The text; a number as its digits; None for anything else or nothing."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def moment(value: object) -> str | None:
    """A Jira date (``2021-01-17T12:34:00.000+0000``) as ISO 8601 in UTC to the millisecond, so that times sort as
    text; one that can't be read as it is."""
    given = text(value)
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
        return iso(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return given


def from_millis(value: object) -> str | None:
    """Milliseconds since 1970 as ISO 8601 in UTC; None where they are none."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return iso(datetime.fromtimestamp(value / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def iso(at: datetime) -> str:
    """An aware time as ISO 8601 in UTC to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
