"""Reading the dates that platforms and people give. Lenient: what can't be read is None, never an error."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTH = re.compile(r"\d{4}-\d{2}")


def moment(text: str | None) -> datetime | None:
    """ISO 8601 (a bare date or month included, ``+0000`` too) as an aware time; UTC where no zone is given."""
    if not text:
        return None
    text = text.strip()
    if _MONTH.fullmatch(text):
        text += "-01"
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
