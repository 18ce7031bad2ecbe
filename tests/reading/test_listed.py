"""Steps told as a list, as bare notes and as commands."""

import pytest

from empathkit.models import Ticket
from empathkit.reading.conversation import heed
from empathkit.reading.heard import by_rules
from empathkit.text.pack import load_pack


def tried(body: str) -> list[str]:
    ticket = Ticket.model_validate({"requester": {"id": "u"}, "messages": [{"author": "requester", "body": body}]})
    (message,) = heed(ticket, load_pack("en"))
    return [body[slice(*span)] for span in by_rules(message, load_pack("en")).tried]


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        ("What I tried: fresh toner, tray 2, lid open.", ["fresh toner", "tray 2", "lid open"]),
        ("Done so far:\n- new fuse\n- firmware 4\n\nThe lamp stays dark.", ["new fuse", "firmware 4"]),
        (
            "Things I've done: Sidebar off/on; other tray (metal, plastic)",
            ["Sidebar off/on", "other tray (metal, plastic)"],
        ),
        ("Already tried: 1) safe mode 2", ["safe mode 2"]),
        ("Tried so far: another fuse, no change.", ["another fuse"]),
    ],
    ids=["on one line", "on lines", "with parentheses", "numbered", "with its outcome"],
)
def test_each_item_behind_what_i_tried_is_a_step(body: str, steps: list[str]) -> None:
    assert tried(body) == steps


@pytest.mark.parametrize(
    ("body", "step"),
    [
        ("The fax is mute. Other cable, same.", "Other cable"),
        ("Stays dark, new battery, nothing.", "new battery"),
        ("Lamp blinks. Factory reset, no luck.", "Factory reset"),
        ("Still slow. Sidebar widgets off/on.", "Sidebar widgets off/on"),
        ("I ran sudo quux --all and it hung", "sudo quux --all"),
        ("A louder bell didn't help", "A louder bell"),
        ("Changed my nickname, same.", "Changed my nickname"),
        ("I restarted the kiosk. I set the clock.", "I set the clock"),
        ("The kiosk has been reinstalled by Otto", "The kiosk has been reinstalled by Otto"),
    ],
)
def test_a_bare_note_or_a_command_is_a_step(body: str, step: str) -> None:
    assert step in tried(body)


@pytest.mark.parametrize(
    "body",
    [
        "I think somebody moved the kiosk",
        "Let me know when it is done",
        "I was locked out of the kiosk",
        "I need a new cable",
        "The kiosk turned off",
        "What I need: a badge, a key",
        "How do I run sudo on it?",
    ],
)
def test_what_only_looks_like_a_note_is_no_step(body: str) -> None:
    assert tried(body) == []
