"""What a reply takes a ticket for, where one word could mislead it."""

import pytest
from building import ticket

from empathkit.models import Draft, Ticket
from empathkit.pipeline import Kit

KIT = Kit()


def draft(of: Ticket) -> Draft:
    made = KIT.suggest(of).draft
    assert made is not None
    return made


SHAPES = [
    ("Nobody else on the shift has access to the portal, and the VPN of Piet keeps dropping.", "fault"),
    ("With access to the portal I could do it, but Outlook crashes.", "fault"),
    ("Please give Ella Sand access to the folder T:\\Bids. She starts Monday.", "access"),
    ("I no longer have access to the folder T:\\Bids since the weekend.", "fault"),
    ("I could open the tender folder last week, now it says access denied.", "fault"),
    ("Ella Sand starts on Monday, please set up a laptop and access to the CRM.", "onboarding"),
    ("Our trainee leaves on 30 June. Please close his accounts that day.", "offboarding"),
    ("The director's calendar shows every entry twice. Please write to me, not to him.", "fault"),
    ("My tablet doesn't lie flat any more and the back cover is bent.", "safety"),
    ("I sent the salary list to all suppliers by mistake.", "security"),
    ("Sign-in requests every two minutes, and I pressed approve because I was half asleep.", "security"),
    ("The cloud team says it's the vendor, the vendor says it's our firewall. Who takes this?", "bounced"),
    ("The disk is full. I deleted old photos and videos, how do I free up more?", "fault"),
    ("My phone rings for one second only and the call is gone.", "fault"),
    ("The UPS in the cupboard beeps and smells like hot plastic. Shall I switch it off?", "safety"),
    ("Could you put the new logo into my mail signature?", "request"),
    ("HR says IT, IT says HR. Who is going to sort this out?", "bounced"),
    ("Water is dripping from the ceiling onto the server rack.", "safety"),
    ("I clicked 'enable content' in a file of an applicant. I've switched off the Wi-Fi.", "security"),
    ("Just wanted to say that Ivo stayed on the phone on Sunday until the tills ran. Please tell him.", "thanks"),
    ("20 students sit in front of blue screens in lab 4.", "outage"),
    ("Could you install R on the PCs in lab 2? The term starts on 7 April.", "request"),
    ("Is there any chance of a faster laptop?", "request"),
    ("For the third week my scanner is 'being looked into'. I want this escalated.", "chaser"),
    ("Locked out: my badge doesn't open the lab door since the weekend.", "fault"),
    ("Somebody stole my bag on the tram, my work phone was in it.", "lost_device"),
    ("We need 6 monitors and 2 docks for the new office, and access to the floor plan.", "request"),
]


@pytest.mark.parametrize(("body", "shape"), SHAPES, ids=[body[:40] for body, _ in SHAPES])
def test_a_reply_takes_the_shape_a_reader_would_give_it(body: str, shape: str) -> None:
    assert draft(ticket(body)).template == f"en/{shape}"


LATER = [
    ("I'll test it tomorrow, I'm on the road until then.", "more_to_come"),
    ("hello?? it's been two weeks", "chaser"),
    ("Is anybody even looking at this?", "chaser"),
    ("A stick worked, thank you!! It's quick again.", "thanks"),
    ("I'll get it tomorrow, the colleague with the screen has left.", "more_to_come"),
    ("They passed it back to me saying it's the application. I can't play postman.", "bounced"),
    ("I asked for this on the 3rd. Could somebody please tell me what's going on?", "chaser"),
]


@pytest.mark.parametrize(("last", "shape"), LATER, ids=[shape + str(place) for place, (_, shape) in enumerate(LATER)])
def test_a_later_message_is_taken_for_what_it_does(last: str, shape: str) -> None:
    made = draft(ticket("The scanner is slow.", "agent: Please scan one page to a stick.", last))
    assert made.template == f"en/{shape}"


def test_what_an_agent_did_without_result_is_owned() -> None:
    made = draft(ticket("I can't log in.", "agent: Your account is ready now.", "Same message. The course ends today!"))
    assert made.sentences[1].move == "own_failure"


def test_a_path_or_a_level_of_rights_they_gave_is_not_asked_for() -> None:
    text = draft(ticket("Please give Ella Sand access to T:\\Bids, read only.")).text
    assert "path" not in text
    assert "reading there" not in text


def test_a_cry_that_they_know_no_further_is_no_question_and_is_taken_up() -> None:
    made = draft(ticket("I don't know what else to do, the portal throws me out on every page."))
    assert "answer" not in [one.move for one in made.sentences]
    assert "from here" in made.text


def test_a_person_is_no_thing_to_decide_on() -> None:
    assert "decides on Ella" not in draft(ticket("Could you give Ella Sand access to the CRM?")).text


def test_nothing_is_asked_of_who_wants_to_be_called_or_has_minutes_left() -> None:
    call = draft(ticket("The label server is down and the line stands still. Call me on 0171 555 0143!"))
    soon = draft(ticket("The screen in meeting room Elbe says 'no signal', the board is in here in 15 minutes."))
    assert "ask" not in {one.move for one in (*call.sentences, *soon.sentences)}


def test_equipment_they_have_named_is_not_asked_for() -> None:
    asked = "agent: Which equipment does Eli need?"
    made = draft(ticket("New colleague Eli starts 1 February in Graz.", asked, "A Mac please, and a phone."))
    assert "Which computer" not in made.text


def test_words_that_were_ours_and_not_theirs_are_owned() -> None:
    made = draft(ticket("No sound.", "agent: Use the green socket.", "I don't understand what you mean by socket."))
    assert made.sentences[1].move == "own_failure"


def test_a_loss_with_strong_words_is_met_with_what_counts_now() -> None:
    made = draft(ticket("I overwrote the grade list on SharePoint an hour ago. I could cry. The conference is at 8."))
    assert "frustrating" not in made.text


def test_who_has_agreed_already_is_not_to_be_found_out() -> None:
    made = draft(ticket("We need 4 headsets by 1 December. Cost centre 7720, approved by Lena Roth."))
    assert "has to agree" not in made.text
    assert "Lena Roth" in made.text


def test_once_an_agent_was_answered_the_usual_questions_are_over() -> None:
    made = draft(ticket("My laptop is slow.", "agent: Which model is it?", "A ThinkPad, it still takes ten minutes."))
    assert "Since when" not in made.text


def test_what_is_mended_is_asked_nothing_more() -> None:
    asked = "agent: Please try it with the lamp off."
    made = draft(ticket("My webcam flickers.", asked, "That was it, the lamp! Can I keep it on at 50 Hz, though?"))
    assert "ask" not in [one.move for one in made.sentences]


def test_what_they_ask_not_to_be_done_is_no_deed() -> None:
    assert "asked me to don't" not in draft(ticket("JAWS says nothing any more. Please don't send screenshots.")).text
