"""The business rule that is installed on an instance, run in Node against stand-ins for the platform's objects."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from empathkit.models import Ignored, TicketEvent
from empathkit_servicenow.receiver import Change, receiver
from empathkit_servicenow.sandbox.instance import Update
from empathkit_servicenow.sandbox.rule import body
from empathkit_servicenow.tables import TABLES

NODE = shutil.which("node")
RULE = Path(__file__).parents[2] / "integrations/servicenow/platform/src/scripts/notify.js"
SECRET = "a+b/c secret"
NOW = 1_793_610_000
ID = "0123456789abcdef0123456789abcdef"

#: The documented behaviour of what the rule calls: keys are Base64 in, the code is Base64 out.
STAND_INS = """
const crypto = require('crypto'), fs = require('fs'), vm = require('vm');
const given = JSON.parse(fs.readFileSync(0, 'utf8')), sent = [];
given.people = person => ({ incident: { caller_id: person }, sc_req_item: { requested_for: person },
  sc_task: { request_item: { requested_for: person } }, interaction: { opened_for: person } })[given.table];
class Element { constructor(value, changed) { this.value = value; this.changed = changed; }
  changes() { return this.changed; } toString() { return this.value; } }
function record(values, changed) {
  const person = { user_name: given.caller === null ? undefined : new Element(given.caller) };
  const made = {
    operation: () => given.operation, getTableName: () => given.table, getUniqueValue: () => values.sys_id,
    isValidField: name => name in values, getValue: name => values[name], ...given.people(person) };
  for (const name in values) made[name] = new Element(values[name], changed.includes(name));
  return made;
}
vm.runInNewContext(fs.readFileSync(process.argv[1], 'utf8'), {
  current: record(given.current, given.changed),
  previous: given.operation === 'update' ? record(given.previous, []) : null,
  gs: { getProperty: name => given.properties[name], generateGUID: () => 'f'.repeat(32),
        base64Encode: text => Buffer.from(text).toString('base64') },
  GlideDateTime: class { getNumericValue() { return given.now * 1000 + 999; } },
  CertificateEncryption: class { generateMac(key, algorithm, data) {
    if (algorithm !== 'HmacSHA256') throw new Error(algorithm);
    return crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(data).digest('base64'); } },
  sn_ws: { RESTMessageV2: class {
    constructor() { this.headers = {}; }
    setEndpoint(url) { this.url = url; } setHttpMethod(method) { this.method = method; }
    setHttpTimeout(time) { this.timeout = time; } setRequestHeader(name, value) { this.headers[name] = value; }
    setRequestBody(body) { this.body = body; } executeAsync() { sent.push(this); } } },
});
console.log(JSON.stringify(sent));
"""

pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed: the business rule can't be run")


def run(
    operation: str = "update",
    *,
    changed: tuple[str, ...] = (),
    caller: str | None = "ana.prado",
    table: str = "incident",
    **given: Any,
) -> list[Any]:
    row = {
        "sys_id": ID, "number": "INC0010001", "sys_mod_count": "3", "sys_updated_on": "2026-11-02 09:20:00",
        "sys_updated_by": "agent.kim", "comments": "", "work_notes": "", "assigned_to": "", "assignment_group": "",
        "state": "2",
    }  # fmt: skip
    properties = {"x_empathkit.webhook_url": "https://handler.example/hook", "x_empathkit.webhook_secret": SECRET}
    document = {
        "operation": operation, "changed": changed, "caller": caller, "now": NOW, "table": table,
        "current": row | given.get("current", {}), "previous": row | given.get("previous", {}),
        "properties": properties | given.get("properties", {}),
    }  # fmt: skip
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", STAND_INS, str(RULE)],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    sent: list[Any] = json.loads(done.stdout)
    return sent


def heard(call: Any) -> TicketEvent | Ignored:
    return receiver(
        "desk.example", (SecretStr(SECRET),), own_user="empathkit", tables=tuple(TABLES), clock=lambda: NOW
    ).accept(call["headers"], call["body"].encode())


@pytest.mark.parametrize(
    ("changed", "current", "kind"),
    [
        (("comments",), {"sys_updated_by": "ana.prado"}, "requester_message"),
        (("comments",), {}, "agent_message"),
        (("work_notes",), {}, "agent_message"),
        (("assignment_group",), {}, "reassigned"),
        (("state", "comments"), {"state": "6"}, "resolved"),
    ],
)
def test_what_the_rule_signs_is_what_the_receiver_takes(
    changed: tuple[str, ...], current: dict[str, str], kind: str
) -> None:
    (call,) = run(changed=changed, current=current)
    event = heard(call)
    assert isinstance(event, TicketEvent)
    assert (event.kind, event.ticket, event.at) == (kind, "INC0010001", "2026-11-02T09:20:00Z")
    assert (call["url"], call["method"]) == ("https://handler.example/hook", "POST")


@pytest.mark.parametrize("table", TABLES)
def test_the_requester_is_known_on_every_table(table: str) -> None:
    (call,) = run(changed=("comments",), table=table, current={"sys_updated_by": "ana.prado"})
    event = heard(call)
    assert isinstance(event, TicketEvent)
    assert event.kind == "requester_message"


def test_a_new_ticket_is_told() -> None:
    (call,) = run("insert")
    event = heard(call)
    assert isinstance(event, TicketEvent)
    assert event.kind == "created"


def test_the_rules_own_user_is_ignored_by_the_receiver() -> None:
    (call,) = run(changed=("work_notes",), current={"sys_updated_by": "empathkit"})
    assert isinstance(heard(call), Ignored)


def test_names_in_any_script_are_sent_in_ascii() -> None:
    name = "zoë.\u738b.\U0001f600"
    (call,) = run(changed=("comments",), caller=name, current={"sys_updated_by": name})
    assert call["body"].isascii()
    assert json.loads(call["body"])["caller"] == name
    event = heard(call)
    assert isinstance(event, TicketEvent)
    assert event.kind == "requester_message"


def test_a_ticket_without_a_caller_is_told() -> None:
    (call,) = run(changed=("comments",), caller=None)
    assert json.loads(call["body"])["caller"] == ""


def test_the_rule_and_the_sandbox_send_the_same_fields() -> None:
    (call,) = run(changed=("comments",))
    sent = json.loads(call["body"])
    row = {name: sent[name] for name in ("sys_id", "number", "sys_mod_count", "sys_updated_on")}
    change = Change("agent.kim", "ana.prado", frozenset({"comments"}), "2", "2")
    assert json.loads(body("incident", Update(row, "update", change), "f" * 32)) == sent


@pytest.mark.parametrize("name", ["webhook_url", "webhook_secret"])
def test_nothing_is_sent_without_address_or_secret(name: str) -> None:
    assert run("insert", properties={f"x_empathkit.{name}": ""}) == []


def test_an_update_the_rule_does_not_watch_is_not_sent() -> None:
    assert run(changed=("sys_updated_by",)) == []
