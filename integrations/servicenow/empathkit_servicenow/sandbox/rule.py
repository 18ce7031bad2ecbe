"""What ``platform/src/scripts/notify.js`` sends for an update, field by field. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping

from empathkit.connect.signature import sign_timestamped
from empathkit_servicenow.sandbox.instance import Update


def body(table: str, update: Update, delivery: str) -> bytes:
    """Ids and flags only, in ASCII."""
    row, change = update.record, update.change
    document = {
        "event": update.event,
        "table": table,
        "sys_id": row["sys_id"],
        "number": row.get("number", ""),
        "sys_mod_count": row.get("sys_mod_count", "0"),
        "sys_updated_on": row.get("sys_updated_on", ""),
        "sys_updated_by": change.by,
        "caller": change.caller,
        "changed": sorted(change.changed),
        "state": change.state,
        "previous_state": change.previous_state,
        "delivery_id": delivery,
    }
    return json.dumps(document, separators=(",", ":")).encode()


def headers(secret: str, content: bytes, now: float) -> Mapping[str, str]:
    """Signed as the rule signs; without a secret the rule sends nothing it could be trusted by."""
    stamp = int(now)
    made = {"Content-Type": "application/json", "X-EmpathKit-Timestamp": str(stamp)}
    return made | ({"X-EmpathKit-Signature": sign_timestamped(secret, stamp, content)} if secret else {})
