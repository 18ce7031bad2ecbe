from datetime import UTC, datetime

import pytest

from empathkit.connect.worker import deliver, prepare
from empathkit.errors import NoteNotStored, PermissionDenied
from empathkit.memory.in_process import InMemory
from empathkit.models import Message
from empathkit.testing.fakes import FakeDesk, FakeKit, fake_ticket, texts
from empathkit.text.words import fingerprint

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def desk(*said):
    return FakeDesk({"IT-1": fake_ticket("IT-1", *said)})


def run(connector, kit=None, memory=None):
    memory = memory or InMemory()
    prepared = prepare(connector, "IT-1", kit or FakeKit(), memory, NOW)
    return prepared, deliver(connector, prepared, memory)


def test_a_run_writes_one_note_with_the_reply():
    connector = desk()

    prepared, placed = run(connector, FakeKit("I'll look into it."))

    assert placed.marker == prepared.note.marker
    assert "I'll look into it." in texts(connector.written)[0]
    assert connector.written[0].kind == "suggestion"


def test_a_second_run_finds_the_marker_and_writes_nothing():
    connector = desk()
    run(connector)

    prepared, placed = run(connector)

    assert placed is None
    assert "there already" in prepared.why_not
    assert len(connector.written) == 1


def test_a_message_of_the_same_second_is_not_taken_for_answered_with_the_other():
    first, second = (
        Message(author="requester", body=body, id=name, at="2026-11-02T09:00:00Z")
        for body, name in (("the printer is stuck", "f0"), ("and it smells", "a1"))
    )
    connector = desk()
    connector.tickets["IT-1"] = connector.tickets["IT-1"].model_copy(update={"messages": (first,)})
    run(connector)
    # entries of one second stand in the order of their ids
    connector.tickets["IT-1"] = connector.tickets["IT-1"].model_copy(update={"messages": (second, first)})

    _, placed = run(connector)

    assert placed is not None
    assert len(connector.written) == 2


def test_abstaining_still_leaves_the_card():
    connector = desk()

    run(connector, FakeKit(draft=None))

    assert connector.written[0].kind == "card"
    assert "told to" in texts(connector.written)[0]


def test_a_newer_note_names_the_one_it_replaces():
    connector = desk(("requester", "the printer is stuck"))
    run(connector)
    first = connector.written[0].marker
    connector.tickets["IT-1"] = fake_ticket("IT-1", ("requester", "the printer is stuck"), ("requester", "still"))

    run(connector)

    assert connector.written[1].marker != first
    assert f"{first} (2026-11-02T09:20:00Z)" in texts(connector.written)[1]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([("requester", "hi"), ("agent", "which printer?")], id="the agent spoke last"),
        pytest.param([("agent", "we moved your mailbox")], id="only the agent spoke"),
    ],
)
def test_nothing_is_due_unless_the_requester_spoke_last(said):
    connector = desk(*said)

    prepared, placed = run(connector)

    assert (placed, prepared.suggestion, connector.written) == (None, None, [])
    assert "not the requester's" in prepared.why_not


def test_our_own_note_does_not_count_as_the_last_word():
    connector = desk(("requester", "hi"), ("integration", "EmpathKit: who this is"))

    _, placed = run(connector)

    assert placed is not None


def test_nothing_is_written_where_notes_cannot_be_read():
    connector = desk()
    connector.notes = _raising(PermissionDenied("fake: notes of IT-1: the account may not read them"))

    with pytest.raises(PermissionDenied):
        run(connector)
    assert connector.written == []


def test_what_was_not_stored_is_not_remembered():
    connector, memory = desk(), InMemory()
    connector.push = _raising(NoteNotStored("fake: note on IT-1"))

    with pytest.raises(NoteNotStored):
        run(connector, memory=memory)
    assert memory.recall(fake_ticket()).phrases == ()


def test_the_next_ticket_of_the_same_user_knows_the_phrases_used():
    connector, memory, kit = desk(), InMemory(), FakeKit("I'll look into it.")
    run(connector, memory=memory, kit=kit)
    connector.tickets["IT-2"] = fake_ticket("IT-2")

    prepare(connector, "IT-2", kit, memory, NOW)

    _, now, remembered = kit.given[-1]
    assert remembered.phrases == (fingerprint("I'll look into it."),)
    assert now == NOW


def _raising(error):
    def call(*_):
        raise error

    return call
