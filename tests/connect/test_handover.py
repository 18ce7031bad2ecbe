"""What who takes a ticket over must know, so that the requester need not say it again."""

from datetime import UTC, datetime

import pytest

from empathkit.connect.handover import asked, promises, told, write_handover
from empathkit.connect.note import as_text
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import Job
from empathkit.memory.in_process import InMemory
from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.testing.fakes import FakeDesk, fake_event, texts

KIT = Kit()


def ticket(*said):
    messages = [{"author": author, "body": body, "id": str(place)} for place, (author, body) in enumerate(said)]
    return Ticket.model_validate({"key": "IT-1", "requester": {"id": "u1", "name": "Ines"}, "messages": messages})


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("I'll call you back by 15:00.", "by 15:00"),
        ("We will replace the dock tomorrow.", "tomorrow"),
        ("An engineer will come to your desk.", None),
        ("You'll hear from us within two working days.", "within two working days"),
        ("We are going to re-enrol your certificate.", None),
        ("Your laptop will be ready on Friday.", "on Friday"),
    ],
)
def test_a_promise_is_known_with_when_it_is_due(said, due):
    [one] = promises(ticket(("requester", "no vpn"), ("agent", f"Thanks. {said}")), KIT.pack)

    assert (one.text, one.due) == (said, due)


@pytest.mark.parametrize(
    "said",
    [
        "Will you be in the office tomorrow?",
        "The dock was replaced yesterday.",
        "I'll need the asset number.",
        "Which error do you get?",
    ],
)
def test_what_binds_nobody_is_no_promise(said):
    assert promises(ticket(("requester", "no vpn"), ("agent", said)), KIT.pack) == []


def test_a_promise_of_the_requester_is_none():
    assert promises(ticket(("requester", "I'll send the log by 15:00.")), KIT.pack) == []


def test_a_question_stands_with_its_answer_or_as_open():
    talk = ticket(
        ("requester", "no vpn since monday"),
        ("agent", "Which error do you get? Which device is it?"),
        ("requester", "It says error 809."),
        ("agent", "Does it happen at home too?"),
    )
    found = asked(KIT.understand(talk), KIT.pack)

    assert found[0].text == "Which error do you get?"
    assert "809" in found[0].answer
    assert (found[-1].text, found[-1].answer) == ("Does it happen at home too?", None)


def test_what_was_told_leaves_out_greetings_questions_and_promises():
    talk = ticket(
        ("requester", "no vpn"),
        ("agent", "Hello Ines,\nYour certificate ran out on Sunday. Does it work now? I'll look tomorrow.\nBest, Tom"),
    )

    assert told(talk, KIT.pack) == ["Your certificate ran out on Sunday."]


TALK = (
    ("requester", "no vpn since monday, error 809. I restarted twice. Please call me on 4471."),
    ("agent", "Your certificate ran out on Sunday. I'll renew it by 15:00."),
    ("requester", "It is 17:00 and nothing happened, this is really frustrating"),
)


def test_the_note_says_it_all_and_is_internal_by_its_kind():
    note = write_handover(KIT.understand(ticket(*TALK)), "ek-" + "0" * 20, KIT.pack, version="1")
    text = as_text(note)

    assert note.kind == "handover"
    for part in (
        "I'll renew it by 15:00. (due: by 15:00)",
        "Your certificate ran out on Sunday.",
        "restarted twice",
        "4471",
    ):
        assert part in text
    assert "frustrat" in text


def run(desk, kind):
    made = desk_run({"fake": desk}, KIT, InMemory(), now=lambda: datetime(2026, 11, 2, tzinfo=UTC))
    return made(Job(fake_event(kind=kind)), lambda: True)


def test_a_ticket_that_changes_hands_gets_one_note_however_often_it_is_told():
    desk = FakeDesk({"IT-1": ticket(*TALK)})

    assert [run(desk, "reassigned") for _ in range(3)] == ["handed_over", "nothing_due", "nothing_due"]
    assert "handed over to you" in texts(desk.written)[0]


def test_where_no_agent_has_spoken_there_is_nothing_to_hand_over():
    desk = FakeDesk({"IT-1": ticket(TALK[0])})

    assert run(desk, "reassigned") == "nothing_due"
    assert desk.written == []
