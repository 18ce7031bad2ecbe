"""Each situation has a shape of its own: what comes first, what must be there, what must not."""

import pytest
from building import ticket
from daily_tickets import spoken_tickets

from empathkit.models import Draft, Ticket
from empathkit.pipeline import Kit

KIT = Kit()


def draft(of: Ticket) -> Draft:
    made = KIT.suggest(of).draft
    assert made is not None
    return made


def moves(of: Draft) -> list[str]:
    return [one.move for one in of.sentences]


def test_danger_is_spoken_to_before_everything_else() -> None:
    made = draft(ticket("My laptop battery is bulging and it smells sweet. Is that a thing to worry about?"))
    assert made.template == "en/safety"
    assert set(moves(made)[1:3]) <= {"answer", "safety"}
    assert "swollen battery" in made.text
    assert "emergency number" in made.text


def test_who_has_cut_the_power_already_is_not_told_to() -> None:
    made = draft(ticket("The charger smelled burnt and smoked, I unplugged it. Can I use it again?"))
    assert "Please don't use it again" in made.text
    assert "Taking it off the power was right" in made.text


SECURITY = [
    ("I clicked a link in a phishing mail and typed my password.", "change that password now, from another device"),
    ("Got a suspicious mail from our bank, I haven't clicked anything.", "click nothing in it"),
    ("I opened the attachment of a scam mail and enabled the content.", "off the network"),
    ("I keep getting authenticator requests that I did not make.", "deny every request"),
    ("The mouse moved by itself and opened a window, someone is controlling it.", "type no password on it"),
    ("I sent the salary list to the wrong recipient, a data breach I fear.", "keep the sent message as it is"),
    ("There is a virus on my laptop, it says all files are encrypted.", "Don't pay anything"),
]


@pytest.mark.parametrize(("body", "said"), SECURITY, ids=[said for _, said in SECURITY])
def test_a_security_doubt_gets_its_own_first_step_first(body: str, said: str) -> None:
    made = draft(ticket(body))
    assert moves(made)[1] == "safety"
    assert said.lower() in made.text.lower()
    assert any("sign-ins" in todo for todo in made.before_sending)


LOST = [
    ("I left my work phone on the train.", "change your main password now"),
    ("My laptop was stolen last night, I called the police.", "The police report number"),
    ("I lost my badge on the way to work.", "so it can be blocked"),
]


@pytest.mark.parametrize(("body", "said"), LOST, ids=[said for _, said in LOST])
def test_a_lost_thing_is_protected_first(body: str, said: str) -> None:
    made = draft(ticket(body))
    assert made.template == "en/lost_device"
    assert said in made.text
    assert made.before_sending


LOSS = [
    ("I overwrote the budget file by mistake.", "Version history"),
    ("I deleted the wrong folder by mistake, it's not in the recycle bin.", "save nothing in that place"),
    ("I accidentally deleted the folder with our minutes.", "the recycle bin on its web page"),
    ("I accidentally deleted all mails of a supplier in Outlook.", "Recover Deleted Items"),
]


@pytest.mark.parametrize(("body", "said"), LOSS, ids=[said for _, said in LOSS])
def test_after_a_loss_nothing_is_made_worse_first(body: str, said: str) -> None:
    made = draft(ticket(body))
    assert made.template == "en/data_loss"
    assert said in made.text
    assert "guarantee" not in made.text


def test_a_chaser_gets_an_apology_and_no_question() -> None:
    made = draft(ticket("I need a new badge.", "Any news on this? It has been a week."))
    assert made.template == "en/chaser"
    assert "ask" not in moves(made)
    assert moves(made)[1] == "own_failure"


def test_a_failed_repair_is_owned_and_the_steps_before_are_not_said_again() -> None:
    made = draft(
        ticket(
            "VPN drops every hour.",
            "agent: I've reset your VPN profile, please try a phone's hotspot too.",
            "It held for two days and now it's back.",
        )
    )
    assert made.template == "en/reopened"
    assert moves(made)[1] == "own_failure"
    assert "hotspot" not in made.text


def test_a_ticket_that_was_closed_too_soon_is_owned_as_that() -> None:
    made = draft(
        ticket("Mail is slow.", "agent: We close this.", "You closed my ticket and nobody asked me. Still slow again.")
    )
    assert "losing" in made.text
    assert "wrong" in made.text


def test_who_was_sent_around_gets_one_person() -> None:
    made = draft(ticket("The SAP team says it's the printer, the printer team says it's SAP. Who is responsible?"))
    assert made.template == "en/bounced"
    assert "my name is under this message" in made.text
    assert any("Take the ticket over" in todo for todo in made.before_sending)


def test_nobody_is_told_of_being_sent_around_who_was_not() -> None:
    assert draft(ticket("The scanner on floor 2 stopped.")).template != "en/bounced"


