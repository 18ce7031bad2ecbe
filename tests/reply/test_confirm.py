"""A record that the user's words deny is confirmed, and never asked anew."""

import pytest
from building import ticket

from empathkit.pipeline import Kit

KIT = Kit()
LAPTOP = {"name": "LT-7", "model": "ThinkPad T14", "os": "Windows 11", "last_seen": "2026-11-01"}


def confirmed(body, *devices):
    draft = KIT.suggest(ticket(body, devices=list(devices))).draft
    return [one.text for one in draft.sentences if one.because[0].rule == "confirm.os"]


def test_what_they_say_and_what_is_on_file_are_both_named():
    [question, _] = confirmed("My laptop runs Windows 10 and the VPN fails with error 809 since Monday.", LAPTOP)
    assert "Windows 10" in question
    assert "Windows 11" in question


@pytest.mark.parametrize(
    "body",
    [
        "My laptop runs Windows 11 and the VPN fails with error 809 since Monday.",
        "My colleague's laptop runs Windows 10, mine can't open the VPN, error 809 since Monday.",
        "The VPN fails with error 809 since Monday.",
    ],
    ids=["they agree", "another person's", "not said"],
)
def test_nothing_is_confirmed_where_nothing_differs(body):
    assert confirmed(body, LAPTOP) == []
