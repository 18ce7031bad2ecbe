"""What a desk's routes let a reply promise: the first that fits, else nothing but the agent's own look."""

import pytest
from building import ticket

from empathkit.models import Draft
from empathkit.pipeline import Kit
from empathkit.text.pack import load_pack

ROUTES = {
    "printing": [
        {
            "when": r"\bcustomers?\b",
            "text": "I'll send somebody to {{ thing }} now and {{ reach }}.",
            "before_sending": ["Call them."],
        },
        {"needs": ["reference"], "text": "I'll order the part for {{ reference }} and {{ reach }}."},
    ]
}
KIT = Kit(load_pack("en").over({"routes": ROUTES}))


def draft(body: str) -> Draft:
    made = KIT.suggest(ticket(body)).draft
    assert made is not None
    return made


def test_the_first_route_that_fits_what_they_wrote_is_taken_with_what_it_binds_to() -> None:
    made = draft("The printer on floor 2 prints grey stripes, customers are waiting.")
    assert "I'll send somebody to the printer now and write to you here." in made.text
    assert made.before_sending == ("Call them.",)


@pytest.mark.parametrize("body", ["The printer on floor 2 prints grey stripes."])
def test_without_one_that_fits_nothing_is_promised_but_a_look(body: str) -> None:
    text = draft(body).text
    assert "send somebody" not in text
    assert "order the part" not in text
    assert "I'll look at" in text


def test_a_route_is_taken_once_what_it_needs_is_known() -> None:
    assert "order the part for PRN-2231" in draft("The printer PRN-2231 prints grey stripes.").text
