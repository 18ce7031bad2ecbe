"""Mappings, documents, queries and receivers of both platforms under inputs nobody would send: no exception but ours.

Ten thousand inputs in ``make test``, the same ones every time; a million in ``make fuzz`` (``EMPATHKIT_FUZZ``), others
every time (``EMPATHKIT_FUZZ_SEED`` brings them back).
"""

import json
import os
import random
import time
from pathlib import Path

import pytest
from fuzzing.mutation import bent, mutated, node, text
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from empathkit.connect.note import find_marker
from empathkit.connect.signature import sign_hub, sign_timestamped
from empathkit.errors import EmpathKitError, InputError, MalformedEvent, PlatformError
from empathkit.models import Bullets, Heading, Ignored, InternalNote, Paragraph, Reply, Rows, Ticket, TicketEvent
from empathkit_jira import keys, mapping
from empathkit_jira.adf import document_of, storable, text_of
from empathkit_jira.assets import profile
from empathkit_jira.attributes import AssetNames
from empathkit_jira.receiver import receiver as jira_receiver
from empathkit_jira.render import LONGEST, document
from empathkit_jira.sandbox.adf_rules import problem
from empathkit_jira.sandbox.query import parse as parse_jql
from empathkit_jira.settings import HookSettings
from empathkit_jira.wiki import escape, to_text
from empathkit_jira.wiki_note import markup
from empathkit_servicenow import batch, beside, codetag, journal, knowledge
from empathkit_servicenow import mapping as now_mapping
from empathkit_servicenow.journal import People
from empathkit_servicenow.query import Query
from empathkit_servicenow.receiver import receiver as now_receiver
from empathkit_servicenow.render import render
from empathkit_servicenow.sandbox.encoded import parse as parse_encoded
from empathkit_servicenow.tables import TABLES, read_key

TESTS = Path(__file__).parents[1]
SECRET = "open sesame"
NOW = 1_793_610_000
MARKER = "ek-0123456789abcdef0123"
JIRA_BODIES = [json.loads(path.read_bytes()) for path in sorted((TESTS / "jira/payloads").glob("*.json"))]
NOW_BODIES = [json.loads(path.read_bytes()) for path in sorted((TESTS / "servicenow/payloads").glob("*.json"))]
REAL = [
    json.loads(path.read_bytes())
    for path in sorted(Path(os.environ.get("EMPATHKIT_TEST_DATA", "/nonexistent")).glob("payloads/jira/*.json"))
]
JIRA = jira_receiver(HookSettings((SecretStr(SECRET),), "desk.example", "712020:bot"))
SERVICENOW = now_receiver(
    "desk.example", (SecretStr(SECRET),), own_user="empathkit", tables=tuple(TABLES), clock=lambda: NOW
)


def raw(chance, bodies):
    """A body that is a mutated one of these, or one whose very bytes were bent."""
    document = chance.choice(bodies)
    if chance.random() < 0.2:
        return bent(json.dumps(document).encode(), chance)
    return json.dumps(mutated(document, chance)).encode()


def taken(receiver, headers, body):
    try:
        outcome = receiver.accept(headers, body)
    except MalformedEvent:
        return
    assert isinstance(outcome, TicketEvent | Ignored)
    outcome.model_dump_json()


def webhook_of_jira(chance):
    body = raw(chance, JIRA_BODIES + REAL)
    proof = {"X-Hub-Signature": sign_hub(SECRET, body)} if chance.random() < 0.7 else {"X-EmpathKit-Token": SECRET}
    named = {"X-Atlassian-Webhook-Identifier": text(chance)} if chance.random() < 0.3 else {}
    taken(JIRA, {**proof, **named}, body)


def webhook_of_servicenow(chance):
    body = raw(chance, NOW_BODIES)
    proof = {"X-EmpathKit-Timestamp": str(NOW), "X-EmpathKit-Signature": sign_timestamped(SECRET, NOW, body)}
    taken(SERVICENOW, proof, body)


def headers_of_a_stranger(chance):
    """No header opens the door."""
    body = raw(chance, JIRA_BODIES[:3])
    names = ("X-Hub-Signature", "X-EmpathKit-Token", "X-EmpathKit-Timestamp", "X-EmpathKit-Signature")
    headers = {name: text(chance) for name in names if chance.random() < 0.7}
    for receiver in (JIRA, SERVICENOW):
        with pytest.raises(EmpathKitError):
            receiver.accept(headers, body)


