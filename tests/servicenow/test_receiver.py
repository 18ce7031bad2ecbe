"""The receiver: bodies of the business rule, as events or ignored by name."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from empathkit.connect.signature import sign_timestamped
from empathkit.errors import MalformedEvent, SignatureError, WebhookError
from empathkit.models import Ignored, TicketEvent
from empathkit_servicenow.receiver import Change, kind_of, receiver

NOW = 1_793_610_000
PAYLOADS = Path(__file__).parent / "payloads"


def accept(
    body: bytes, *, secret: str = "s", at: int = NOW, secrets: tuple[str, ...] = ("s",)
) -> TicketEvent | Ignored:
    headers = {"X-EmpathKit-Timestamp": str(at), "X-EmpathKit-Signature": sign_timestamped(secret, at, body)}
    return receiving(secrets).accept(headers, body)


def receiving(secrets: tuple[str, ...] = ("s",)) -> Any:
    hidden = tuple(SecretStr(one) for one in secrets)
    return receiver("desk.example", hidden, own_user="EmpathKit", tables=("incident",), clock=lambda: NOW)


def payload(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def changed(name: str, **fields: Any) -> bytes:
    return json.dumps({**json.loads(payload(name)), **fields}).encode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("insert", "created"),
        ("comment-by-caller", "requester_message"),
        ("comment-by-caller-non-ascii", "requester_message"),
        ("comment-by-agent", "agent_message"),
        ("no-delivery-id", "agent_message"),
        ("work-note-by-agent", "agent_message"),
        ("reassigned", "reassigned"),
        ("resolved-with-comment", "resolved"),
        ("reopened-by-caller", "reopened"),
    ],
)
def test_a_change_we_act_on_is_an_event(name: str, kind: str) -> None:
    event = accept(payload(name))
    assert isinstance(event, TicketEvent)
    assert (event.kind, event.ticket, event.site, event.at) == (
        kind,
        "INC0012345",
        "desk.example",
        "2026-11-02T09:20:00Z",
    )


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("work-note-by-us", "update incident"),
        ("closed", "update incident"),
        ("no-change-we-know", "update incident"),
        ("unknown-event", "delete incident"),
        ("unknown-table", "update problem"),
    ],
)
def test_any_other_change_is_ignored_by_name(name: str, ignored: str) -> None:
    event = accept(payload(name))
    assert isinstance(event, Ignored)
    assert event.name == ignored


def test_every_payload_is_ascii_and_accepted_or_ignored() -> None:
    bodies = [path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))]
    assert len(bodies) >= 14
    assert all(body.isascii() for body in bodies)
    assert all(isinstance(accept(body), TicketEvent | Ignored) for body in bodies)


def test_our_user_is_known_in_any_case_and_what_it_opened_is_still_news() -> None:
    assert isinstance(accept(changed("comment-by-agent", sys_updated_by="EMPATHKIT")), Ignored)
    assert isinstance(accept(changed("insert", sys_updated_by="empathkit")), TicketEvent)


def test_a_delivery_is_the_rules_own_or_what_makes_the_change_unique() -> None:
    def delivery(body: bytes) -> str:
        event = accept(body)
        assert isinstance(event, TicketEvent)
        return event.delivery

    assert delivery(payload("comment-by-agent")) == "5137153cc611227c000bbd1bd8cd2007"
    bare = payload("no-delivery-id")
    assert delivery(bare) == delivery(changed("no-delivery-id", state="3"))
    assert delivery(bare) != delivery(changed("no-delivery-id", sys_mod_count="5"))
    assert delivery(bare) != delivery(changed("no-delivery-id", event="insert"))


@pytest.mark.parametrize(
    "fields",
    [
        {"event": ""}, {"event": 7}, {"table": None}, {"number": "INC^1"}, {"number": ""}, {"changed": "comments"},
        {"changed": [1]}, {"sys_updated_by": ["x"]}, {"state": 6}, {"delivery_id": "a\nb"}, {"delivery_id": "\ud800"},
        {"delivery_id": "x" * 101}, {"sys_updated_on": "\u202e"}, {"delivery_id": "", "sys_id": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_a_body_that_is_not_the_rules_is_malformed(fields: dict[str, Any]) -> None:
    with pytest.raises(MalformedEvent):
        accept(changed("comment-by-agent", **fields))


def test_a_wrong_secret_is_refused() -> None:
    with pytest.raises(SignatureError):
        accept(payload("insert"), secret="other")


def test_a_changed_body_is_refused() -> None:
    headers = {
        "X-EmpathKit-Timestamp": str(NOW),
        "X-EmpathKit-Signature": sign_timestamped("s", NOW, payload("insert")),
    }
    with pytest.raises(SignatureError):
        receiving().accept(headers, payload("insert") + b" ")


@pytest.mark.parametrize("headers", [{}, {"X-EmpathKit-Timestamp": str(NOW)}], ids=["none", "time-alone"])
def test_an_unsigned_call_is_refused(headers: Mapping[str, str]) -> None:
    with pytest.raises(SignatureError):
        receiving().accept(headers, payload("insert"))


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301], ids=["old", "ahead"])
def test_a_time_far_away_is_refused(at: int) -> None:
    with pytest.raises(SignatureError):
        accept(payload("insert"), at=at)


@pytest.mark.parametrize("at", [NOW - 300, NOW + 300], ids=["late", "early"])
def test_a_time_close_by_is_taken(at: int) -> None:
    assert isinstance(accept(payload("insert"), at=at), TicketEvent)


@pytest.mark.parametrize("secret", ["new", "old"])
def test_both_secrets_count_while_they_rotate(secret: str) -> None:
    assert isinstance(accept(payload("insert"), secret=secret, secrets=("new", "old")), TicketEvent)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (Change("a", "a", frozenset({"comments"}), "2", "2"), "requester_message"),
        (Change("b", "a", frozenset({"comments", "assignment"}), "2", "2"), "agent_message"),
        (Change("", "", frozenset({"comments"}), "2", "2"), "agent_message"),
        (Change("a", "a", frozenset({"work_notes"}), "2", "2"), "agent_message"),
        (Change("a", "a", frozenset({"comments", "work_notes"}), "2", "2"), "requester_message"),
        (Change("b", "a", frozenset({"state"}), "6", "7"), None),
        (Change("b", "a", frozenset({"state"}), "8", "2"), None),
        (Change("b", "a", frozenset({"state", "assignment"}), "7", "2"), "resolved"),
        (Change("b", "a", frozenset({"state"}), "1", "7"), "reopened"),
        (Change("b", "a", frozenset(), "6", "2"), None),
    ],
)
def test_an_update_is_told_as_what_says_most(change: Change, kind: str | None) -> None:
    assert kind_of(change) == kind


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted(json.loads(payload("comment-by-agent")))


@given(fields=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_no_signed_body_raises_anything_but_a_webhook_error(fields: dict[str, Any]) -> None:
    with contextlib.suppress(WebhookError):
        accept(changed("comment-by-agent", **fields))
