"""The Automation rules that are imported into Jira: what they send is what the receiver takes, as what it means."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from empathkit.errors import SignatureError
from empathkit.models import TicketEvent
from empathkit.settings import Settings
from empathkit_jira import platform

FILE = Path(__file__).parents[2] / "integrations/jira/platform/automation-rules.json"
RULES = json.loads(FILE.read_text(encoding="utf-8"))["rules"]
SECRET = "open sesame"
RECEIVER = platform.receiver(
    Settings({"EMPATHKIT_JIRA_URL": "https://desk.example", "EMPATHKIT_JIRA_WEBHOOK_SECRET": SECRET})
)
SENT = ["created", "requester_message", "agent_message", "reassigned"]


def sent(rule: Any, **values: str) -> tuple[dict[str, str], bytes]:
    """What a rule sends once its smart values are filled in."""
    action = next(one for one in rule["components"] if one["component"] == "ACTION")["value"]
    headers = {one["name"]: one["value"] for one in action["headers"]}
    filled = re.sub(r"\{\{([\w.]+)\}\}", lambda found: values[found[1]], action["customBody"])
    assert (action["method"], action["url"][-14:]) == ("POST", "/webhooks/jira")
    return {name: value.replace("PASTE-THE-WEBHOOK-SECRET-HERE", SECRET) for name, value in headers.items()}, (
        filled.encode()
    )


VALUES = {"issue.key": "IT-41", "issue.id": "10041", "comment.id": "7", "now.toMillis": "1793610000000"}


@pytest.mark.parametrize(("rule", "kind"), list(zip(RULES, SENT, strict=True)), ids=SENT)
def test_a_rule_tells_what_it_says(rule: Any, kind: str) -> None:
    event = RECEIVER.accept(*sent(rule, **VALUES))

    assert isinstance(event, TicketEvent)
    assert (event.ticket, event.kind) == ("IT-41", kind)


@pytest.mark.parametrize("rule", RULES[1:], ids=SENT[1:])
def test_two_things_that_happen_are_two_deliveries(rule: Any) -> None:
    later = {**VALUES, "comment.id": "8", "now.toMillis": "1793610001000"}
    events = [RECEIVER.accept(*sent(rule, **values)) for values in (VALUES, later)]

    assert len({one.delivery for one in events if isinstance(one, TicketEvent)}) == 2


def test_another_secret_is_refused() -> None:
    headers, body = sent(RULES[0], **VALUES)

    with pytest.raises(SignatureError):
        RECEIVER.accept(dict.fromkeys(headers, "guess"), body)


def test_the_secret_is_hidden_in_every_rule_and_none_is_switched_on_unseen() -> None:
    for rule in RULES:
        action = next(one for one in rule["components"] if one["component"] == "ACTION")["value"]
        assert [one["headerSecure"] for one in action["headers"]] == [True]
        assert rule["state"] == "DISABLED"


def test_the_rules_for_comments_part_public_from_internal() -> None:
    conditions = [one["value"] for rule in RULES[1:3] for one in rule["components"] if one["component"] == "CONDITION"]

    assert [(one["first"], one["second"]) for one in conditions] == [
        ("{{comment.internal}}", "false"),
        ("{{comment.internal}}", "true"),
    ]
