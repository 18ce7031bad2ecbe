"""What of their words a reply takes up, and how: costs, stakes, corrections, short answers, questions of theirs."""

import pytest
from building import ticket

from empathkit.models import Draft, Ticket
from empathkit.pipeline import Kit
from empathkit.reply.indirect import indirect

KIT = Kit()


def draft(of: Ticket) -> Draft:
    made = KIT.suggest(of).draft
    assert made is not None
    return made


QUESTIONS = [
    ("Can the old server be put back in the meantime?", "whether the old server can be put back in the meantime"),
    ("Do old tokens stop with the new sign-in?", "whether old tokens stop with the new sign-in"),
    ("Could we borrow a projector, or can you swap our room?", "whether you could borrow a projector"),
    ("Where do I get the form (not the one from 2019)?", "where you get the form"),
    ("Does the case matter?", "whether the case matters"),
    ("Is the new laptop still coming this week?", "whether the new laptop is still coming this week"),
    ("Why is my account locked again?", "why your account is locked again"),
    ("What about my assistant?", None),
]


@pytest.mark.parametrize(("question", "clause"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_a_question_becomes_part_of_a_sentence_where_its_grammar_is_certain(question: str, clause: str | None) -> None:
    assert indirect(question, KIT.pack) == clause


@pytest.mark.parametrize("question", ["Any other suggestions?", "What could be causing it?", "Is it possible?"])
def test_a_bare_cry_for_help_is_not_said_back(question: str) -> None:
    text = draft(ticket(f"My laptop loses the Wi-Fi every few minutes. {question}")).text
    assert question.rstrip("?").lower() not in text.lower()


def test_a_word_they_took_back_is_put_right() -> None:
    text = draft(ticket("mouse is dead", "sorry i mean the keyboard. mouse is fine")).text
    assert "keyboard is dead" in text
    assert "mouse is dead" not in text


def test_what_hangs_on_it_is_said_back_even_where_it_was_no_clause() -> None:
    body = (
        "THE PUBLISH BUTTON IS DEAD. THERE ARE 9 NURSES WHO HAVE NO ROSTER FOR SUNDAY IF IT IS NOT OUT BY 3 PM TODAY."
    )
    text = draft(ticket(body)).text
    assert "9 nurses who have no roster for Sunday" in text
    assert "3 pm today" in text


@pytest.mark.parametrize(
    "body", ["I have two mailboxes and Outlook is slow.", "I set up a folder and Outlook is slow."]
)
def test_what_they_merely_have_or_did_is_no_burden(body: str) -> None:
    assert "acknowledge" not in [one.move for one in draft(ticket(body)).sentences]


def test_a_short_answer_is_noted_in_their_words_with_the_day_as_it_is_written() -> None:
    text = draft(
        ticket("Pagoda gives error 4410", "agent: Since when do you see the error?", "since last tuesday")
    ).text
    assert "since last Tuesday" in text


@pytest.mark.parametrize(
    ("last", "owned"),
    [
        ("I have told you twice, my question was where the rules are kept.", True),
        ("There's no Reset button in my settings.", True),
        ("I didn't ask the others yet.", False),
        ("There is no sound at all.", False),
    ],
)
def test_our_own_miss_is_owned_only_where_their_last_message_says_so(last: str, owned: bool) -> None:
    made = draft(ticket("Outlook moves my mail.", "agent: Please press Reset in the settings.", last))
    assert ("own_failure" in [one.move for one in made.sentences]) is owned


@pytest.mark.parametrize(
    "body", ["The printer in room 12 is offline since noon.", "My VPN drops all the time since Monday."]
)
def test_no_thanks_for_what_every_ticket_holds(body: str) -> None:
    text = draft(ticket(body)).text
    assert "Thank you for" not in text
    assert "all I need" not in text


def test_a_ticket_of_one_word_is_asked_about_and_given_no_help() -> None:
    made = draft(ticket("vpn", summary="VPN"))
    assert {"ask", "next_step"} <= {one.move for one in made.sentences}
    assert "advise" not in {one.move for one in made.sentences}
    assert "the VPN" in made.text


@pytest.mark.parametrize(
    ("body", "title", "told"),
    [
        ("I have a 2015 tablet and I use it every day. Help please", "Tablet screen flickers when warm", "flickers"),
        ("I got a new router. It is by the window.", "Weak Wi-Fi in the back office", "Weak Wi-Fi in the back office"),
    ],
)
def test_the_title_is_said_back_where_the_message_tells_only_what_they_have(body: str, title: str, told: str) -> None:
    assert told.lower() in draft(ticket(body, summary=title)).text.lower()


def test_no_two_questions_of_a_reply_have_the_same_reason() -> None:
    body = "All my meetings show one hour late since I came back from Lisbon."
    whys = [one.text for one in draft(ticket(body, summary="calendar wrong time")).sentences if one.move == "ask"]
    assert len(set(whys)) == len(whys)


def test_a_how_to_gets_only_help_that_is_meant_for_one() -> None:
    text = draft(ticket("How can I stop Teams from buzzing my phone after 6 pm?", summary="Teams notifications")).text
    assert "Do not disturb" not in text
    assert "how that is done" in text or "the steps for that" in text


def test_who_is_asked_something_is_not_told_that_there_is_nothing_to_do() -> None:
    text = draft(ticket("The controller does not always register. What do I do?", summary="controller")).text
    assert "?" in text.split("\n", 1)[1]
    assert "nothing you have to do" not in text


def test_markup_in_a_question_is_not_said_back() -> None:
    text = draft(ticket('How do I enable <a href="https://example.org">it</a> on my Mac? It is off.')).text
    assert "<" not in text


@pytest.mark.parametrize(
    ("title", "body", "gone"),
    [
        ("VPN drops", "The VPN drops every hour. I tried my phone's hotspot, no difference.", "hotspot"),
        ("VPN drops", "The VPN drops every hour, by cable and over mobile data just the same.", "hotspot"),
        ("Timesheet white", "The timesheet page stays white. Same in a private window.", "private window"),
    ],
)
def test_a_way_they_have_gone_is_not_shown_to_them(title: str, body: str, gone: str) -> None:
    made = draft(ticket(title, body))
    assert not any(gone in one.text for one in made.sentences if one.move in {"advise", "verify"})


def test_a_way_they_have_gone_is_credited() -> None:
    assert (
        "As you've tried your phone's hotspot already"
        in draft(ticket("VPN drops", "The VPN drops every hour. I tried my phone's hotspot, no difference.")).text
    )


def test_a_half_clause_does_not_outlive_its_first_half() -> None:
    body = (
        "The tablet gets no mail since the Android update. I removed the account and added it again, and rebooted. "
        "Web access is fine."
    )
    text = draft(ticket("No mail on the tablet", body)).text
    assert "update, and rebooted" not in text
    assert "eb access is fine" in text


def test_who_else_sees_it_is_not_taken_for_one_who_is_fine() -> None:
    text = draft(
        ticket("SAP slow", "SAP needs a minute for each posting today. All colleagues in Graz see it too.")
    ).text
    assert "colleagues can" not in text


def test_what_an_update_came_before_is_what_it_is_about() -> None:
    made = KIT.suggest(ticket("Work mail", "After the iOS update my work mail does not arrive on the phone any more."))
    assert made.reading.topic == "email"