def test_anger_gets_no_cheer_at_the_end() -> None:
    made = draft(ticket("This is UNACCEPTABLE, nobody at your desk cares. The scanner died for the fourth time."))
    assert "close" not in moves(made)[-1:] or "glad" not in made.sentences[-1].text
    assert "!" not in made.text


def test_embarrassment_is_eased_and_not_named() -> None:
    made = draft(ticket("Sorry, this is probably a silly question, I feel so stupid. My screen is upside down."))
    assert "embarrass" not in made.text.lower()
    assert any(word in made.sentences[1].text for word in ("nothing silly", "No harm done", "right to write"))


def test_several_things_are_all_named() -> None:
    made = draft(ticket("Three things: 1. My headset crackles. 2. The shared drive H: is gone. 3. The printer jams."))
    assert made.template == "en/several_issues"
    for thing in ("your headset crackles", "the shared drive H: is gone", "the printer jams"):
        assert thing in made.text


def test_a_thank_you_is_shared_and_closed_as_they_asked() -> None:
    made = draft(
        ticket("Mouse dead", "agent: Fresh batteries?", "That did it, works again. Thank you! You can close this.")
    )
    assert made.template == "en/thanks"
    assert "I'll close the ticket, as you asked." in made.text
    assert made.before_sending == ("Close the ticket: the reply says so.",)
    assert "?" not in made.text


def test_more_to_come_is_waited_for_and_a_warning_window_left_alone() -> None:
    made = draft(ticket("A red warning window pops up. I'll send a screenshot in a minute."))
    assert made.template == "en/more_to_come"
    assert "Please don't click anything in that window" in made.text
    assert "?" not in made.text


def test_a_how_to_is_answered_and_asks_nothing_more() -> None:
    made = draft(ticket("How do I set an out of office reply?"))
    assert "Automatic Replies" in made.text
    assert "?" not in made.text


def test_a_request_asks_for_what_completes_it_and_not_for_what_is_there() -> None:
    asked = draft(ticket("Could I get a second monitor please? Cost centre 4410, approved by my manager.")).text
    assert "which cost centre" not in asked.lower()


def test_an_outage_is_one_fault_and_gets_no_step_for_one_computer() -> None:
    made = draft(ticket("All 40 agents lost their softphones, nobody can take calls."))
    assert made.template == "en/outage"
    assert "advise" not in moves(made)


def test_a_vip_gets_one_person_and_no_flattery() -> None:
    made = draft(ticket("The PDF does not open on my iPad.", name="Eleanor Vance", vip=True, role="Chair"))
    assert "one person to write to" in made.text
    assert "Chair" not in made.text


def test_a_new_starter_brings_the_topic_along() -> None:
    made = draft(ticket("Our new analyst starts on 4 January in Gothenburg and needs Power BI."))
    assert "new starter" in made.text
    assert "report" not in made.text


REACH = [
    ("Please call me on 0151 447 221.", "ring you on 0151 447 221."),
    ("Please ring my mobile.", "ring your mobile."),
    ("Please don't call me, I'm in meetings.", "write to you here."),
    ("Chat is best for me.", "write to you here in chat."),
    ("E-mail me please.", "e-mail you."),
]


@pytest.mark.parametrize(("wish", "said"), REACH, ids=[said for _, said in REACH])
def test_the_next_word_comes_the_way_they_asked(wish: str, said: str) -> None:
    assert said in draft(ticket(f"The VPN drops every hour. {wish}")).text


def test_a_declared_channel_is_kept_to() -> None:
    made = draft(ticket("The VPN drops every hour.", preferences={"channel": "phone"}))
    assert "ring you." in made.text


def test_who_likes_it_brief_gets_it_brief() -> None:
    body = "The VPN drops every few minutes since Monday, I restarted the laptop and it is slow, colleagues are fine."
    brief = draft(ticket(body, preferences={"detail": "brief"})).text
    assert len(brief.split()) < len(draft(ticket(body)).text.split())


def test_a_formal_letter_gets_a_formal_answer() -> None:
    made = draft(ticket("Dear Sirs, the VPN drops every hour. Yours faithfully"))
    assert made.text.startswith("Dear Ana Prado,")
    assert "I'll" not in made.text


def test_a_time_is_named_only_where_the_service_level_gives_one() -> None:
    plain = ticket("The VPN drops every hour.", timezone="Europe/Paris")
    assert "at the latest" not in draft(plain).text
    due = plain.model_copy(update={"sla_due": "2026-11-03T15:00:00Z"})
    assert "Tuesday 3 November, 16:00" in draft(due).text


SPOKEN = spoken_tickets()


