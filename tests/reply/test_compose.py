"""Drafts: the moves of the situation, each sentence true and with its reason."""

from typing import Any

import pytest
from building import evidence, fact, feeling, mention, ticket

from empathkit.models import Known, PainPoint, Reading, Sentence, Ticket, UserContext
from empathkit.reply.compose import compose
from empathkit.text.pack import Pack, load_pack
from empathkit.text.words import fingerprint

PACK = load_pack()
VPN = ticket(
    "Hi, the VPN drops every few minutes since Monday. I restarted the laptop and it's driving me mad. "
    "I can't send the invoices. It has to work before my 14:00 call. Can you raise the time limit?",
    summary="VPN drops",
)
ISSUE = "Since Monday the VPN drops every few minutes."


def reading(of: Ticket = VPN, **change: Any) -> Reading:
    fields: dict[str, Any] = {
        "language": "en",
        "topic": "vpn",
        "situation": "fault",
        "issue": ISSUE,
        "facts": (fact(of, "application", "the VPN"), fact(of, "started", "since Monday")) if of is VPN else (),
    }
    return Reading(**{**fields, **change})


def sentences(
    of: Ticket = VPN, context: UserContext | None = None, pack: Pack = PACK, **change: Any
) -> tuple[Sentence, ...]:
    return compose(reading(of, **change), of, context or UserContext(), pack).sentences


def said(move: str, *args: Any, **change: Any) -> str:
    return " ".join(one.text for one in sentences(*args, **change) if one.move == move)


def test_the_text_is_the_sentences_in_order_with_white_space_between() -> None:
    draft = compose(reading(), VPN, UserContext(), PACK)
    assert draft.text.split() == " ".join(one.text for one in draft.sentences).split()
    assert draft.template == "en/fault"


def test_every_sentence_has_a_reason_that_rests_on_something() -> None:
    for one in sentences(feelings=(feeling(VPN, "frustration", "strong", "it's driving me mad"),), unknown=("error",)):
        assert all(why.evidence or why.known or why.route for why in one.because), one.text


def test_a_shown_feeling_is_named_with_its_cause_deadline_and_an_offer() -> None:
    text = said(
        "acknowledge",
        feelings=(feeling(VPN, "frustration", "strong", "it's driving me mad"),),
        facts=(fact(VPN, "deadline", "before my 14:00 call"),),
    )
    assert text.startswith("Since Monday the VPN drops every few minutes, and that right before your 14:00 call:")
    assert text.endswith("I understand how frustrating that is, and I'd be glad to get you back on in time.")


def test_without_a_feeling_the_burden_is_named_and_no_feeling() -> None:
    text = said("acknowledge", impact=(mention(VPN, "I can't send the invoices"),))
    assert "you can't send the invoices" in text.lower()
    assert "frustrating" not in text


def test_a_cost_that_was_heard_without_its_end_is_said_whole() -> None:
    early = ticket("The reader ignores my badge. I start at five, nobody is there to let me in, and it rains.")
    assert "there to let you in" in said(
        "acknowledge", early, facts=(), impact=(mention(early, "nobody is there to let"),)
    )


def test_without_a_feeling_or_a_burden_nothing_is_acknowledged() -> None:
    assert said("acknowledge") == ""


def test_the_issue_is_said_back() -> None:
    assert "Monday the VPN drops every few minutes" in said("restate")


def test_what_was_tried_is_credited_and_not_suggested() -> None:
    assert "a restart" in said("credit", tried=(mention(VPN, "I restarted the laptop"),)).lower()


@pytest.mark.parametrize(
    ("unknown", "questions"), [((), 0), (("error",), 1), (("error", "network"), 2), (("error", "network", "os"), 2)]
)
def test_at_most_two_questions_each_with_why_it_helps(unknown: tuple[str, ...], questions: int) -> None:
    asked = [one.text for one in sentences(unknown=unknown) if one.move == "ask"]
    assert len([text for text in asked if text.endswith("?")]) == questions
    assert len(asked) == 2 * questions


#: Of a topic whose first help doesn't fit.
ODD = ticket("The quarterly report looks odd to me.")


