"""ServiceNow's records as our nouns. Pure: JSON in, nouns out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from empathkit.models import Device, Message, PastTicket, Requester, Ticket
from empathkit.ports import Changed
from empathkit_servicenow.cells import Record, count, flag, moment, shown, stored
from empathkit_servicenow.tables import TaskTable, is_sys_id

TASK_FIELDS = (
    "sys_id", "number", "short_description", "description", "opened_at", "sys_created_on", "priority", "sla_due",
    "comments", "work_notes", "watch_list",
)  # fmt: skip
USER_FIELDS = (
    "sys_id", "user_name", "name", "email", "title", "department", "location", "manager", "time_zone",
    "preferred_language", "vip", "active", "company",
)  # fmt: skip
DEVICE_FIELDS = (
    "sys_id", "name", "model_id", "os", "assigned", "last_discovered", "warranty_expiration", "short_description",
    "comments", "assigned_to",
)  # fmt: skip
HISTORY_FIELDS = (
    "sys_id", "number", "short_description", "opened_at", "resolved_at", "reopen_count", "reassignment_count",
    "close_notes", "caller_id",
)  # fmt: skip
CHANGED_FIELDS = (
    "sys_id", "number", "sys_updated_on", "resolved_at", "closed_at", "reopen_count", "close_notes",
)  # fmt: skip
NOBODY = "unknown"  #: the id of a requester the platform does not name


def person_id(record: Record, table: TaskTable) -> str | None:
    """The requester's sys_id, or None where the record names nobody."""
    value = stored(record, table.person)
    return value if is_sys_id(value) else None


def requester(
    user: Record | None, record: Record, table: TaskTable, devices: Iterable[Record] = (), past: Iterable[Record] = ()
) -> Requester:
    """The requester as far as the platform shows them: from the user's record, else from the ticket's reference
    alone, else nobody by the id ``unknown``."""
    if user is None:
        return Requester(id=person_id(record, table) or NOBODY, name=shown(record, table.person) or None)
    return Requester(
        id=stored(user, "sys_id") or person_id(record, table) or NOBODY,
        name=shown(user, "name") or None,
        email=stored(user, "email") or None,
        role=shown(user, "title") or None,
        department=shown(user, "department") or None,
        organization=shown(user, "company") or None,
        manager=shown(user, "manager") or None,
        site=shown(user, "location") or None,
        timezone=stored(user, "time_zone") or None,
        language=stored(user, "preferred_language") or None,
        vip=flag(user, "vip"),
        devices=tuple(device(row) for row in devices),
        history=tuple(past_ticket(row) for row in past),
    )


def device(row: Record) -> Device:
    """A computer of the configuration database."""
    return Device(
        name=shown(row, "name") or None,
        model=shown(row, "model_id") or None,
        os=shown(row, "os") or None,
        assigned=moment(row, "assigned"),
        warranty=moment(row, "warranty_expiration"),
        last_seen=moment(row, "last_discovered"),
        usage=shown(row, "short_description") or shown(row, "comments") or None,
    )


def past_ticket(row: Record) -> PastTicket:
    """An earlier incident of the same caller."""
    return PastTicket(
        key=stored(row, "number") or None,
        summary=stored(row, "short_description"),
        opened=moment(row, "opened_at"),
        resolved=moment(row, "resolved_at"),
        reopened=count(row, "reopen_count"),
        reassigned=count(row, "reassignment_count"),
        resolution=stored(row, "close_notes") or None,
    )


def changed(row: Record) -> Changed:
    """A ticket that was changed. One without a number is named by its sys_id."""
    return Changed(
        key=stored(row, "number") or stored(row, "sys_id"),
        at=moment(row, "sys_updated_on") or "",
        resolved=moment(row, "resolved_at") or moment(row, "closed_at"),
        reopened=count(row, "reopen_count"),
        resolution=stored(row, "close_notes") or None,
    )


def opening(record: Record) -> Message:
    """The description as the first message; the short description where there is none, so that what is heard in
    it has a place to point at. Its id is the record's."""
    body = stored(record, "description")
    return Message(
        author="requester",
        body=body if body.strip() else stored(record, "short_description"),
        at=opened(record),
        id=stored(record, "sys_id"),
        public=True,
    )


def opened(record: Record) -> str | None:
    """When the ticket was opened."""
    return moment(record, "opened_at") or moment(record, "sys_created_on")


def ticket(
    record: Record,
    table: TaskTable,
    person: Requester,
    said: Iterable[Message],
    base: str,
) -> Ticket:
    """The ticket with its whole conversation. ``base`` is the instance's address."""
    return Ticket(
        key=stored(record, "number"),
        summary=stored(record, "short_description"),
        platform="servicenow",
        url=f"{base}/{table.name}.do?sys_id={stored(record, 'sys_id')}",
        created=opened(record),
        priority=shown(record, "priority") or None,
        sla_due=moment(record, "sla_due"),
        requester=person,
        messages=(opening(record), *said),
        participants=tuple(watching(record)),
    )


def watching(record: Record) -> Iterator[str]:
    """Who is on the watch list, by name: they get what is written to the requester."""
    yield from (name for part in shown(record, "watch_list").split(",") if (name := part.strip()))