@pytest.mark.parametrize(("situation", "of"), SPOKEN, ids=[f"{of.key}-{situation}" for situation, of in SPOKEN])
def test_a_ticket_of_a_real_queue_gets_the_shape_a_reader_would_give_it(situation: str, of: Ticket) -> None:
    shape = f"en/{situation}"
    assert draft(of).template == (shape if situation in KIT.pack["shapes"] else "en/default")


def test_an_earlier_ticket_they_name_is_at_hand() -> None:
    past = [{"key": "INC-4471", "summary": "Crash with large files", "resolution": "Cache cleared"}]
    body = "The drawing program crashes again, as in INC-4471."
    assert "INC-4471" in draft(ticket(body, history=past)).text


def test_an_earlier_ticket_that_says_the_same_is_spoken_of_and_one_that_does_not_is_not() -> None:
    alike = [{"key": "INC-1", "summary": "Label printer prints blank labels"}]
    other = [{"key": "INC-2", "summary": "New headset"}]
    body = "The label printer prints blank labels."
    assert "INC-1" in draft(ticket(body, summary="blank labels", history=alike)).text
    assert "INC-2" not in draft(ticket(body, summary="blank labels", history=other)).text


def test_a_call_they_asked_for_comes_first_where_it_cannot_wait() -> None:
    body = "The label printer prints blank labels. Please ring me on 4471, the list goes down at 11:00."
    made = draft(ticket(body))
    assert moves(made)[1] == "next_step"
    assert made.text.split("\n", 1)[1].startswith("I'll ring you on 4471 right after this message")
    assert moves(made).count("next_step") == 1


def test_a_call_that_can_wait_keeps_its_place() -> None:
    made = draft(ticket("The label printer prints blank labels. You can ring me on 4471."))
    assert moves(made)[1] != "next_step"


def test_an_earlier_ticket_of_the_same_kind_is_held_against_it() -> None:
    past = [{"key": "INC-7", "summary": "Citrix keyboard layout wrong"}]
    text = draft(
        ticket("Citrix shows a black screen after the logon since noon.", summary="Citrix black", history=past)
    ).text
    assert "INC-7 (“Citrix keyboard layout wrong”)" in text


def test_a_thank_you_closes_the_ticket_and_the_note_says_so() -> None:
    made = draft(ticket("My watch is silent", "agent: Please pair it again.", "that did it, you're a star!"))
    assert "closing the ticket" in made.text or "closing" in made.text
    assert any("Close the ticket" in one for one in made.before_sending)


def test_a_request_an_agent_has_asked_about_is_asked_like_a_request() -> None:
    first, asked = "I need the report Margin Weekly", "agent: Would you only read it? And who approves it?"
    text = draft(ticket(first, asked, "just read", summary="Power BI report")).text
    assert "approv" in text


def test_a_replacement_that_is_no_better_is_owned() -> None:
    told = "It came yesterday. It's the same model and the pictures are no better."
    made = draft(
        ticket("The camera of my work phone is blurred", "agent: We sent you a replacement. Has it come?", told)
    )
    assert moves(made)[1] == "own_failure"


def test_who_took_it_off_the_network_is_told_that_it_was_right() -> None:
    made = draft(
        ticket("Somebody typed on my screen while my hands were off the keys. I've unplugged the LAN cable. And now?")
    )
    assert "off the network was right" in made.text


@pytest.mark.parametrize(
    "body",
    [
        "The ledger has been frozen for the whole claims team since 8:40.",
        "Since Thursday half of our order desk can't hear callers.",
        "9 of 21 drivers get a blank route list this morning.",
        "The nurses' app shows no patients today.",
        "The entire night shift gets thrown out of the till program.",
    ],
    ids=["whole team", "half", "so many of", "their app", "shift"],
)
def test_what_stops_a_team_is_nobodys_own_fault(body: str) -> None:
    text = draft(ticket(body)).text
    assert "all of you" in text or "everybody who has it" in text
    assert "What have you tried" not in text


def test_a_broken_promise_is_owned_and_asks_nothing_about_a_device() -> None:
    made = draft(ticket("I was promised a tablet for last Monday. I have nothing to show the clients with."))
    assert "promise" in made.text
    assert "?" not in made.text


ASKED_TWICE = [
    "I already sent it! It's in the ticket, does anyone read these?",
    "I've sent the log twice already.",
]


@pytest.mark.parametrize("last", ASKED_TWICE, ids=["in the ticket", "twice"])
def test_what_was_asked_for_twice_is_owned(last: str) -> None:
    talk = (
        ("requester", "My drawing program says the licence is gone. Here is the log file."),
        ("agent", "Could you send us the log file?"),
        ("requester", last),
    )
    messages = [{"author": author, "body": body} for author, body in talk]
    made = draft(Ticket.model_validate({"summary": "licence", "requester": {"id": "u"}, "messages": messages}))
    assert "sorry that" in made.text
    assert "your answer about" not in made.text
