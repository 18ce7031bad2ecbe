"""What the rules take for a step taken, and for what people are kept from. The tagger weighs their word."""

import pytest

from empathkit.models import Ticket
from empathkit.reading.conversation import heed
from empathkit.reading.heard import by_rules
from empathkit.text.pack import load_pack


def quotes(body: str, family: str) -> list[str]:
    ticket = Ticket.model_validate({"requester": {"id": "u"}, "messages": [{"author": "requester", "body": body}]})
    (message,) = heed(ticket, load_pack("en"))
    return [body[slice(*span)] for span in getattr(by_rules(message, load_pack("en")), family)]


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
        ("Hi, I just talked to the service desk", "I just talked to the service desk"),
        ("Your colleague restarted the server, still the same", "Your colleague restarted the server"),
        ("I removed and added it again", "I removed and added it again"),
        ("i hv cleared cookies but same issue", "i hv cleared cookies"),
        ("Restarting the hub doesn't help", "Restarting the hub"),
        ("Reset the modem, no change", "Reset the modem"),
        ("I did restart it twice", "I did restart it twice"),
        ("It asked me to reboot so I rebooted", "I rebooted"),
        ("I have auto-join turned off", "I have auto-join turned off"),
        ("I still haven't heard back from anyone", "I still haven't heard back from anyone"),
        ("I unplugged it (both ends) for a minute", "I unplugged it (both ends) for a minute"),
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
        "I haven't restarted it yet",
        "I can't reset it from home",
        "Have you restarted the server?",
        "I noticed a strange noise",
        "I tried to print a label",
        "I used to work in Leeds",
        "My account was disabled",
        "The account that I deleted was old",
        "I need somebody who restarted one before",
    ],
    ids=[
        "plan",
        "question",
        "passive",
        "circumstance",
        "by itself",
        "request",
        "condition",
        "not yet",
        "cannot",
        "asked of you",
        "seen",
        "use and no remedy",
        "habit",
        "passive thing",
        "relative",
        "who",
    ],
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
        ("The gate is stuck. Drivers are queuing outside", "Drivers are queuing outside"),
        ("Mail is down so we have to walk to the other building", "we have to walk to the other building"),
        ("It keeps me from seeing patients", "It keeps me from seeing patients"),
        ("The plotter is dead, parcels pile up", "parcels pile up"),
        ("I'm using my private tablet in the meantime", "I'm using my private tablet in the meantime"),
        ("This is costing us money", "This is costing us money"),
    ],
)
def test_what_it_keeps_them_from_is_heard(body: str, held_up: str) -> None:
    assert quotes(body, "impact") == [held_up]


@pytest.mark.parametrize(
    "body",
    [
        "I can't open Outlook, it crashes",
        "I'm waiting for your reply",
        "You have to use a better server",
        "If customers are waiting, please call me",
        "I need to be able to change the colour",
        "I set the date by hand",
        "I have to look at the manual",
        "Two of them are blue",
        "I made the window smaller",
        "The line is red",
    ],
    ids=[
        "fault",
        "for us",
        "of the agent",
        "condition",
        "wish",
        "a step by hand",
        "a duty",
        "a number of things",
        "something made",
        "a line drawn",
    ],
)
def test_a_restated_fault_is_no_impact(body: str) -> None:
    assert quotes(body, "impact") == []
