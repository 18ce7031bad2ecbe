import pytest

from empathkit.models import Ticket
from empathkit.reading.reader import hear
from empathkit.text.pack import load_pack


def repeats(body: str) -> bool:
    message = {"author": "requester", "body": body, "at": "2026-11-04T09:14:00Z"}
    ticket = Ticket.model_validate({"summary": "", "requester": {"id": "u1"}, "messages": [message]})
    return hear(ticket, load_pack("en")).repeat


@pytest.mark.parametrize(
    "body",
    [
        "I have already spoken to your colleague about the scanner",
        "We have reported the leak three times",
        "The line was down four times this week",
        "Same problem as last month",
        "I was emailing the desk for weeks",
        "The gate is stuck again",
    ],
    ids=["spoken to", "told how often", "happened how often", "as before", "for how long", "again"],
)
def test_what_happened_or_was_told_before_is_a_repetition(body: str) -> None:
    assert repeats(body)


@pytest.mark.parametrize(
    "body",
    ["It beeps over and over again", "The scanner shows the same thing that I get at home", "I will try again"],
    ids=["over and over", "the same thing", "trying again"],
)
def test_what_goes_on_all_the_time_is_none(body: str) -> None:
    assert not repeats(body)
