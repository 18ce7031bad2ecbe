"""The verbs in order: what goes in as a ticket comes out as a suggestion, or as the reason why not."""

import json

import pytest
from building import ticket
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.models import Remembered, Ticket
from empathkit.pipeline import Kit, check, read, rewrite, suggest
from empathkit.text.words import fingerprint

KIT = Kit()
VPN = ticket("The VPN drops every ten minutes since Monday. I restarted the laptop twice.", summary="VPN drops")


@pytest.mark.parametrize(
    ("bodies", "why"),
    [
        (("",), "no text"),
        (("?!",), "no text"),
        (("\u200b\U0001f44d",), "no text"),
        (("hi",), "no text"),
        (("Bonjour, mon imprimante ne marche plus depuis ce matin, pouvez-vous m'aider ?",), "French"),
        (("The VPN drops.", "agent: Since when?"), "nothing is due"),
    ],
    ids=["empty", "marks", "invisible", "only a greeting", "another language", "the desk spoke last"],
)
def test_it_abstains_and_says_why(bodies: tuple[str, ...], why: str) -> None:
    suggestion = KIT.suggest(ticket(*bodies))
    assert suggestion.draft is None
    assert why in (suggestion.abstained or "")


@pytest.mark.parametrize("body", ["vpn error 809", "thx", "printer jam", "cant print"])
def test_short_messages_are_normal(body: str) -> None:
    assert KIT.suggest(ticket(body)).draft is not None


def test_an_empty_message_is_carried_by_its_summary() -> None:
    assert "VPN" in (KIT.suggest(ticket("", summary="VPN drops since Monday")).reading.issue or "")


def test_an_internal_note_of_an_agent_does_not_end_the_turn() -> None:
    document = VPN.model_dump(mode="json")
    document["messages"].append({"author": "agent", "body": "Looks like the gateway.", "public": False})
    assert KIT.suggest(Ticket.model_validate(document)).draft is not None


def test_secrets_are_masked_wherever_they_would_show() -> None:
    said = ticket("The VPN drops. My password is Tulip-4711-Garden and it worked on Monday.")
    shown = json.dumps(KIT.suggest(said).model_dump(mode="json"))
    assert "Tulip" not in shown


def test_a_sentence_that_breaks_an_error_rule_is_dropped() -> None:
    phrases = {"restate": [{"texts": ["It will be fixed by tomorrow."]}]}
    draft = Kit(KIT.pack.over({"phrases": phrases})).suggest(VPN).draft
    assert draft is not None
    assert "tomorrow" not in draft.text


def test_nothing_worth_sending_is_an_abstention() -> None:
    shapes = {name: ["greet", "close"] for name in KIT.pack["shapes"]}
    suggestion = Kit(KIT.pack.over({"shapes": shapes})).suggest(VPN)
    assert suggestion.draft is None
    assert suggestion.abstained == "Nothing worth sending was left after the checks."


def test_a_question_is_dropped_together_with_its_reason() -> None:
    ask = {"error": {"ask": "Which laptop is it?", "why": "Then I know."}}
    topics = {"vpn": {"questions": ask}, "_default": {"questions": ask}}
    known = ticket("The VPN drops.", devices=[{"model": "ThinkPad T14", "name": "LT-7"}])
    suggestion = Kit(KIT.pack.over({"topics": topics})).suggest(known)
    assert "error" in suggestion.reading.unknown
    assert suggestion.draft is not None
    assert "Then I know." not in suggestion.draft.text


def test_what_was_sent_lately_is_said_in_other_words() -> None:
    first = KIT.suggest(VPN).draft
    assert first is not None
    restated = next(one.text for one in first.sentences if one.move == "restate")
    again = KIT.suggest(VPN, remembered=Remembered(phrases=(fingerprint(restated),))).draft
    assert again is not None
    assert restated not in again.text


def test_the_plain_functions_are_the_methods_of_a_kit() -> None:
    assert read(VPN) == KIT.read(VPN)
    assert suggest(VPN) == KIT.suggest(VPN)
    assert check("Just restart it.", VPN) == KIT.check("Just restart it.", VPN)
    assert rewrite("Just restart it.").text == "Restart it."


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=200), min_size=1, max_size=3), st.text(max_size=60))
def test_any_text_gives_exact_spans_and_a_draft_with_reasons_or_a_reason_for_none(
    bodies: list[str], summary: str
) -> None:
    messages = [{"author": "requester", "body": body} for body in bodies]
    given_ticket = Ticket.model_validate({"summary": summary, "requester": {"id": "u"}, "messages": messages})
    suggestion = KIT.suggest(given_ticket)
    reading = suggestion.reading
    for one in (*reading.facts, *reading.feelings, *reading.tried, *reading.impact, *reading.asks):
        span = one.evidence
        assert given_ticket.messages[span.message].body[span.start : span.end] == span.quote
    assert (suggestion.draft is None) == (suggestion.abstained is not None)
    if suggestion.draft:
        assert all(sentence.because for sentence in suggestion.draft.sentences)
        assert not [one for one in suggestion.findings if one.severity == "error"]
    assert json.loads(json.dumps(suggestion.model_dump(mode="json")))


@pytest.mark.parametrize(
    "body",
    [
        "password: Hunter2x",
        "I tried password: Hunter2x, it failed.",
        "Sign in fails. My password is Hunter2x",
        "My password is Hunter2x and SAP says it is invalid.",
    ],
)
def test_no_reason_rests_on_a_secret_and_each_is_exact(body: str) -> None:
    of = ticket(body)
    suggestion = KIT.suggest(of)
    shown = json.dumps(suggestion.model_dump(mode="json"))
    assert "Hunter2x" not in shown
    for sentence in suggestion.draft.sentences if suggestion.draft else ():
        for why in sentence.because:
            if why.evidence:
                assert (
                    of.messages[why.evidence.message].body[why.evidence.start : why.evidence.end] == why.evidence.quote
                )


@pytest.mark.parametrize("name", ["A" * 100_000, "\ud800", "\u202e \x00"], ids=["huge", "surrogate", "invisible"])
def test_a_name_that_is_none_is_not_greeted(name: str) -> None:
    draft = KIT.suggest(ticket("The VPN drops.", name=name)).draft
    assert draft is not None
    assert draft.text.startswith("Hello,")


def test_options_of_commands_are_not_turned_round() -> None:
    issue = KIT.read(ticket("curl -u bob fails and vpn.exe -i eth0 crashes")).issue or ""
    assert "-u bob" in issue or "-i eth0" in issue


def test_a_ticket_on_which_nobody_but_the_desk_wrote_gets_no_draft() -> None:
    note = {"author": "agent", "body": "called in, see title", "public": False}
    given = {"summary": "no vpn since monday", "requester": {"id": "u1"}, "messages": [note]}
    suggestion = KIT.suggest(Ticket.model_validate(given))
    assert suggestion.draft is None
    assert "no text" in (suggestion.abstained or "")