ISSUE = next(one for one in JIRA_BODIES if "issue" in one and len(one["issue"].get("fields", {})) > 3)["issue"]
COMMENT = next(one["comment"] for one in JIRA_BODIES if "comment" in one)
SLA = {"ongoingCycle": {"breachTime": {"iso8601": "2026-11-03T09:14:00+0000"}}}
OBJECT = {
    "id": "1", "label": "LT-1", "objectType": {"name": "Laptop"},
    "attributes": [{"objectTypeAttributeId": "2", "objectAttributeValues": [{"user": {"key": "qm:ana"}}]}],
}  # fmt: skip
PAGE = {"objectTypeAttributes": [{"id": "2", "name": "Owner"}]}


APPROVAL = {
    "name": "Access",
    "finalDecision": "approved",
    "approvers": [{"approver": {"displayName": "Li"}, "approverDecision": "approved"}],
    "completedDate": {"iso8601": "2026-11-02T10:25:00+0100"},
}


def ticket_of_jira(chance):
    """Whatever Jira answers, there is a ticket or an error of ours."""

    def table(one):
        made = mutated(one, chance)
        return made if isinstance(made, dict) else {}

    found = mapping.Gathered(
        issue=table({**ISSUE, "fields": {**ISSUE["fields"], "description": node(chance)}}),
        comments=[table(COMMENT) for _ in range(chance.randrange(3))],
        user=table({"accountId": "a", "locale": "de_DE", "timeZone": "Europe/Paris"}),
        request=table({"participants": {"values": [{"accountId": "b", "displayName": "B"}]}, "sla": {"values": [SLA]}}),
        approvals=[table(APPROVAL)],
        articles=[table({"title": "VPN", "content": {"iframeSrc": "https://desk.example/kb/1"}})],
        organizations=[table({"name": "Cardiology"})],
        past=[
            table({"key": "IT-7", "fields": {**ISSUE["fields"], "resolutiondate": "2026-01-01", "cf": {"rating": 2}}})
        ],
        rating="cf",
        account="712020:bot",
        profile=profile([(table(OBJECT), table(PAGE))], [(table(OBJECT), table(PAGE))], ["qm:ana"], AssetNames()),
    )
    made = mapping.ticket(found, "https://desk.example")
    assert isinstance(made, Ticket)
    made.model_dump()


CELL = {"value": "2026-11-02 09:14:00", "display_value": "shown", "link": "https://desk.example/a/b"}
RECORD = dict.fromkeys((*now_mapping.TASK_FIELDS, *now_mapping.USER_FIELDS, "caller_id", "assigned_to"), CELL)
ENTRY = {"sys_id": "a", "element": "comments", "value": "words", "sys_created_on": CELL, "sys_created_by": "ana"}


def ticket_of_servicenow(chance):
    """Whatever an instance answers, there is a ticket."""

    def row(one):
        made = mutated(one, chance)
        return made if isinstance(made, dict) else {}

    table = chance.choice(list(TABLES.values()))
    record = row(RECORD)
    person = now_mapping.requester(row(RECORD), record, table, [row(RECORD)], [row(RECORD)])
    people = People("ana", "empathkit", "Ana Prado")
    said = (*journal.messages([row(ENTRY)], people), *journal.glued(record, people))
    assert now_mapping.ticket(record, table, person, said, "https://desk.example").model_dump()
    beside.attachment(row(RECORD))
    list(beside.approvals([row({**RECORD, "state": {"value": "approved"}, "approver": CELL})]))
    list(knowledge.best([row({"short_description": CELL, "workflow_state": CELL})], ("shown",)))
    journal.placed([row(ENTRY)])
    now_mapping.changed(record)


def answer_of_a_batch(chance):
    """Whatever a batch answers, what is not well answered is left out."""
    served = {"id": "0", "status_code": 200, "body": "eyJyZXN1bHQiOiBbXX0=", "headers": [{"name": "A", "value": "b"}]}
    found = batch.served(mutated({"serviced_requests": [served]}, chance), ["/a"])
    assert set(found) <= {"/a"}