def test_a_topic_asks_in_its_own_words_and_the_rest_in_the_shared_ones() -> None:
    assert "VPN say when it fails" in said("ask", unknown=("error",))
    assert "Did anything change shortly before" in said("ask", ODD, unknown=("change",), topic="reporting", facts=())


def test_beside_first_help_no_question_is_asked_that_any_ticket_could_be_asked() -> None:
    assert said("advise")
    assert said("ask", unknown=("change",)) == ""


def test_with_two_devices_on_file_it_asks_which_naming_both() -> None:
    records = tuple(Known(kind="device", value=name, source="profile") for name in ("Dell 5420 (A1)", "Dell 7440 (A2)"))
    devices = [{"name": "A1", "model": "Dell 5420"}, {"name": "A2", "model": "Dell 7440"}]
    two = ticket("My laptop is slow.", devices=devices)
    text = said("ask", two, UserContext(known=records), topic="laptop", facts=(), unknown=("device",))
    assert "Which one is it, the Dell 5420 (A1) or the Dell 7440 (A2)?" in text


def test_the_device_on_file_is_named_only_where_it_matters() -> None:
    one = ticket("My laptop is slow.", devices=[{"name": "A1", "model": "Dell 5420"}])
    known = UserContext(known=(Known(kind="device", value="Dell 5420 (A1)", source="profile"),))
    assert "Dell 5420 (A1)" in said("known", one, known, topic="laptop", facts=(), unknown=("error",))
    assert said("known", one, known, topic="vpn", facts=(), unknown=("error",)) == ""


def test_a_question_nothing_else_takes_up_is_taken_up() -> None:
    assert "raise the time limit" in said("answer", asks=(mention(VPN, "Can you raise the time limit"),))


def test_an_ask_the_restatement_carries_is_not_said_twice() -> None:
    asks = (mention(VPN, "Can you raise the time limit"),)
    assert said("answer", asks=asks, issue="You need the time limit of the VPN raised.") == ""


def test_the_next_step_binds_to_nothing_but_the_agents_own_work() -> None:
    [step] = [one for one in sentences() if one.move == "next_step"]
    assert step.text.startswith("Meanwhile, I'll look ")
    assert step.text.endswith(" and write to you here.")
    assert step.because[0].route == "default"
    [alone] = [one for one in sentences(ODD, topic="reporting", facts=()) if one.move == "next_step"]
    assert alone.text.startswith("I'll look ")


def test_a_route_of_the_desk_is_used_when_what_it_needs_is_known() -> None:
    routes = {"vpn": {"text": "I'll ring {{ contact }} now.", "needs": ["contact"], "before_sending": ["Ring them."]}}
    pack = PACK.over({"routes": routes})
    known = UserContext(known=(Known(kind="contact", value="ext 200", source="profile"),))
    draft = compose(reading(), VPN, known, pack)
    assert "I'll ring ext 200 now." in draft.text
    assert draft.before_sending == ("Ring them.",)
    assert "I'll ring" not in compose(reading(), VPN, UserContext(), pack).text


def test_how_they_want_to_be_reached_is_kept_to_and_listed_before_sending() -> None:
    call = ticket("The VPN drops. Please ring me on 4471.")
    draft = compose(reading(call, facts=(fact(call, "contact", "ring me on 4471"),)), call, UserContext(), PACK)
    assert "and ring you on 4471." in draft.text
    assert any("ring me on 4471" in one for one in draft.before_sending)


def test_the_history_is_spoken_of_by_its_tickets() -> None:
    history = UserContext(pain_points=(PainPoint(topic="vpn", summary="2 vpn tickets", tickets=("IT-8", "IT-9")),))
    assert "IT-8 and IT-9" in said("acknowledge", VPN, history)


@pytest.mark.parametrize(
    ("body", "greeting"),
    [
        ("Hi, the VPN drops.", "Hi Ana,"),
        ("Dear team, the VPN drops.", "Dear Ana Prado,"),
        ("Good morning, the VPN drops.", "Good morning Ana,"),
        ("The VPN drops.", "Hello Ana,"),
        ("Hiring tool is down.", "Hello Ana,"),
    ],
)
def test_the_greeting_mirrors_theirs(body: str, greeting: str) -> None:
    assert said("greet", ticket(body), facts=()) == greeting


