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
    body = "THE SUBMIT BUTTON IS GREY. I HAVE 40 PEOPLE WHO DO NOT GET PAID FRIDAY IF THIS IS NOT IN BY 4 PM TODAY."
    text = draft(ticket(body)).text
    assert "40 people who do not get paid Friday" in text
    assert "4 pm today" in text


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