def document_of_jira(chance):
    """Any tree has a text, and any text a valid document that gives it back."""
    assert isinstance(text_of(node(chance)), str)
    given = text(chance)
    made = document_of(given)
    assert problem(made) is None
    assert text_of(made) == storable(given).rstrip("\n")


def note_on_both(chance):
    """Any words make a valid note with its marker, and none of them ends its block."""
    words = [text(chance) for _ in range(5)]
    blocks = (
        Heading(text=words[0]), Reply(text=words[1]), Bullets(items=(words[2],)), Rows(rows=((words[3], words[4]),)),
        Paragraph(text=f"EmpathKit ref {MARKER}"),
    )  # fmt: skip
    note = InternalNote(ticket="IT-1", kind="suggestion", marker=MARKER, blocks=blocks)
    made = document(note)
    assert problem(made) is None
    assert MARKER in text_of(made)
    assert find_marker(markup(note)) == MARKER
    assert len(markup(note)) <= LONGEST
    shown = render(note)
    assert (shown.count("[code]"), shown.count("[/code]")) == (1, 1)
    assert shown.endswith("[/code]")
    assert MARKER in codetag.to_text(shown)
    shown.encode()


def query_of_servicenow(chance):
    """A value is refused, or is one condition and no more."""
    given = text(chance)
    try:
        made = str(Query().where("number", "=", given).among("state", "1", text(chance)).ordered("sys_id"))
    except InputError:
        return
    parsed = parse_encoded(made, lambda _: True)
    [[[first], [second]]] = parsed.branches
    assert (first.field, first.operator, first.value) == ("number", "=", given)
    assert (second.field, second.operator) == ("state", "IN")
    assert [one.field for one in parsed.order] == ["sys_id"]


def query_of_jira(chance):
    """A value is refused, or is one literal and no more."""
    given = text(chance)
    try:
        quoted = keys.quoted(given)
    except PlatformError:
        return
    asked = parse_jql(f"reporter = {quoted} AND project = IT ORDER BY created DESC")
    assert asked.order == (("created", True),)
    assert asked.test(lambda name: [given] if name == "reporter" else ["IT"])
    assert not asked.test(lambda name: [given + "x"] if name == "reporter" else ["IT"])


def key_of_a_ticket(chance):
    """What is taken for a key is nothing but a key."""
    given = text(chance)
    for read, errors in ((keys.issue, PlatformError), (read_key, InputError)):
        try:
            made = read(given)
        except errors:
            continue
        assert made.isascii()
        assert made.replace("-", "").replace("_", "").isalnum()


def markup_of_data_center(chance):
    """Any words come back as they were; any markup has a text."""
    given = text(chance)
    assert to_text(escape(given)) == storable(given)
    assert isinstance(to_text(given), str)


TARGETS = (
    webhook_of_jira, webhook_of_servicenow, headers_of_a_stranger, ticket_of_jira, ticket_of_servicenow,
    answer_of_a_batch, document_of_jira, note_on_both, query_of_servicenow, query_of_jira, key_of_a_ticket,
    markup_of_data_center,
)  # fmt: skip
#: Parts of each target's inputs, so that several processes share them.
PARTS = 4
MANY = int(os.environ.get("EMPATHKIT_FUZZ", "10000"))
SEED = int(os.environ.get("EMPATHKIT_FUZZ_SEED", time.time_ns() if "EMPATHKIT_FUZZ" in os.environ else 1))


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_no_input_brings_out_another_exception_than_ours(target, part):
    for number in range(-(-MANY // (PARTS * len(TARGETS)))):
        seed = f"{SEED}:{part}:{number}"
        try:
            target(random.Random(seed))
        except Exception as error:
            raise AssertionError(f"{target.__name__} with random.Random({seed!r})") from error


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_signed_json_is_taken_ignored_or_malformed(given_value):
    body = json.dumps(given_value).encode()
    taken(JIRA, {"X-Hub-Signature": sign_hub(SECRET, body)}, body)
    taken(JIRA, {"X-EmpathKit-Token": SECRET}, body)
    proof = {"X-EmpathKit-Timestamp": str(NOW), "X-EmpathKit-Signature": sign_timestamped(SECRET, NOW, body)}
    taken(SERVICENOW, proof, body)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_json_has_a_text(given_value):
    assert isinstance(text_of(given_value), str)
