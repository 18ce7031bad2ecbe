"""An internal note that begins with /check is answered where it stands, once, and never in public."""

from datetime import UTC, datetime

import pytest

from empathkit.coach.rewrite import mend
from empathkit.connect.commands import MOST, answer_checks, check, commands, draft_start, is_command, write_check
from empathkit.connect.note import as_text, find_marker
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import Job
from empathkit.errors import PermissionDenied
from empathkit.memory.in_process import InMemory
from empathkit.models import Message, Ticket
from empathkit.pipeline import Kit
from empathkit.testing.fakes import FakeDesk, fake_event, texts

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
KIT = Kit()
FAULT = "vpn error 809 since monday"
DRAFT = "Hi Ines, simply restart your laptop. We apologise for any inconvenience."


def message(body, author="agent", public=False, name="7"):
    return {"author": author, "body": body, "public": public, "id": name}


def ticket(*said):
    opening = {"author": "requester", "body": FAULT, "id": "1"}
    person = {"id": "u1", "name": "Ines Kaya"}
    return Ticket.model_validate({"key": "IT-1", "platform": "fake", "requester": person, "messages": [opening, *said]})


def answered(*said):
    desk = FakeDesk({"IT-1": ticket(*said)})
    count = answer_checks(desk, desk.tickets["IT-1"], KIT, InMemory(), NOW)
    assert count == len(desk.written)
    return texts(desk.written)


@pytest.mark.parametrize(
    ("body", "draft"),
    [
        pytest.param("/check Hello there", "Hello there", id="on one line"),
        pytest.param("/check\n\nHello there", "Hello there", id="on the next"),
        pytest.param("  /CHECK: Hello there", "Hello there", id="other spellings"),
        pytest.param("/check", "", id="nothing after it"),
    ],
)
def test_a_command_is_known_with_where_its_draft_begins(body, draft):
    start = draft_start(Message(author="agent", body=body, public=False))

    assert start is not None
    assert body[start:] == draft
    assert is_command(body)


@pytest.mark.parametrize(
    ("body", "author", "public"),
    [
        pytest.param("/check Hello", "agent", True, id="public"),
        pytest.param("/check Hello", "integration", False, id="our own"),
        pytest.param("/check Hello ek-0123456789abcdef0123", "agent", False, id="with a marker of ours"),
        pytest.param("Please /check this", "agent", False, id="in the middle"),
        pytest.param("/checkout is broken", "agent", False, id="another word"),
        pytest.param("/check-in desk", "agent", False, id="a longer word"),
        pytest.param("/check/me", "agent", False, id="a path"),
    ],
)
def test_anything_else_is_none(body, author, public):
    assert commands(ticket(message(body, author, public))) == ()


def test_the_answer_holds_findings_and_the_rewrite():
    [note] = answered(message(f"/check {DRAFT}"))

    assert "EK302" in note
    assert "“simply”" in note
    assert "restart your laptop" in note
    assert note.count("simply") < note.count("restart your laptop") + 3


def test_the_rewrite_is_the_one_the_coach_makes_also_where_words_are_put_in_before_others_are_cut():
    draft = "That is frustrating. Just restart your laptop."
    tried = message("I restarted the laptop twice. I have to be in before my 14:00 call.", "requester", True, "2")
    asked = ticket(tried, message(f"/check {draft}"))
    [command] = commands(asked)

    checked = check(asked, command, KIT, InMemory().recall(asked), NOW)

    before = ticket(tried)
    assert checked.rewrite.text == mend(KIT.subject(draft, before, now=NOW, remembered=InMemory().recall(before))).text
    assert {(one.start, one.start == one.end) for one in checked.rewrite.edits} >= {(0, True), (0, False)}
    assert "(put in)" in as_text(write_check("IT-1", checked, "ek-0", KIT.pack, version="1"))


def test_a_good_draft_is_told_so():
    [note] = answered(message("/check Hello Ines,\n\nThanks for the error 809. I'll look at the VPN logs from Monday."))

    assert KIT.pack["check_note"]["title"] in note


def test_nothing_to_check_is_said():
    [note] = answered(message("/check"))

    assert KIT.pack["check_note"]["empty"] in note


def test_a_secret_in_a_draft_is_not_written_out_again():
    [note] = answered(message("/check Hello Ines, your new password is Tr0ub4dor&3xyz. Simply use it."))

    assert "Tr0ub4dor" not in note
    assert "EK602" in note


def test_a_draft_is_no_word_the_requester_was_told():
    draft = "/check Hi Ines, simply restart it and send me the error code."
    one, two = answered(message(draft, name="7"), message(draft, name="8"))

    assert one.replace(str(find_marker(one)), "") == two.replace(str(find_marker(two)), "")


def test_a_command_is_answered_once():
    desk = FakeDesk({"IT-1": ticket(message(f"/check {DRAFT}"))})

    for _ in range(2):
        answer_checks(desk, desk.tickets["IT-1"], KIT, InMemory(), NOW)
    assert len(desk.written) == 1
    assert find_marker(as_text(desk.written[0])) == desk.written[0].marker


def test_each_command_has_an_answer_of_its_own_but_only_the_latest_few():
    said = [message(f"/check {DRAFT}", name=str(number)) for number in range(10, 12 + MOST)]
    desk = FakeDesk({"IT-1": ticket(*said)})

    assert answer_checks(desk, desk.tickets["IT-1"], KIT, InMemory(), NOW) == MOST
    assert len({one.marker for one in desk.written}) == MOST


def test_a_command_without_an_id_waits_until_it_comes_with_one():
    assert commands(ticket({**message("/check Hello"), "id": None})) == ()


def test_where_notes_cannot_be_read_nothing_is_written():
    desk = FakeDesk({"IT-1": ticket(message(f"/check {DRAFT}"))}, errors=[PermissionDenied("no")])

    with pytest.raises(PermissionDenied):
        answer_checks(desk, desk.tickets["IT-1"], KIT, InMemory(), NOW)
    assert desk.written == []


def test_without_a_command_nothing_is_asked_of_the_platform():
    desk = FakeDesk({"IT-1": ticket()}, errors=[PermissionDenied("no")])

    assert answer_checks(desk, desk.tickets["IT-1"], KIT, InMemory(), NOW) == 0


@pytest.mark.parametrize(
    ("kind", "body", "outcome"),
    [
        ("agent_message", f"/check {DRAFT}", "checked"),
        ("agent_message", "it is the gateway", "watched"),
        ("resolved", "it is the gateway", "watched"),
    ],
)
def test_a_run_after_an_agents_act_answers_a_command_and_tells_who_watches(kind, body, outcome):
    desk = FakeDesk({"IT-1": ticket(message(body))})
    watched = []
    run = desk_run({"fake": desk}, KIT, InMemory(), watch=lambda *seen: watched.append(seen), now=lambda: NOW)

    assert run(Job(fake_event(kind=kind)), lambda: True) == outcome
    assert [(one.key, over) for one, over in watched] == [("IT-1", kind == "resolved")]
    assert [one.kind for one in desk.written] == (["check"] if outcome == "checked" else [])
