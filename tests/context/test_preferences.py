"""How they like to be dealt with: what was said goes before what was declared, that before what was learned."""

import pytest
from building import heard, ticket

from empathkit.context.enrich import enrich
from empathkit.models import PastTicket, Preference, Remembered
from empathkit.text.moments import moment
from empathkit.text.pack import load_pack

PACK = load_pack()
NOW = moment("2026-11-20T12:00:00Z")


def wishes(of, past=(), held=()):
    remembered = Remembered(history=tuple(past), preferences=tuple(held))
    found = enrich(heard(), of, PACK, remembered=remembered, now=NOW).preferences
    return {one.name: (one.value, one.basis) for one in found}


def past(*ways, opened="2026-11-01"):
    return [PastTicket(key=f"IT-{n}", opened=opened, manner={"channel": way}) for n, way in enumerate(ways, 1)]


@pytest.mark.parametrize(
    ("body", "name", "value", "basis"),
    [
        ("In future I prefer a phone call.", "channel", "phone", "said"),
        ("Email suits me best.", "channel", "email", "said"),
        ("Please keep it short.", "detail", "brief", "said"),
        ("Show me how, so I can fix it myself.", "depth", "teach", "said"),
        ("Please just fix it for me.", "depth", "do it for me", "said"),
        ("Can you call me on 4471?", "channel", "phone", "observed"),
        ("I should be grateful for your help.", "formality", "formal", "observed"),
    ],
)
def test_a_wish_is_heard_and_told_from_a_manner(body, name, value, basis):
    assert wishes(ticket(body)) == {name: (value, basis)}


@pytest.mark.parametrize("body", ["The phone call was cut.", "I got an email from Teams.", "The list is too short."])
def test_talk_of_phones_and_mails_is_no_wish(body):
    assert wishes(ticket(body)) == {}


@pytest.mark.parametrize(
    ("tickets", "expected"),
    [
        pytest.param(past("phone", "phone"), {}, id="two are too few"),
        pytest.param(past("phone", "phone", "phone"), {"channel": ("phone", "learned")}, id="three are enough"),
        pytest.param(past("phone", "email", "phone", "email", "phone"), {}, id="no clear habit"),
        pytest.param(past("phone", "phone", "phone", opened="2025-06-01"), {}, id="too long ago"),
    ],
)
def test_a_preference_is_learned_from_enough_recent_tickets_that_agree(tickets, expected):
    assert wishes(ticket("Slow."), past=tickets) == expected


def test_declared_beats_learned_and_what_they_say_now_beats_both():
    tickets = past("phone", "phone", "phone")
    assert wishes(ticket("Slow.", preferences={"channel": "email"}), past=tickets)["channel"] == ("email", "declared")
    now = ticket("Message me on Teams please.", preferences={"channel": "email"})
    assert wishes(now, past=tickets)["channel"] == ("chat", "observed")


def test_what_was_learned_names_its_tickets():
    remembered = Remembered(history=tuple(past("phone", "phone", "phone")))
    [one] = enrich(heard(), ticket("Slow."), PACK, remembered=remembered, now=NOW).preferences
    assert one == Preference(
        name="channel", value="phone", source="learned from 3 tickets (IT-1, IT-2, IT-3)", basis="learned"
    )
