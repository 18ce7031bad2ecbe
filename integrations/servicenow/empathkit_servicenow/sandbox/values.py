"""How the Table API shows a row: stored values, labels, or both. Pure but for the instance it reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from empathkit_servicenow.sandbox.instance import JOURNALS, Instance
from empathkit_servicenow.sandbox.schema import LABELS, SHOWN_BY, TABLES, resolve
from empathkit_servicenow.sandbox.seed import Row

#: The calling account's zone: shown dates are in it, so that nobody takes them for stored ones.
ZONE = ZoneInfo("America/Los_Angeles")
_ENTRY_LABELS = {"comments": "Additional comments", "work_notes": "Work notes"}


class Shape(NamedTuple):
    """What a call asks for: ``display`` is false, true or all; ``base`` is for links; no ``fields`` is all of them."""

    display: str
    links: bool
    fields: tuple[str, ...]
    base: str


def render(instance: Instance, table: str, row: Row, shape: Shape) -> dict[str, Any]:
    """The row as the API gives it; fields there are not are left out."""
    names = [name for name in shape.fields or TABLES[table] if resolve(table, name) is not None]
    return {name: _cell(instance, table, row, name, shape) for name in names}


def _cell(instance: Instance, table: str, row: Row, path: str, shape: Shape) -> Any:
    field = resolve(table, path)
    assert field is not None
    stored = instance.value(table, row, path)
    if shape.display == "false" and (field.kind != "reference" or not stored or not shape.links):
        return stored
    shown = display(instance, table, row, path)
    link = {"link": f"{shape.base}/api/now/table/{field.target}/{stored}"} if field.kind == "reference" else {}
    if not shape.links or not stored:
        link = {}
    if shape.display == "all":
        return {"display_value": shown, "value": stored, **link}
    if shape.display == "true":
        return {"display_value": shown, **link} if link else shown
    return {**link, "value": stored}


def display(instance: Instance, table: str, row: Row, path: str) -> str:
    """What a person reads in a field."""
    name, _, rest = path.partition(".")
    field = TABLES[table][name]
    if field.kind == "journal":
        return _glued(instance, row, JOURNALS if name == "comments_and_work_notes" else (name,))
    value = row.get(name, "")
    if field.kind == "reference":
        referred = instance.tables.get(field.target, {}).get(value)
        if rest:
            return display(instance, field.target, referred, rest) if referred else ""
        return referred.get(SHOWN_BY.get(field.target, "name"), "") if referred else value
    if field.kind == "moment":
        return _shown_moment(value)
    if field.kind == "list":
        known = instance.tables.get(field.target, {})
        return ", ".join(known.get(one, {}).get("name", one) for one in value.split(",") if one)
    return LABELS.get(name, {}).get(value, value)


def _glued(instance: Instance, row: Row, elements: Iterable[str]) -> str:
    """All entries in one text, the newest first."""
    return "".join(
        f"{_shown_moment(entry['sys_created_on'])} - {_name(instance, entry['sys_created_by'])}"
        f" ({_ENTRY_LABELS[entry['element']]})\n{entry['value']}\n\n"
        for entry in reversed(instance.journal.get(row["sys_id"], []))
        if entry["element"] in elements
    )


def _name(instance: Instance, user: str) -> str:
    return instance.user_called(user).get("name") or user


def _shown_moment(stored: str) -> str:
    try:
        moment = datetime.strptime(stored, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return stored
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
