"""What somebody lists, or asks in one breath, is taken up point by point."""

import pytest
from building import ticket

from empathkit.models import Draft, Ticket
from empathkit.pipeline import Kit

KIT = Kit()


def draft(of: Ticket) -> Draft:
    made = KIT.suggest(of).draft
    assert made is not None
    return made


LISTS = [
    (
        "1. My badge does not open the cellar. 2. I'd need a longer cable for room 7. 3. Who manages the foyer screen?",
        "(1) your badge does not open the cellar; (2) a longer cable for room 7; (3) who manages the foyer screen.",
    ),
    (
        "Things:\n- the phone in 2.11 has no line\n- please add Rosa Lind to dl-move\n- can we keep the printer?\n\nO.",
        "(1) the phone in 2.11 has no line; (2) add Rosa Lind to dl-move; (3) whether you can keep the printer.",
    ),
    (
        "Two things: a) my headset crackles b) how do I book the big room for January?",
        "(1) your headset crackles; (2) how to book the big room for January.",
    ),
]


@pytest.mark.parametrize(("body", "said"), LISTS, ids=["numbers", "dashes", "letters"])
def test_every_point_of_a_list_is_said_back_in_its_order(body: str, said: str) -> None:
    made = draft(ticket(body))
    assert made.template == "en/several_issues"
    assert said in made.text
    assert made.text.count("?") <= 1


def test_steps_of_a_story_are_no_points_for_us() -> None:
    assert draft(ticket("Steps: 1. I open the file. 2. I click on Print. 3. Word closes.")).template == "en/fault"


def test_a_number_at_the_end_of_a_sentence_begins_no_point() -> None:
    made = draft(ticket("1. The screen in room 7. 2. It is dark and I need it fixed. 3. My dock is dead."))
    assert "(2) it is dark" in made.text


def test_several_questions_in_one_breath_share_one_sentence() -> None:
    body = "Can I see last year's invoices, how do I change the approver, and why do I get every notice twice?"
    text = draft(ticket(body)).text
    assert "how to change the approver and why you get every notice twice" in text
    assert text.count("change the approver") == 1


def test_no_deed_asked_for_is_lost() -> None:
    body = (
        "My dock is dead. Please block port 4 on the switch. Could you move the printer to room 9? Please order toner."
    )
    text = draft(ticket(body)).text
    assert all(deed in text for deed in ("block port 4 on the switch", "move the printer to room 9", "order toner"))


def test_a_wish_beside_the_matter_is_on_the_list() -> None:
    text = draft(ticket("My dock at desk 4.12 is dead, and I'd also like a second charger.")).text
    assert "a second charger" in text
    assert "noted as well" not in text


def test_what_hangs_on_it_is_no_wish_to_put_on_a_list() -> None:
    text = draft(ticket("SAP says 'no authorization'. I need to release three orders today or nothing ships.")).text
    assert "list" not in text


def test_the_one_who_asks_whether_anybody_reads_it_gets_a_plain_yes() -> None:
    text = draft(ticket("VPN drops.", "agent: Please restart.", "Three days. Is anybody reading this?")).text
    assert "somebody is reading this: I am" in text


def test_questions_about_the_one_fault_that_was_told_leave_it_the_fault() -> None:
    body = "npm install fails since 9 with a certificate error. 1. Where do I get the root? 2. Was this announced?"
    assert draft(ticket(body)).template == "en/fault"


def test_how_to_reach_them_is_no_deed_for_the_list() -> None:
    body = "The label printer prints blank labels. Ring the ward on ext 4471 and ask for whoever is in charge."
    assert "list" not in draft(ticket(body)).text
