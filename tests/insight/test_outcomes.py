import pytest

from empathkit.insight.outcomes import fate_of, outcome_of, row_of
from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.text.words import fingerprint

KIT = Kit()
DRAFT = [
    "The VPN drops with error 809.",
    "Does it drop on the hotspot too? Then I can rule out the router.",
    "I'll look at the log.",
]
MARKS = [fingerprint(one) for one in DRAFT]


@pytest.mark.parametrize(
    ("reply", "fate"),
    [
        (" ".join(DRAFT), "used"),
        ("Hello Ines,\n" + "\n".join(DRAFT) + "\nBest, Tom", "used"),
        (DRAFT[0].upper() + "  " + " ".join(DRAFT[1:]), "used"),
        (" ".join(DRAFT) + " By the way, we will also replace your laptop in the spring.", "edited"),
        (" ".join(DRAFT[:2]), "edited"),
        (DRAFT[2] + " Please send me the name of your router and its colour.", "edited"),
        ("Please restart your computer.", "dismissed"),
        ("", "dismissed"),
    ],
    ids=["as it is", "with greeting and name", "other blanks and case", "added to", "shortened", "one of three",
         "another", "empty"],
)  # fmt: skip
def test_a_reply_is_the_draft_the_draft_edited_or_something_else(reply, fate):
    assert fate_of(reply, MARKS, KIT) == fate


def ticket(*said):
    messages = [
        {"author": author, "body": body, "at": f"2026-11-02T09:{10 * place:02}:00Z"}
        for place, (author, body) in enumerate(said)
    ]
    return Ticket.model_validate({"key": "IT-1", "requester": {"id": "u1", "name": "Ines"}, "messages": messages})


VPN = ("requester", "I am really frustrated, my ThinkPad T14 has VPN error 809 since monday")


def test_a_question_whose_answer_was_known_is_counted():
    found = outcome_of(ticket(VPN, ("agent", "Which error do you get?")), MARKS, KIT)

    assert found.asked_again == 1
    assert found.fate == "dismissed"
    assert found.answered == 600
    assert "EK201" in found.rules


def test_feelings_are_told_from_the_first_message_and_the_last():
    thanks = ("requester", "It works now, thank you")
    found = outcome_of(ticket(VPN, ("agent", " ".join(DRAFT)), thanks), MARKS, KIT)

    assert (found.fate, found.first_feeling > 0, found.last_feeling) == ("used", True, 0)


def test_while_nobody_has_answered_nothing_is_told():
    found = outcome_of(ticket(VPN), MARKS, KIT)

    assert (found.fate, found.answered, found.rules) == (None, None, ())


def test_a_reply_to_a_ticket_without_a_suggestion_has_no_fate():
    assert outcome_of(ticket(VPN, ("agent", "On it.")), (), KIT).fate is None


def test_a_row_holds_counts_and_no_words():
    row = row_of(outcome_of(ticket(VPN, ("agent", "Which error do you get?")), MARKS, KIT))

    assert not any(isinstance(value, str) and " " in value and "EK" not in value for value in row.values())
