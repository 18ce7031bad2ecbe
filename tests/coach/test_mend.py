"""The coach on a ticket: what each kind of finding becomes, and what may never come of it."""

import json
from pathlib import Path

import pytest
from building import ticket
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from empathkit.pipeline import Kit

KIT = Kit()
VPN = ticket(
    "The VPN drops every few minutes since Monday, error 809, on my ThinkPad T14 with Windows 11. I restarted the "
    "laptop and it's driving me mad. I can't get into the ledger before my 14:00 call.",
    summary="VPN drops",
    key="IT-7",
)
CALM = ticket("The printer on floor 3 prints blank pages since Monday.", summary="Printer prints blank", key="IT-8")
REPLIES = [
    json.loads(line)["text"]
    for file in sorted((Path(__file__).parents[1] / "checks" / "canned").glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize(
    ("draft", "gone", "comes"),
    [
        ("That's frustrating. I'll look at the VPN log.", "That's frustrating", "the VPN"),
        ("Sorry for the inconvenience. I'll look at the VPN log.", "inconvenience", "the VPN"),
        ("Which laptop is it? I'll look at the VPN log.", "Which laptop", "ThinkPad T14; is that still right?"),
        ("Please restart the laptop. I'll look at the VPN log.", "Please restart", "restart"),
        ("The VPN will be fixed by 3 pm.", "3 pm", "I'll"),
        ("I'll look at the VPN log and it will be fixed soon.", "fixed", "I'll look at the VPN log."),
        ("I've reset your VPN profile.", "I've reset", "I'll reset your VPN profile."),
        ("Your VPN profile has been replaced.", "has been", "I'll replace your VPN profile."),
        ("I'm closing this ticket on the VPN.", "closing", "stays open until you tell me"),
        ("You forgot to attach the VPN log.", "You forgot", "The VPN log is still missing."),
        ("You entered the wrong password for the VPN.", "You entered", "The wrong password was entered for the VPN."),
        ("As I already said, the VPN works.", "said", "The VPN works."),
        ("You should have told us. I'll look at the VPN log.", "should have", "I'll look at the VPN log."),
        ("Just open the VPN log; we will look at it.", "Just", "I will look"),
        ("DO NOT TOUCH the VPN!!", "DO NOT", "Do not touch the VPN!"),
        ("Hello {{first_name}},\nI'll look at the VPN log.", "{{", "Hello Ana,"),
        ("Sorry for the VPN. I'll look at the log. My apologies again.", "apologies", "Sorry for the VPN."),
    ],
)
def test_a_finding_is_mended_in_this_ticket_s_words(draft: str, gone: str, comes: str) -> None:
    mended = KIT.rewrite(draft, VPN).text
    assert gone not in mended
    assert comes in mended


def test_too_many_questions_are_cut_to_two() -> None:
    draft = (
        "Do colleagues see it? Who is your manager? Is it the same at home or at the office? What is your shoe size?"
    )
    mended = KIT.rewrite(draft, VPN).text
    assert mended.count("?") == 2
    assert "Do colleagues see it?" in mended


def test_a_feeling_is_named_only_where_it_was_shown() -> None:
    cross = ticket("The VPN drops every few minutes with error 809 and I'm really frustrated.", summary="VPN drops")
    assert "frustrat" in KIT.rewrite("That's annoying. I'll look at the VPN log.", cross).text
    mended = KIT.rewrite("That must be annoying. I'll look at the printer.", CALM).text
    assert "annoying" not in mended
    assert "frustrat" not in mended


@pytest.mark.parametrize("line", ["Sorry for the inconvenience.", "That's frustrating.", "It will be fixed by noon."])
def test_without_a_ticket_there_is_nothing_to_say_so_it_is_left(line: str) -> None:
    assert KIT.rewrite(line).text == line


@pytest.mark.parametrize("draft", ["You should have told us.", "Rest assured."])
def test_a_reply_is_never_cut_to_nothing(draft: str) -> None:
    assert KIT.rewrite(draft, VPN).text.strip()


def test_a_good_reply_is_left_as_it_is() -> None:
    draft = "Hello Ana,\nI can see error 809, so the VPN's port is closed on the way. I'll look at the gateway's log."
    assert KIT.rewrite(draft, VPN).text == draft


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(REPLIES), min_size=1, max_size=3), st.sampled_from([None, VPN, CALM]))
def test_a_rewrite_is_its_edits_and_never_has_more_findings(parts, of) -> None:
    draft = "\n".join(parts)
    mended = KIT.rewrite(draft, of)
    text, at = "", 0
    for edit in mended.edits:
        assert draft[edit.start : edit.end] == edit.before
        assert at <= edit.start <= edit.end
        assert edit.before != edit.after
        assert edit.rule.startswith("EK")
        assert edit.why
        text, at = text + draft[at : edit.start] + edit.after, edit.end
    assert text + draft[at:] == mended.text
    assert len(KIT.check(mended.text, of).findings) <= len(KIT.check(draft, of).findings)
