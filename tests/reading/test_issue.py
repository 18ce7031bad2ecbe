import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.models import Ticket
from empathkit.reading.issue import MOST
from empathkit.reading.reader import hear
from empathkit.reading.voice import said_back, voice
from empathkit.text.pack import load_pack


def issue(body: str, summary: str = "") -> str | None:
    ticket = Ticket.model_validate(
        {"summary": summary, "requester": {"id": "u"}, "messages": [{"author": "requester", "body": body}]}
    )
    return hear(ticket, load_pack("en")).issue


@pytest.mark.parametrize(
    ("body", "summary", "expected"),
    [
        ("My tablet is very slow since Monday", "slow", "Your tablet is very slow since Monday."),
        ("hi, i cant print to the office printer", "", "You can't print to the office printer."),
        ("", "Laptop very slow", "Your laptop is very slow."),
        ("", "VPN error 809", "You report VPN error 809."),
        ("", "How to share my calendar", "You ask how to share your calendar."),
        ("", "Need a second monitor", "You need a second monitor."),
        ("Please add Ada to the planning group", "", "You would like us to add Ada to the planning group."),
        ("MY SCREEN IS BLACK AND I CANNOT WORK", "", "Your screen is black and you cannot work."),
    ],
    ids=["fault", "chat", "device title", "noun title", "question", "need", "request", "shouting"],
)
def test_the_issue_is_said_back_in_second_person(body: str, summary: str, expected: str) -> None:
    assert issue(body, summary) == expected


def test_since_when_and_what_it_keeps_them_from_are_added() -> None:
    said = (
        issue("Hi. Outlook crashes when I open the archive. It started after the update. We copy orders by hand.") or ""
    )
    assert "Outlook crashes when you open the archive" in said
    assert said.startswith("After the update, ")
    assert "you copy orders by hand" in said


def test_nothing_to_say_is_no_issue() -> None:
    assert issue("hello") is None


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("I am stuck", "you are stuck"),
        ("we lost our files", "you lost your files"),
        ("it locks me out", "it locks you out"),
        ("I've tried it myself", "you have tried it yourself"),
    ],
)
def test_pronouns_change_sides(words: str, back: str) -> None:
    assert said_back(words, voice(load_pack("en"))) == back


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "My laptop crashes",
                "since the update",
                "and",
                "I can't work,",
                'it says "no".',
                "Please help!",
                "every day",
                "x" * 30,
                "?",
            ]
        ),
        max_size=80,
    ).map(" ".join)
)
def test_the_issue_is_one_sentence_and_never_too_long(body: str) -> None:
    said = issue(body, "Laptop")
    assert said is None or (len(said.split()) <= MOST + 1 and said[-1] in ".!?" and "\n" not in said)
