"""What a posted Ticket says of people, devices and earlier tickets, as rows of the platform. Pure.

Every sys_id is derived from what it stands for, so the same Ticket makes the same rows everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from empathkit.models import Device, Message, PastTicket, Requester, Ticket
from empathkit_servicenow.sandbox.schema import LABELS
from empathkit_servicenow.tables import is_sys_id

Row = dict[str, str]
NUMBER = re.compile(r"INC[0-9]{7,12}")


def sys_id_of(*parts: str) -> str:
    """The id of what these parts name."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def stored_moment(text: str | None) -> str:
    """ISO 8601 as the platform stores it, in UTC; what is no moment stays as it is."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) <= 10:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def person_id(person: Requester) -> str:
    """The sys_id of a requester: their id if it is one."""
    given = person.id or person.name or ""
    return given if is_sys_id(given) else sys_id_of("sys_user", given)


def people(person: Requester) -> Iterator[tuple[str, Row]]:
    """The requester's row, and those it refers to before it."""
    refers = {
        "department": _named("cmn_department", person.department),
        "company": _named("core_company", person.organization),
        "location": _named("cmn_location", person.site),
        "manager": _named("sys_user", person.manager),
    }
    for table, row in refers.values():
        if row:
            yield table, row
    yield (
        "sys_user",
        {
            "sys_id": person_id(person),
            "user_name": user_name(person.email, person.name, person.id),
            "name": person.name or person.id or "",
            "email": person.email or "",
            "title": person.role or "",
            "time_zone": person.timezone or "",
            "preferred_language": person.language or "",
            "vip": str(person.vip).lower(),
            "active": "true",
            **{field: row.get("sys_id", "") for field, (_, row) in refers.items()},
        },
    )


def user_name(email: str | None, name: str | None, given: str | None) -> str:
    """A user name: the mail address before the @, else the name in lower case with dots."""
    local = (email or "").partition("@")[0]
    return re.sub(r"[^\w]+", ".", (local or name or given or "").lower()).strip(".") or "user"


def devices(person: Requester) -> Iterator[tuple[str, Row]]:
    """The requester's devices as computers, each model before the computer that refers to it."""
    owner = person_id(person)
    for device in person.devices:
        table, model = _named("cmdb_model", device.model)
        if model:
            yield table, model
        yield "cmdb_ci_computer", _computer(device, owner, model.get("sys_id", ""))


def past(person: Requester) -> Iterator[Row]:
    """The requester's earlier tickets as closed incidents; a key that is no number keeps its digits."""
    for index, ticket in enumerate(person.history):
        yield _past(ticket, person_id(person), index)


def attachments(given: Ticket, number: str) -> Iterator[Row]:
    """The files of a ticket, without what is in them."""
    for place, one in enumerate(given.attachments):
        yield {
            "sys_id": sys_id_of("sys_attachment", number, str(place)),
            "file_name": one.name,
            "size_bytes": str(one.size or 0),
            "table_name": "incident",
            "table_sys_id": sys_id_of("incident", number),
            "sys_created_on": stored_moment(one.at),
        }


def others(given: Ticket) -> Iterator[tuple[str, Row]]:
    """Those who read along and those who have to agree, as users."""
    for name in (*given.participants, *(name for one in given.approvals for name in one.by)):
        yield _named("sys_user", name)


def approvals(given: Ticket, number: str) -> Iterator[Row]:
    """A row for each approver."""
    states = {"approved": "approved", "declined": "rejected"}
    asked = [(one, name) for one in given.approvals for name in one.by]
    for place, (one, name) in enumerate(asked):
        yield {
            "sys_id": sys_id_of("sysapproval_approver", number, str(place)),
            "sysapproval": sys_id_of("incident", number),
            "approver": sys_id_of("sys_user", name),
            "state": states.get(one.decision, "requested"),
            "sys_updated_on": stored_moment(one.at),
            "sys_created_on": f"2026-01-01 00:{place // 60 % 60:02}:{place % 60:02}",
        }


def articles(given: Ticket) -> Iterator[Row]:
    """Articles of the knowledge base, published."""
    for one in given.articles:
        sys_id = sys_id_of("kb_knowledge", one.title)
        number = f"KB{int(sys_id, 16) % 10**7:07d}"
        yield {"sys_id": sys_id, "number": number, "short_description": one.title, "workflow_state": "published"}


def incident(given: Ticket, number: str, opened_at: str) -> Row:
    """The row of a ticket."""
    first = given.messages[0]
    return {
        "sys_id": sys_id_of("incident", number),
        "number": number,
        "short_description": given.summary,
        "description": first.body if is_description(first) else "",
        "opened_at": opened_at,
        "caller_id": person_id(given.requester),
        "opened_by": person_id(given.requester),
        "priority": _priority(given.priority),
        "sla_due": stored_moment(given.sla_due),
        "watch_list": ",".join(sys_id_of("sys_user", name) for name in given.participants),
        "state": "1",
        "incident_state": "1",
        "active": "true",
        "reopen_count": "0",
    }


def is_description(first: Message) -> bool:
    """Whether a ticket's first message is its description: if the requester wrote it for all to see."""
    return first.author == "requester" and first.public


def renumbered(row: Row) -> Row:
    """An earlier ticket under a number of its own, where another requester has one by that number."""
    number = f"INC{int(sys_id_of(row['number'], row['caller_id']), 16) % 10**7:07d}"
    return row | {"number": number, "sys_id": sys_id_of("incident", number)}


def _named(table: str, name: str | None) -> tuple[str, Row]:
    if not name:
        return table, {}
    row = {"sys_id": sys_id_of(table, name), "name": name}
    return table, row | ({"user_name": user_name(None, name, None), "active": "true"} if table == "sys_user" else {})


def _computer(device: Device, owner: str, model: str) -> Row:
    return {
        "sys_id": sys_id_of("cmdb_ci_computer", owner, device.name or "", device.model or ""),
        "name": device.name or "",
        "model_id": model,
        "os": device.os or "",
        "assigned": stored_moment(device.assigned),
        "last_discovered": stored_moment(device.last_seen),
        "warranty_expiration": stored_moment(device.warranty),
        "short_description": device.usage or "",
        "assigned_to": owner,
        "install_status": "1",
    }


def _past(ticket: PastTicket, owner: str, index: int) -> Row:
    key = ticket.key or ""
    digits = re.sub(r"[^0-9]", "", key)[-12:] or str(int(sys_id_of(owner, ticket.summary, str(index)), 16) % 10**7)
    number = key if NUMBER.fullmatch(key) else f"INC{digits:0>7}"
    state = "7" if ticket.resolved else "2"
    return {
        "sys_id": sys_id_of("incident", number),
        "number": number,
        "short_description": ticket.summary,
        "opened_at": stored_moment(ticket.opened),
        "resolved_at": stored_moment(ticket.resolved),
        "closed_at": stored_moment(ticket.resolved),
        "reopen_count": str(ticket.reopened),
        "reassignment_count": str(ticket.reassigned),
        "close_notes": ticket.resolution or "",
        "caller_id": owner,
        "state": state,
        "incident_state": state,
        "active": str(not ticket.resolved).lower(),
    }


def _priority(given: str | None) -> str:
    for code, label in LABELS["priority"].items():
        if given and (given == code or given.casefold() in {label.casefold(), label[4:].casefold()}):
            return code
    return given or ""
