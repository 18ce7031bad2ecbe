"""How long a platform tells us to wait. Pure: the time comes in as an argument.

``Retry-After`` holds seconds or a date (RFC 9110). ``X-RateLimit-Reset`` holds UNIX seconds (ServiceNow) or ISO 8601
(Jira). The platform's own ``Date`` stands for now where it is given, so that a wrong clock here does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

DEFAULT = 0.5  #: seconds, where a platform tells nothing
LONGEST = 24 * 3600.0  #: a longer wait than this is taken for a mistake
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")
_UNIX = re.compile(r"[0-9]{9,12}")


def told(headers: Mapping[str, str], now: float) -> float:
    """Seconds to wait from ``now`` (UNIX seconds); ``Retry-After`` wins, because it needs no clock."""
    now = _date(headers.get("Date", "")) or now
    after = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(after):
        return min(float(after), LONGEST)
    until = _date(after) or _reset(headers.get("X-RateLimit-Reset", "").strip())
    return DEFAULT if until is None else min(max(until - now, 0.0), LONGEST)


def _reset(value: str) -> float | None:
    if _UNIX.fullmatch(value):
        return float(value)
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _date(value: str) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
