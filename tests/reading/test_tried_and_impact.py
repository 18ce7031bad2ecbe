import pytest

from empathkit.models import Ticket
from empathkit.reading.reader import hear
from empathkit.text.pack import load_pack


def quotes(body: str, family: str) -> list[str]:
    ticket = Ticket.model_validate({"requester": {"id": "u"}, "messages": [{"author": "requester", "body": body}]})
    return [item.evidence.quote for item in getattr(hear(ticket, load_pack("en")), family)]


@pytest.mark.parametrize(
    ("body", "step"),
    [
        ("I already restarted the router", "I already restarted the router"),
        ("I've cleared the cache, no change", "I've cleared the cache"),
        ("Tried another browser", "Tried another browser"),
        ("rebooted twice, same thing", "rebooted twice"),
        ("We called the hotline yesterday", "We called the hotline yesterday"),
        ("My colleague swapped the cable", "My colleague swapped the cable"),
        ("It fails even after reinstalling the driver", "reinstalling the driver"),
        ("Did the update overnight", "Did the update overnight"),
    ],
)
def test_a_step_taken_is_heard(body: str, step: str) -> None:
    assert quotes(body, "tried") == [step]


@pytest.mark.parametrize(
    "body",
    [
        "I will restart it later",
        "Should I restart the router?",
        "It says it could not be installed",
        "Every time I restarted it, it beeped",
        "The laptop restarted itself",
        "Please reset my account",
        "If I rebooted it I would lose my work",
    ],
    ids=["plan", "question", "passive", "circumstance", "by itself", "request", "condition"],
)
def test_what_was_not_done_is_not_tried(body: str) -> None:
    assert quotes(body, "tried") == []


@pytest.mark.parametrize(
    ("body", "held_up"),
    [
        ("The till is dead. We are writing receipts by hand", "We are writing receipts by hand"),
        ("Mail is down, customers are waiting", "customers are waiting"),
        ("Excel hangs and I can't finish my report", "I can't finish my report"),
        ("The scanner broke, I need it for our audit", "I need it for our audit"),
        ("I lost four hours because of it", "I lost four hours"),
    ],
)
def test_what_it_keeps_them_from_is_heard(body: str, held_up: str) -> None:
    assert quotes(body, "impact") == [held_up]


def test_a_restated_fault_is_no_impact() -> None:
    assert quotes("I can't open Outlook, it crashes", "impact") == []
