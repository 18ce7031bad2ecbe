"""What they thought of earlier help: in the context always, in the note where it helps."""

from typing import Any

import pytest

from empathkit.context.satisfaction import let_down, satisfaction
from empathkit.models import Ticket
from empathkit.text.pack import load_pack

PACK = load_pack()


def ticket(rating: int | None, *past: int | None) -> Ticket:
    history = [{"key": f"IT-{9 - place}", "resolved": "2026-05-05", "rating": one} for place, one in enumerate(past)]
    given: dict[str, Any] = {
        "key": "IT-41",
        "rating": rating,
        "requester": {"id": "u", "history": history},
        "messages": [{"author": "requester", "body": "It drops."}],
    }
    return Ticket.model_validate(given)


def test_the_latest_rating_stands_with_the_mean_and_where_it_is_from() -> None:
    known = satisfaction(ticket(None, None, 2, 5), PACK)
    assert known is not None
    assert (known.kind, known.value, known.source, known.as_of) == (
        "satisfaction",
        "2 of 5, 3.5 on average of 2",
        "history IT-8",
        "2026-05-05",
    )


def test_a_rating_of_this_ticket_goes_before_earlier_ones() -> None:
    known = satisfaction(ticket(1, 5), PACK)
    assert known is not None
    assert (known.value, known.source) == ("1 of 5, 3.0 on average of 2", "history IT-41")


@pytest.mark.parametrize("made", [ticket(None), ticket(0), ticket(None, None, 7)], ids=["none", "no rating", "odd"])
def test_without_a_rating_nothing_is_said(made: Ticket) -> None:
    assert satisfaction(made, PACK) is None


@pytest.mark.parametrize(("made", "expected"), [(ticket(None, 2, 5), True), (ticket(None, 5, 1), False)])
def test_only_who_was_let_down_last_is_told_to_the_agent(made: Ticket, expected: bool) -> None:
    assert let_down(made, PACK) is expected