@pytest.mark.parametrize(
    ("name", "called"), [("Dr. Ana Prado", "Dr. Ana Prado"), ("A. Prado", "A. Prado"), ("Ana", "Ana")]
)
def test_a_name_is_never_guessed(name: str, called: str) -> None:
    assert said("greet", ticket("The VPN drops.", name=name), facts=()) == f"Hello {called},"


def test_nobody_is_greeted_by_an_id() -> None:
    nameless = Ticket.model_validate({"requester": {"id": "u1"}, "messages": [{"author": "requester", "body": "VPN"}]})
    assert said("greet", nameless, facts=()) == "Hello,"


def test_a_thank_you_gets_no_repair_talk() -> None:
    done = ticket("It works again, thank you so much!")
    moves = {one.move for one in sentences(done, situation="thanks", facts=())}
    assert moves == {"greet", "share", "close"}


def test_more_to_come_is_waited_for_and_nothing_is_asked() -> None:
    moves = [one.move for one in sentences(situation="more_to_come", unknown=("error",))]
    assert moves[:2] == ["greet", "known"]
    assert "ask" not in moves


@pytest.mark.parametrize("situation", ["security", "safety", "data_loss"])
def test_danger_says_first_what_to_leave_alone(situation: str) -> None:
    of = ticket("A strange mail deleted my folder and the screen smokes.")
    moves = [one.move for one in sentences(of, situation=situation, facts=())]
    assert "safety" in moves
    assert moves.index("safety") < moves.index("next_step")


def test_the_same_ticket_always_gets_the_same_reply() -> None:
    assert compose(reading(), VPN, UserContext(), PACK) == compose(reading(), VPN, UserContext(), PACK)


def test_tickets_differ_in_their_words() -> None:
    keys = [ticket("The VPN drops.", key=f"IT-{number}") for number in range(30)]
    assert len({said("restate", one, facts=()) for one in keys}) > 1


def test_a_sentence_sent_lately_is_said_in_other_words() -> None:
    first = said("restate")
    again = compose(reading(), VPN, UserContext(), PACK, phrases=(fingerprint(first),))
    assert first not in [one.text for one in again.sentences]


def test_evidence_of_a_reason_stands_in_the_ticket() -> None:
    for one in sentences(feelings=(feeling(VPN, "frustration", "strong", "it's driving me mad"),)):
        for why in one.because:
            if why.evidence:
                assert why.evidence == evidence(VPN, why.evidence.quote) or len(why.evidence.quote) > 0
                body = VPN.messages[why.evidence.message].body
                assert body[why.evidence.start : why.evidence.end] == why.evidence.quote


def test_what_was_acknowledged_is_not_restated() -> None:
    text = "Since Monday the VPN drops every few minutes, and you can't send the invoices."
    drafted = compose(
        reading(issue=text, impact=(mention(VPN, "I can't send the invoices"),)), VPN, UserContext(), PACK
    )
    assert drafted.text.lower().count("can't send the invoices") == 1


def test_an_issue_that_was_said_whole_is_not_said_again() -> None:
    drafted = sentences(issue="You can't send the invoices.", impact=(mention(VPN, "I can't send the invoices"),))
    assert "restate" not in {one.move for one in drafted}


def test_half_a_clause_is_never_taken_for_a_whole_one() -> None:
    of = ticket("Hurry please, nobody else on the team has access to the portal.")
    half = (mention(of, "the team has access to the portal"),)
    assert said("acknowledge", of, facts=(), impact=half) == ""


def test_a_rant_is_never_said_back() -> None:
    of = ticket("The VPN drops. Why the hell would anybody pay for such shitty service?")
    asks = (mention(of, "Why the hell would anybody pay for such shitty service"),)
    assert said("answer", of, facts=(), asks=asks) == ""


def test_what_still_works_can_stand_in() -> None:
    two = ticket("The big printer is offline. The printer in the kitchen works.")
    facts = (fact(two, "scope", "The printer in the kitchen works"),)
    text = said("credit", two, topic="printing", issue="The big printer is offline.", facts=facts)
    assert text == "The printer in the kitchen works, so it can stand in meanwhile."
