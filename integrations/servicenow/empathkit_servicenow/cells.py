"""Reading one cell of a record, in every shape the Table API gives it. Pure.

With ``sysparm_display_value`` false, true or all, and references with or without a link, a cell is a string, an
object, empty or absent. Stored dates are UTC, ``YYYY-MM-DD HH:MM:SS``; shown ones are in the account's own zone
and format, so only stored ones are read as dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})")


def stored(record: Record, name: str) -> str:
    """The stored value, empty where there is none. Of a reference that came with a link alone, its sys_id."""
    cell = record.get(name)
    if not isinstance(cell, Mapping):
        return _text(cell)
    if "value" in cell:
        return _text(cell["value"])
    link = _text(cell.get("link"))
    return link.rstrip("/").rpartition("/")[2] if link else _text(cell.get("display_value"))


def shown(record: Record, name: str) -> str:
    """What a person reads there, the stored value where no label came."""
    cell = record.get(name)
    if not isinstance(cell, Mapping):
        return _text(cell)
    return _text(cell.get("display_value")) or _text(cell.get("value"))


def flag(record: Record, name: str) -> bool:
    """A true/false field."""
    return stored(record, name) == "true"


def count(record: Record, name: str) -> int:
    """A whole number, 0 where there is none."""
    value = stored(record, name).replace(",", "")
    return int(value) if value.isascii() and value.isdigit() else 0


def moment(record: Record, name: str) -> str | None:
    """A stored date as ISO 8601; what is no date (a desk's own text column) as it stands; None where empty."""
    value = stored(record, name).strip()
    found = _MOMENT.fullmatch(value)
    return f"{found[1]}T{found[2]}Z" if found else value or None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else "" if value is None else str(value)
