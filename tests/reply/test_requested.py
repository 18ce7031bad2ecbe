"""A request is said back with all that was given with it; what is taken back is let go; nothing known is asked for."""

import pytest
from building import ticket

from empathkit.models import Draft
from empathkit.pipeline import Kit

KIT = Kit()


def draft(body: str, summary: str = "") -> Draft:
    made = KIT.suggest(ticket(body, summary=summary)).draft
    assert made is not None
    return made


WHOLE = [
    pytest.param(
        "Hi, we've taken over room 2.40 and would like a 65 inch display with HDMI. Cost centre 1180, Jens Falk has "
        "approved it. Please before 3 May.",
        ("65 inch display with HDMI", "room 2.40", "cost centre 1180", "before 3 May", "Jens Falk"),
        id="hardware",
    ),
    pytest.param(
        "Could I get Camtasia on my laptop (NB-7714)? Budget holder is Petra Stahl, she said yes on Monday.",
        ("Camtasia on your laptop (NB-7714)", "Petra Stahl"),
        id="software",
    ),
    pytest.param(
        "Please give Amir Nasser read access to S:\\Tenders until the end of May, he covers for me.",
        ("give Amir Nasser read access to S:\\Tenders until the end of May", "he covers for you"),
        id="access",
    ),
    pytest.param(
        "We would need a mailbox fair@ for our stand: me and Ida Roth with full access. It should send as fair@ too. "
        "Needed from 2 June.",
        ("You need a mailbox fair@", "you and Ida Roth with full access", "it should send as fair@", "from 2 June"),
        id="mailbox",
    ),
    pytest.param(
        "Sven Ohlin's last day is Friday. Please close his account at noon and forward his mail to me until June.",
        ("Sven Ohlin's last day is Friday", "close his account at noon and forward his mail to you until June"),
        id="leaver",
    ),
    pytest.param(
        "Lea Kern starts on 2 June in Graz. She needs a laptop and a headset. No phone needed.",
        ("Lea Kern starts on 2 June", "a laptop", "headset", "no phone needed"),
        id="joiner",
    ),
    pytest.param(
        "I got divorced and my name is Kraus again. Can you change it in mail and chat? HR has it already.",
        ("your name is Kraus", "change it in mail and chat", "HR has it already"),
        id="name",
    ),
    pytest.param(
        "Can my display name be changed to Kraus by 3 June? Approved by Petra Stahl, cost centre 1180.",
        ("you'd like your display name changed to Kraus",),
        id="passive",
    ),
    pytest.param(
        "Cost centre 1180, approved by Jens Falk. We need for the new lab by 3 June:\n- 4 workstations\n"
        "- 1 label printer\n- the CAD package",
        ("4 workstations", "1 label printer", "the CAD package"),
        id="list",
    ),
]


@pytest.mark.parametrize(("body", "given"), WHOLE)
def test_all_that_was_given_is_said_back(body: str, given: tuple[str, ...]) -> None:
    text = draft(body).text
    assert [one for one in given if one.lower() not in text.lower()] == []
    assert "?" not in text


@pytest.mark.parametrize(
    ("body", "never"),
    [
        pytest.param(
            "Please remove jo.berg from sales-all and add kim.lund.", "exact name", id="a-list-that-was-named"
        ),
        pytest.param(
            "Give Pia Holt write access to T:\\Plans, please. I am the folder owner.", "decides", id="their-own-folder"
        ),
        pytest.param("I need Visio for the plant plan, how do I get it?", "how do you get it", id="how-to-get-a-thing"),
    ],
)
def test_what_is_known_is_not_asked_or_looked_up(body: str, never: str) -> None:
    assert never not in draft(body).text


WITHDRAWN = [
    "Hi, please cancel the order for the webcam, my colleague had a spare one. Sorry!",
    "We don't need the loan laptop any more, mine is back.",
    "The room screen I asked for is no longer needed.",
]


@pytest.mark.parametrize("body", WITHDRAWN)
def test_what_is_taken_back_is_let_go_and_nothing_is_asked(body: str) -> None:
    made = draft(body)
    assert made.template == "en/withdrawn"
    assert "nothing more is ordered or set up" in made.text
    assert "?" not in made.text
    assert made.before_sending


@pytest.mark.parametrize(
    "body", ["It has been solved, it was the wrong input.", "The issue is resolved. Nothing more needed."]
)
def test_a_first_message_that_all_is_well_is_a_thank_you(body: str) -> None:
    made = draft(body)
    assert made.template == "en/thanks"
    assert "?" not in made.text


@pytest.mark.parametrize(
    "body",
    [
        "Please cancel the order for the webcam and order the wide one instead.",
        "How do I cancel my booking of the meeting room?",
        "The invoice is cancelled but the customer still gets reminders.",
    ],
)
def test_what_is_not_taken_back_is_not_let_go(body: str) -> None:
    assert draft(body).template != "en/withdrawn"


def test_a_fault_with_a_wish_in_it_stays_a_fault() -> None:
    assert draft("The scanner doesn't read labels. Please check the cable in hall 3.").template == "en/fault"


@pytest.mark.parametrize(
    ("body", "never"),
    [
        ("Please give Nora Lund read access to F:\\Plans from 1 to 12 March. The owner has agreed.", "until when"),
        ("Olaf Brekke's last day is 12 March. Please close his account that evening.", "last working day"),
        ("I dropped my badge in the bus. I need to get into the lab at 13.", "like into"),
    ],
    ids=["a span of days", "a last day", "no thing"],
)
def test_what_was_said_of_when_and_where_is_not_asked_or_bent(body: str, never: str) -> None:
    assert never not in draft(body).text
