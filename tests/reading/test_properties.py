"""What must hold for every reading: what says nothing new changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.models import Heard, Ticket
from empathkit.reading.reader import hear
from empathkit.text.pack import load_pack

LETTER = """Hello,
since the update this morning my ThinkPad T14 drops the VPN every ten minutes. I restarted it twice. I can't submit my
hours and payroll closes tonight. This is really frustrating. Could you call me before 15:00?"""
BODIES = [
    LETTER,
    "hi, i cant print to the kyocera on floor 3, it says offline",
    "Could I have a second monitor for my desk in room 2.14 by Friday please?",
    "Outlook crashes when I open the shared calendar. My colleague has the same. It worked yesterday.",
    "My phone was stolen on the train, please lock it",
]
TAILS = {
    "signature": "\n\nKind regards\nAda Example\nAcme Printing Ltd, 4th floor\nPhone: 020 7946 0958",
    "dashed signature": "\n\n-- \nAda Example\nHead of Examples | Acme Ltd",
    "device line": "\n\nSent from my iPhone",
    "quoted thread": "\n\nOn Mon, Nov 2, Desk <d@example.org> wrote:\n> Did you restart your MacBook?\n> Since when?",
    "old mail": "\n\n-----Original Message-----\nFrom: Desk\nSent: Monday\nTo: Ada\nSubject: hi\n\nWhich laptop is it?",
}
SENTENCES = [
    "Outlook hangs every morning.",
    "We sit on the 4th floor.",
    "I restarted it twice.",
    "My ThinkPad T14 is new.",
    "It began last week.",
    "The meeting starts at 14:00.",
]


def heard(*bodies: str, summary: str = "") -> Heard:
    messages = [{"author": "requester", "body": body, "at": "2026-11-04T09:14:00Z"} for body in bodies]
    ticket = {"summary": summary, "requester": {"id": "u1"}, "messages": messages}
    return hear(Ticket.model_validate(ticket), load_pack("en"))


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
@pytest.mark.parametrize("body", BODIES)
def test_a_signature_or_a_quoted_thread_changes_nothing(body: str, tail: str) -> None:
    assert heard(body + tail) == heard(body)


@pytest.mark.parametrize("thanks", ["thanks!", "Thank you!", "thx", "Many thanks in advance"])
@pytest.mark.parametrize("body", BODIES)
def test_adding_thanks_changes_no_fact(body: str, thanks: str) -> None:
    with_thanks = heard(f"{body}\n{thanks}")
    assert with_thanks.facts == heard(body).facts
    assert (with_thanks.situation, with_thanks.topic) == (heard(body).situation, heard(body).topic)


@settings(max_examples=25, deadline=None)
@given(st.permutations(SENTENCES))
def test_the_order_of_unrelated_sentences_changes_no_fact(order: list[str]) -> None:
    one, other = heard(" ".join(SENTENCES)), heard(" ".join(order))
    assert sorted((fact.kind, fact.value) for fact in one.facts) == sorted(
        (fact.kind, fact.value) for fact in other.facts
    )
    assert len(one.tried) == len(other.tried)
    assert one.repeat == other.repeat


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*BODIES, *SENTENCES, "ok", "", "Since when? "]), min_size=1, max_size=4))
def test_reading_twice_is_equal(bodies: list[str]) -> None:
    assert heard(*bodies, summary="Help") == heard(*bodies, summary="Help")
