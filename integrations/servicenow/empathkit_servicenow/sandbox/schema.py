"""The tables of the sandbox: their fields and what kind each is. As far as we and the clients we test with ask."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "moment", "choice", "flag", "number", "reference", "journal", "list"]


class Field(NamedTuple):
    """A field; ``target`` is the table a reference points at, or each entry of a list."""

    kind: Kind = "text"
    target: str = ""


_TEXT, _MOMENT, _FLAG, _NUMBER, _JOURNAL, _CHOICE = (
    Field(kind) for kind in ("text", "moment", "flag", "number", "journal", "choice")
)


def _ref(target: str) -> Field:
    return Field("reference", target)


_SYSTEM = {
    "sys_id": _TEXT, "sys_created_on": _MOMENT, "sys_created_by": _TEXT, "sys_updated_on": _MOMENT,
    "sys_updated_by": _TEXT, "sys_mod_count": _NUMBER,
}  # fmt: skip
_TASK = {
    **_SYSTEM,
    "number": _TEXT, "short_description": _TEXT, "description": _TEXT, "opened_at": _MOMENT,
    "opened_by": _ref("sys_user"), "state": _CHOICE, "priority": _CHOICE, "impact": _CHOICE, "urgency": _CHOICE,
    "active": _FLAG, "assigned_to": _ref("sys_user"), "assignment_group": _ref("sys_user_group"),
    "sla_due": _MOMENT, "contact_type": _TEXT, "correlation_id": _TEXT, "comments": _JOURNAL,
    "watch_list": Field("list", "sys_user"),
    "work_notes": _JOURNAL, "comments_and_work_notes": _JOURNAL, "closed_at": _MOMENT, "u_empathkit": _TEXT,
}  # fmt: skip

TABLES: dict[str, dict[str, Field]] = {
    "incident": {
        **_TASK,
        "caller_id": _ref("sys_user"), "incident_state": _CHOICE, "hold_reason": _CHOICE, "category": _TEXT,
        "location": _ref("cmn_location"), "cmdb_ci": _ref("cmdb_ci_computer"), "close_code": _TEXT,
        "close_notes": _TEXT, "resolved_at": _MOMENT, "reopen_count": _NUMBER, "reassignment_count": _NUMBER,
    },
    "sc_req_item": {**_TASK, "requested_for": _ref("sys_user")},
    "sc_task": {**_TASK, "request_item": _ref("sc_req_item")},
    "interaction": {**_TASK, "opened_for": _ref("sys_user")},
    "sys_user": {
        **_SYSTEM,
        "user_name": _TEXT, "name": _TEXT, "email": _TEXT, "title": _TEXT, "department": _ref("cmn_department"),
        "location": _ref("cmn_location"), "manager": _ref("sys_user"), "time_zone": _TEXT,
        "preferred_language": _TEXT, "vip": _FLAG, "active": _FLAG, "phone": _TEXT, "mobile_phone": _TEXT,
        "company": _ref("core_company"),
    },
    "u_empathkit_import": {**_SYSTEM, "u_ticket": _TEXT, "u_requester": _TEXT, "u_profile": _TEXT},
    "sys_attachment": {
        **_SYSTEM, "file_name": _TEXT, "content_type": _TEXT, "size_bytes": _NUMBER, "table_name": _TEXT,
        "table_sys_id": _TEXT,
    },
    "sysapproval_approver": {
        **_SYSTEM, "sysapproval": _ref("incident"), "approver": _ref("sys_user"), "state": _TEXT, "comments": _TEXT,
    },
    "kb_knowledge": {**_SYSTEM, "number": _TEXT, "short_description": _TEXT, "workflow_state": _TEXT, "text": _TEXT},
    "core_company": {**_SYSTEM, "name": _TEXT},
    "sys_user_group": {**_SYSTEM, "name": _TEXT},
    "cmn_department": {**_SYSTEM, "name": _TEXT},
    "cmn_location": {**_SYSTEM, "name": _TEXT},
    "cmdb_model": {**_SYSTEM, "name": _TEXT},
    "cmdb_ci_computer": {
        **_SYSTEM,
        "name": _TEXT, "model_id": _ref("cmdb_model"), "os": _TEXT, "assigned": _MOMENT,
        "last_discovered": _MOMENT, "warranty_expiration": _MOMENT, "short_description": _TEXT, "comments": _TEXT,
        "asset_tag": _TEXT,
        "serial_number": _TEXT, "assigned_to": _ref("sys_user"), "install_status": _CHOICE,
    },
    "sys_journal_field": {
        "sys_id": _TEXT, "name": _TEXT, "element": _TEXT, "element_id": _TEXT, "value": _TEXT,
        "sys_created_on": _MOMENT, "sys_created_by": _TEXT,
    },
}  # fmt: skip

#: The field a reference to this table shows.
SHOWN_BY = {"incident": "number", "sc_req_item": "number", "sc_task": "number", "interaction": "number"}

_STATES = {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled"}
_LEVELS = {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"}
LABELS: dict[str, dict[str, str]] = {
    "state": _STATES,
    "incident_state": _STATES,
    "priority": {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"},
    "impact": _LEVELS,
    "urgency": _LEVELS,
    "hold_reason": {"1": "Awaiting Caller", "3": "Awaiting Problem", "4": "Awaiting Vendor", "5": "Awaiting Change"},
    "install_status": {"1": "Installed", "7": "Retired"},
}


def resolve(table: str, path: str) -> Field | None:
    """The field at the end of a dot-walk from ``table``, None where there is no such field."""
    name, _, rest = path.partition(".")
    field = TABLES.get(table, {}).get(name)
    if field is None or not rest:
        return field
    return resolve(field.target, rest) if field.kind == "reference" else None
