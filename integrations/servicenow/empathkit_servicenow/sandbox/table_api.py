"""The Table API: list, get, create, change. Source: ServiceNow, "Table API"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from empathkit_servicenow.sandbox.http import Answer, Call, Refused
from empathkit_servicenow.sandbox.instance import Instance
from empathkit_servicenow.sandbox.schema import TABLES
from empathkit_servicenow.sandbox.seed import Row
from empathkit_servicenow.sandbox.values import Shape, render

#: Change or (without a sys_id) create a record; gives its row.
Write = Callable[[str, str | None, Mapping[str, str], str], Row]

DEFAULT_LIMIT = 10000


def answer(instance: Instance, call: Call, version: str, table: str, sys_id: str | None, write: Write) -> Answer:
    """Raises Refused."""
    if table not in TABLES:
        raise Refused(400, f"Invalid table {table}")
    if table in instance.rights.denied:
        raise Refused(403, "User Not Authorized", f"User is unauthorized to access table: {table}")
    shape = shape_of(call)
    if sys_id is None:
        if call.method == "GET":
            return _list(instance, call, version, table, shape)
        if call.method == "POST":
            return _created(instance, call, table, write(table, None, _values(call), call.user), shape)
        raise Refused(405)
    if _visible(instance, table, sys_id) is None:
        raise Refused(404)
    return _one(instance, call, table, sys_id, shape, write)


def shape_of(call: Call) -> Shape:
    """How the call wants its rows shown."""
    display = call.query.get("sysparm_display_value", "false").lower()
    fields = tuple(name.strip() for name in call.query.get("sysparm_fields", "").split(",") if name.strip())
    links = call.query.get("sysparm_exclude_reference_link", "false").lower() != "true"
    return Shape(display if display in {"true", "all"} else "false", links, fields, call.base)


def query_of(call: Call) -> str:
    """The encoded query, or the plain ``field=value`` pairs that may stand for it."""
    if "sysparm_query" in call.query:
        return call.query["sysparm_query"]
    pairs = ((name, value) for name, value in call.query.multi_items() if not name.startswith("sysparm_"))
    return "^".join(f"{name}={value}" for name, value in pairs)


def _one(instance: Instance, call: Call, table: str, sys_id: str, shape: Shape, write: Write) -> Answer:
    row = instance.tables[table][sys_id]
    if call.method in {"PATCH", "PUT"}:
        row = write(table, sys_id, _values(call), call.user)
    elif call.method == "DELETE":
        raise Refused(403)
    elif call.method != "GET":
        raise Refused(405)
    return Answer(200, {"result": render(instance, table, row, shape)})


def _list(instance: Instance, call: Call, version: str, table: str, shape: Shape) -> Answer:
    """One page. It is cut out before hidden rows are taken away, and all are counted: so pages come short."""
    rows = instance.find(table, query_of(call))
    offset, limit = _number(call, "sysparm_offset", 0), _number(call, "sysparm_limit", DEFAULT_LIMIT)
    page = [row for row in rows[offset : offset + limit] if _visible(instance, table, row["sys_id"]) is not None]
    if version == "v1" and not page:
        raise Refused(404)
    headers = {"X-Total-Count": str(len(rows))}
    if call.query.get("sysparm_suppress_pagination_header", "false").lower() != "true":
        headers |= _links(call, offset, limit, len(rows))
    return Answer(200, {"result": [render(instance, table, row, shape) for row in page]}, headers)


def _created(instance: Instance, call: Call, table: str, row: Row, shape: Shape) -> Answer:
    location = f"{call.base}/api/now/table/{table}/{row['sys_id']}"
    return Answer(201, {"result": render(instance, table, row, shape)}, {"Location": location})


def _links(call: Call, offset: int, limit: int, total: int) -> dict[str, str]:
    if total <= limit or limit <= 0:
        return {}
    last = (total - 1) // limit * limit
    starts = {"first": 0, "prev": offset - limit, "next": offset + limit, "last": last}
    found = [
        f'<{call.base}{call.path}?{urlencode({**call.query, "sysparm_offset": start})}>;rel="{name}"'
        for name, start in starts.items()
        if 0 <= start <= last
    ]
    return {"Link": ",".join(found)}


def _visible(instance: Instance, table: str, sys_id: str) -> Row | None:
    rights = instance.rights
    hidden = table in rights.hidden or sys_id in rights.hidden_rows
    return None if hidden else instance.tables[table].get(sys_id)


def _number(call: Call, name: str, default: int) -> int:
    value = call.query.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else default


def _values(call: Call) -> Mapping[str, str]:
    if "json" not in call.headers.get("content-type", ""):
        raise Refused(415, "Unsupported media type")
    return {name: _text(value) for name, value in call.json_object().items()}


def _text(value: Any) -> str:
    """A value as it is stored: all are strings; of an object, its value."""
    if isinstance(value, Mapping):
        return _text(value.get("value") or value.get("display_value"))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
