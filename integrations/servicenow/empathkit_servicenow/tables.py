"""The task tables we read tickets from: how their numbers begin, and which field names the requester.

Choice values are the platform's own as delivered; see the settings table in the README for what a desk can change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from empathkit.errors import InputError

#: How many digits a table's numbers have is set in Number Maintenance: 7 as delivered.
_NUMBER = re.compile(r"[A-Z]{2,12}[0-9]{1,12}")
_SYS_ID = re.compile(r"[0-9a-f]{32}")


class TaskTable(NamedTuple):
    """A table of tickets. ``person`` is the reference to the requester, dot-walked where it stands elsewhere."""

    name: str
    prefix: str
    person: str


INCIDENT = TaskTable("incident", "INC", "caller_id")
TABLES = {
    table.name: table
    for table in (
        INCIDENT,
        TaskTable("sc_req_item", "RITM", "requested_for"),
        TaskTable("sc_task", "SCTASK", "request_item.requested_for"),
        TaskTable("interaction", "IMS", "opened_for"),
    )
}


def is_sys_id(text: str) -> bool:
    """Whether this is a record's id: 32 hex digits."""
    return _SYS_ID.fullmatch(text) is not None


def read_key(key: str) -> str:
    """A number in capitals or a sys_id. Raises InputError for anything else."""
    text = key.strip()
    if is_sys_id(text.lower()):
        return text.lower()
    if _NUMBER.fullmatch(text.upper()):
        return text.upper()
    raise InputError("a ServiceNow ticket is named by its number (INC0010001) or its sys_id", field="key")


def holding(key: str, names: Iterable[str]) -> tuple[TaskTable, ...]:
    """The tables, of those named, that may hold this key: the one of its prefix, or all where no table has it.
    Raises InputError where that table is not named."""
    tables = tuple(TABLES[name] for name in names)
    owner = next((table for table in TABLES.values() if re.fullmatch(table.prefix + "[0-9]+", key)), None)
    if owner is None:
        return tables
    if owner not in tables:
        raise InputError(f"{key} lies in {owner.name}, which EMPATHKIT_SERVICENOW_TABLES does not name", field="key")
    return (owner,)
