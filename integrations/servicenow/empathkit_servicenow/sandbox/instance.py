"""The records of a pretended instance, and what its own rules do when one is changed. No HTTP here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from empathkit_servicenow.receiver import OVER, Change
from empathkit_servicenow.sandbox.encoded import Parsed, parse
from empathkit_servicenow.sandbox.schema import TABLES, resolve
from empathkit_servicenow.sandbox.seed import Row, sys_id_of

#: Who agents' messages of the control API are by, and whom notes posted there as ours are by.
AGENT = "desk.agent"
INTEGRATION = "empathkit"
ENDED = frozenset({"7", "8"})  #: states Closed and Canceled
JOURNALS = ("comments", "work_notes")
#: What the business rule tells of a change besides the journal, and the fields it looks at.
_FLAGGED = {"state": ("state",), "assignment": ("assigned_to", "assignment_group")}


@dataclass
class Rights:
    """What goes wrong on purpose for the account that calls: silence first, as the platform does."""

    denied: set[str] = field(default_factory=set)  #: tables answered with 403
    hidden: set[str] = field(default_factory=set)  #: tables whose rows are all hidden, without a word
    hidden_rows: set[str] = field(default_factory=set)  #: sys_ids of hidden rows: pages get short
    unwritable: set[str] = field(default_factory=set)  #: fields a write of which answers 200 and changes nothing
    missing: set[str] = field(default_factory=set)  #: plugins the instance does not have (``sn_km_api``)
    copied: dict[str, str] = field(default_factory=dict)  #: a rule copies what is written to a journal to another


class Entry(NamedTuple):
    """A journal entry that an update wrote."""

    sys_id: str
    element: str
    text: str
    by: str
    at: str


class Update(NamedTuple):
    """What happened to a task, for the business rule to tell."""

    record: Row
    event: str
    change: Change
    entries: tuple[Entry, ...] = ()


class Instance:
    """Tables of rows by sys_id, in the order they came. The caller holds the lock."""

    def __init__(self) -> None:
        self.rights = Rights()
        self.tables: dict[str, dict[str, Row]] = {name: {} for name in TABLES}
        self.journal: dict[str, list[Row]] = {}
        self._user_names: dict[str, str] = {}
        for name, user in (("Service Desk", AGENT), ("EmpathKit", INTEGRATION)):
            self.keep("sys_user", {"sys_id": sys_id_of("sys_user", user), "user_name": user, "name": name})

    def keep(self, table: str, row: Row) -> Row:
        """Add a row, or lay what it says over the one there is."""
        kept = self.tables[table].setdefault(row["sys_id"], {})
        if table == "sys_user":
            row = row | {"user_name": kept.get("user_name") or self._free_user_name(row)}
        kept.update({name: value for name, value in row.items() if value or name not in kept})
        return kept

    def open_task(self, table: str, row: Row, by: str, at: str) -> Update:
        """A new ticket."""
        stamped = {"sys_created_on": at, "sys_created_by": by, "sys_updated_on": at, "sys_updated_by": by}
        self.tables[table].pop(row["sys_id"], None)
        kept = self.keep(table, row | stamped | {"sys_mod_count": "0"})
        return Update(kept, "insert", self._change(kept, by, frozenset(), ""))

    def update(self, table: str, sys_id: str, values: Mapping[str, str], by: str, at: str) -> Update | None:
        """Change a row; None when nothing changed. Journal fields append, all others replace."""
        row = self.tables[table][sys_id]
        values = {name: value for name, value in values.items() if self._writable(table, name)}
        values |= {into: values[source] for source, into in self.rights.copied.items() if source in values}
        entries = self._append(table, row, values, by, at)
        before = dict(row)
        row.update({name: value for name, value in values.items() if name not in JOURNALS})
        _follow(row, before, entries, by == self.caller_of(row), at)
        if not entries and row == before:
            return None
        mods = int(row.get("sys_mod_count") or 0) + 1
        row.update({"sys_updated_on": at, "sys_updated_by": by, "sys_mod_count": str(mods)})
        changed = {entry.element for entry in entries} | _flags(row, before)
        return Update(row, "update", self._change(row, by, frozenset(changed), before.get("state", "")), tuple(entries))

    def find(self, table: str, query: str) -> list[Row]:
        """The rows an encoded query finds, in its order."""
        parsed = parse(query, lambda path: resolve(table, path) is not None)
        rows = [row for row in self._candidates(table, parsed) if parsed.matches(partial(self.value, table, row))]
        for order in reversed(parsed.order):
            rows.sort(key=partial(self._sort_value, table, order.field), reverse=order.descending)
        return rows

    def _sort_value(self, table: str, path: str, row: Row) -> str:
        return self.value(table, row, path)

    def value(self, table: str, row: Row, path: str) -> str:
        """The stored value at the end of a dot-walk."""
        name, _, rest = path.partition(".")
        target = TABLES[table][name].target
        if not rest:
            return "" if TABLES[table][name].kind == "journal" else row.get(name, "")
        referred = self.tables.get(target, {}).get(row.get(name, ""))
        return self.value(target, referred, rest) if referred else ""

    def caller_of(self, row: Row) -> str:
        """The user name of a task's requester."""
        person = row.get("caller_id") or row.get("requested_for") or row.get("opened_for") or ""
        return self.tables["sys_user"].get(person, {}).get("user_name", "")

    def user_called(self, name: str) -> Row:
        """The user of this user name; empty where there is none."""
        return self.tables["sys_user"].get(self._user_names.get(name, ""), {})

    def _candidates(self, table: str, parsed: Parsed) -> Iterable[Row]:
        """All rows, or the few a sys_id or a record's journal narrows them to: the sandbox stays fast when full."""
        if len(parsed.branches) == 1:
            for clause in parsed.branches[0]:
                if len(clause) == 1 and clause[0].operator == "=":
                    if clause[0].field == "sys_id":
                        return [row for row in [self.tables[table].get(clause[0].value)] if row is not None]
                    if clause[0].field == "element_id" and table == "sys_journal_field":
                        return self.journal.get(clause[0].value, [])
        return self.tables[table].values()

    def _append(self, table: str, row: Row, values: Mapping[str, str], by: str, at: str) -> list[Entry]:
        entries = []
        for element in JOURNALS:
            text = values.get(element, "")
            if TABLES[table].get(element, ("",))[0] == "journal" and text:
                entries.append(self._entry(table, row["sys_id"], element, text, by, at))
        return entries

    def _entry(self, table: str, record: str, element: str, text: str, by: str, at: str) -> Entry:
        """One row of the journal; its id begins with its place, so that entries of one second keep their order."""
        rows = self.journal.setdefault(record, [])
        sys_id = f"{len(rows):08x}{sys_id_of('sys_journal_field', record, str(len(rows)))[:24]}"
        row = {
            "sys_id": sys_id, "name": table, "element": element, "element_id": record, "value": text,
            "sys_created_on": at, "sys_created_by": by,
        }  # fmt: skip
        rows.append(row)
        self.tables["sys_journal_field"][sys_id] = row
        return Entry(sys_id, element, text, by, at)

    def _writable(self, table: str, name: str) -> bool:
        return name in TABLES[table] and name not in self.rights.unwritable and not name.startswith("sys_")

    def _change(self, row: Row, by: str, changed: frozenset[str], previous_state: str) -> Change:
        return Change(by, self.caller_of(row), changed, row.get("state", ""), previous_state)

    def _free_user_name(self, row: Row) -> str:
        wanted = row.get("user_name", "")
        name = f"{wanted}.{row['sys_id'][:6]}" if wanted in self._user_names else wanted
        self._user_names[name] = row["sys_id"]
        return name


def _follow(row: Row, before: Row, entries: Iterable[Entry], by_caller: bool, at: str) -> None:
    """What the platform's own state model does after a change."""
    state = row.get("state", "")
    if by_caller and state == "3" and any(entry.element == "comments" for entry in entries):
        row.update({"state": "2", "hold_reason": ""})
    over, was_over = row.get("state", "") in OVER, before.get("state", "") in OVER
    if over and not was_over:
        row["resolved_at"] = at
    elif was_over and not over:
        row.update({"resolved_at": "", "reopen_count": str(int(before.get("reopen_count") or 0) + 1)})
    if row.get("state") != before.get("state"):
        row.update({"incident_state": row.get("state", ""), "active": str(row.get("state") not in ENDED).lower()})


def _flags(row: Row, before: Row) -> set[str]:
    return {
        flag for flag, names in _FLAGGED.items() if any(row.get(name, "") != before.get(name, "") for name in names)
    }
