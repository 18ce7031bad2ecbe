import json
import math
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.models import Ticket
from empathkit.reading.issue import MOST
from empathkit.reading.pieces import runs
from empathkit.reading.reader import hear
from empathkit.reading.saying import asked, clause
from empathkit.reading.voice import said_back, voice
from empathkit.reading.weight import weigh
from empathkit.text.pack import load_pack
from empathkit.text.view import view
from tests.reading.agreement import errors

CASES = Path(os.environ.get("EMPATHKIT_TEST_DATA", "")) / "cases"


def issue(*bodies: str, summary: str = "") -> str | None:
    messages = [{"author": "requester", "body": body} for body in bodies]
    ticket = Ticket.model_validate({"summary": summary, "requester": {"id": "u"}, "messages": messages})
    return hear(ticket, load_pack("en")).issue


@pytest.mark.parametrize(
    ("body", "summary", "expected"),
    [
        ("My tablet is very slow since Monday", "slow", "Your tablet is very slow since Monday."),
        ("my badge doesnt open the archive any more", "badge", "Your badge doesn't open the archive any more."),
        ("The scanner can't be switched on", "scanner", "The scanner can't be switched on."),
        ("The fan makes no noise at all", "", "The fan makes no noise at all."),
        ("hi, i cant print to the office printer", "", "You can't print to the office printer."),
        ("", "Laptop very slow", "Your laptop is very slow."),
        ("", "Shared drive very slow", "The shared drive is very slow."),
        ("", "Contacts gone from Outlook", "Your contacts are gone from Outlook."),
        ("", "VPN error 809", "You report VPN error 809."),
        ("", "How to share my calendar", "You want to know how to share your calendar."),
        ("", "Need a second monitor", "You need a second monitor."),
        ("Please add Ada to the planning group", "", "You would like us to add Ada to the planning group."),
        ("Could I have a second keyboard please?", "", "You would like a second keyboard."),
        ("Is there a way to undo this?", "", "You want to know if there is a way to undo this."),
        ("MY SCREEN IS BLACK AND I CANNOT WORK", "", "Your screen is black and you cannot work."),
        ("The dictation mic records only static.", "", "The dictation mic records only static."),
    ],
    ids=[
        "fault", "any more", "switched on", "at all",
        "chat", "thing in the title", "shared thing", "several things", "noun title", "question in the title",
        "need", "request", "wish", "question", "shouting", "a plain verb",
    ],
)  # fmt: skip
def test_the_issue_is_said_back_in_second_person(body: str, summary: str, expected: str) -> None:
    assert issue(body, summary=summary) == expected


@pytest.mark.parametrize(
    ("body", "never"),
    [
        ("The badge reader stays red, and when it wakes from sleep in the morning.", "sleep"),
        ("My mouse stopped since the last update please help! It only blinks.", "please help"),
        ("The new driver makes my tablet freeze, why?!", "why"),
        ("The intranet is down in Porto. Is there something going on with it?", "something going on"),
        ("Last time the crate was two days late. Please set up a new starter in Bergen.", "crate"),
        ("my @desk has been dark since morning. The screen of my phone stays black.", "our has"),
    ],
    ids=["and when", "please help", "why", "an empty question", "last time", "a name left out"],
)  # fmt: skip
def test_nothing_is_said_back_that_is_no_part_of_it(body: str, never: str) -> None:
    said = issue(body) or ""
    assert len(said.split()) > 2
    assert never not in said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "I click on Save in Dynamics and get:\n\nRecord is locked by another user\n\nThanks",
            'You click on Save in Dynamics and get "Record is locked by another user".',
        ),
        (
            'When I start the scanner it shows this message:\n"Lamp failure 0x12"\nCan you help?',
            'When you start the scanner it shows this message "Lamp failure 0x12".',
        ),
        (
            "My push to the wiki repository fails\nremote: Basic: Access denied. Please use a token.",
            "Your push to the wiki repository fails.",
        ),
    ],
    ids=["get", "message", "a machine's own line"],
)
def test_what_a_screen_says_on_the_next_line_is_said_with_what_shows_it(body: str, expected: str) -> None:
    assert issue(body) == expected


def test_the_same_is_not_said_twice_in_other_forms() -> None:
    said = issue("The lift display swaps its floors. My lift display has swapped the floors again.")
    assert said == "The lift display swaps its floors."


def test_what_a_screen_says_is_said_behind_what_fails_but_never_swallows_it() -> None:
    assert issue("'Disk full' appears when I save.") == "'Disk full' appears when you save."
    assert issue("I get the error 'Session is invalid' when I open the payroll portal.") == (
        "You get the error 'Session is invalid' when you open the payroll portal."
    )


def test_since_when_and_what_it_keeps_them_from_are_added() -> None:
    said = issue("Hi. Outlook crashes when I open the archive since the update. I can't send a single invoice.") or ""
    assert said.startswith("Outlook crashes when you open the archive since the update, ")
    assert said.endswith(" you can't send a single invoice.")


@pytest.mark.parametrize(
    ("body", "summary", "expected"),
    [
        ('"abc.exe" at 100 percent on every compile', "CPU", "You report abc.exe at 100 percent on every compile."),
        ("My phone is dead, I guess", "", "Your phone is dead."),
        ("Hi @desk, the app hangs, lol", "", "The app hangs."),
        ("block my card now", "", "You would like us to block your card now."),
        (
            "Can you tell me how to change my voicemail greeting?",
            "",
            "You want to know how to change your voicemail greeting.",
        ),
        ("I'm Ada from sales. No sound in the training videos.", "", "You report no sound in the training videos."),
        ("updated my laptop and now the camera is black", "", "You updated your laptop and now the camera is black."),
    ],
    ids=["a line without a verb", "trailing words", "chat", "order", "indirect question", "introduction", "no subject"],
)
def test_what_is_only_half_a_sentence_is_made_whole(body: str, summary: str, expected: str) -> None:
    assert issue(body, summary=summary) == expected


VENT = """\
Good morning,

I have been with this company for eleven years and I have never written a mail like this one. My day begins at six,
I bring the children to school, I am at my desk at eight, and all I want is to do my work. Last week our manager
told us that everything is going to be digital and that we should be grateful. Grateful! I remember the time when
we had a paper form and a stamp and it took two minutes. Since the migration on Monday the invoice scanner in the
post room rejects every page with error E-52, and I can't book a single invoice. My neighbour says it is the moon.
The coffee machine does not work either, but that is another story and I don't want to tell it here. I know that
you have a lot to do, and that you are few. Maybe somebody could think of us before the next great plan is made. I
have told my colleagues in the canteen and they only laughed. It is not that I am against new things, I have a
tablet at home and my grandson showed me how to use it. But this is a bit much. We are at the end of the month, the
suppliers are calling, and my boss looks at me as if it was my fault. Anyway, that is how it stands. I hope that
you had a nice weekend and that somebody reads this.

With kind regards
Hildegard Beispiel
Accounts payable
"""


def test_the_main_complaint_is_found_in_a_long_vent() -> None:
    said = issue(VENT, summary="I have had it") or ""
    assert "invoice scanner" in said
    assert "rejects every page with error E-52" in said


def test_greeting_and_background_are_passed_over() -> None:
    said = issue("Hello team, hope you are well. I'm Ada from sales. My headset drops the call after two minutes.")
    assert said == "Your headset drops the call after two minutes."


def test_when_all_is_well_the_last_message_is_said_back() -> None:
    said = issue("My scanner jams", "The scanner works again since you cleaned the rollers, thank you!") or ""
    assert said.startswith("The scanner works again")


@pytest.mark.parametrize("body", ["hello", "thanks!", "", "???"])
def test_nothing_to_say_is_no_issue(body: str) -> None:
    assert issue(body) is None


@pytest.mark.parametrize(
    ("words", "back"),
    [
        ("I am stuck", "you are stuck"),
        ("I was logged out and was not let in", "you were logged out and were not let in"),
        ("we lost our files", "you lost your files"),
        ("it locks me out", "it locks you out"),
        ("I've tried it myself", "you have tried it yourself"),
        ("my colleague and I are stuck", "your colleague and you are stuck"),
        ("since you replaced my screen", "since we replaced your screen"),
        ("your technician told me to wait", "our technician told you to wait"),
        ("it stops when you press F5", "it stops when you press F5"),
        ("Find My says offline", "Find My says offline"),
        ("the US site is down", "the US site is down"),
        ("i cant open it and it dosnt load", "you can't open it and it doesn't load"),
        ("my computer he makes a noise", "your computer makes a noise"),
        ("PLEASE FIX MY VPN TODAY", "please fix your VPN today"),
        ('it says "no', "it says no"),
    ],
)
def test_pronouns_change_sides_and_the_verbs_agree(words: str, back: str) -> None:
    assert said_back(words, voice(load_pack("en"))) == back


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("can't log in", "You can't log in"),
        ("locked out of the portal", "You are locked out of the portal"),
        ("crashes when you save", "It crashes when you save"),
        ("can you help", None),
        ("is no problem", None),
        ("blue folder on the left", None),
    ],
)
def test_a_clause_without_its_subject_gets_one(words: str, whole: str | None) -> None:
    assert clause(words, voice(load_pack("en"))) == whole


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("How do I share my calendar?", ("You want to know how to {}", "share my calendar")),
        ("where can I find the form", ("You want to know where to {}", "find the form")),
        ("Could I get a spare charger please?", ("You would like {}", "a spare charger")),
        ("can you unlock my account, thanks", ("You would like us to {}", "unlock my account")),
        ("Do we need a new licence?", ("You want to know if you {}", "need a new licence")),
        ("Can it be done by hand?", ("You want to know if {}", "it can be done by hand")),
        ("Why me?", None),
    ],
)
def test_a_question_is_said_as_what_is_wanted(words: str, says: tuple[str, str] | None) -> None:
    assert asked(words, voice(load_pack("en"))) == says


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        ("It hangs when I save, and then I lose my work", {"It hangs", "It hangs when I save", "I lose my work"}),
        ("When I open the file, Excel closes", {"When I open the file, Excel closes"}),
        ("Word, Excel and Visio are slow", {"Word, Excel and Visio are slow"}),
        ("It works - sort of", {"It works"}),
    ],
    ids=["joined", "leaning", "list", "dash"],
)
def test_a_sentence_is_cut_where_a_clause_can_stand_alone(sentence: str, clauses: set[str]) -> None:
    seen = view(sentence, load_pack("en"))
    found = {seen.text[run.start : run.end] for run in runs(seen.folded, seen.sentences[0], voice(load_pack("en")))}
    assert clauses <= found
    assert not any(one.endswith(("and", "when")) or one.startswith("Excel and") for one in found)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "My laptop crashes",
                "since the update",
                "and",
                "I can't work,",
                'it says "no".',
                "Please help!",
                "every day",
                "x" * 30,
                "?",
                "(or so",
                "was I logged out;",
            ]
        ),
        max_size=80,
    ).map(" ".join)
)
def test_the_issue_is_one_sentence_and_never_too_long(body: str) -> None:
    said = issue(body, summary="Laptop")
    assert said is None or (len(said.split()) <= MOST + 1 and said[-1] in ".!?" and "\n" not in said)
    assert said is None or not {"unbalanced", "first person", "agreement"} & set(errors(said))


@pytest.mark.parametrize(
    ("issue_", "wrong"),
    [
        ("You is stuck.", "agreement"),
        ("Your laptop is slow, and and it hangs.", "doubled"),
        ("It stops because.", "dangling"),
        ("You lost my files.", "first person"),
        ('It says "no.', "unbalanced"),
        ("your laptop is slow.", "small first letter"),
        ("Your laptop is slow", "no full stop"),
    ],
)
def test_the_checker_of_agreement_finds_what_is_wrong(issue_: str, wrong: str) -> None:
    assert wrong in errors(issue_)


def _tickets() -> list[tuple[str, dict[str, object]]]:
    lines = (line for file in sorted(CASES.glob("dev-*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [(case["id"], case["ticket"]) for case in map(json.loads, lines)]


@pytest.mark.skipif(not os.environ.get("EMPATHKIT_TEST_DATA"), reason="EMPATHKIT_TEST_DATA names no folder with cases")
def test_hardly_a_restated_issue_of_real_tickets_has_a_plain_error() -> None:
    tickets = _tickets()
    pack = load_pack("en")
    said = [hear(Ticket.model_validate(ticket), pack).issue for _, ticket in tickets]
    wrong = [key for (key, _), one in zip(tickets, said, strict=True) if one and errors(one)]
    assert len(wrong) <= len(tickets) // 50, wrong


def test_a_word_weighs_the_same_whatever_order_its_signs_come_in() -> None:
    weights = {"bias": 0.0, "large": 1e16, "small": 1.0, "less": -1e16}
    own = load_pack("en").over({"issue": {"weights": weights}})
    orders = [["large", "small", "less"], ["small", "large", "less"], ["less", "large", "small"]]
    odds = {weigh({"vpn": set(order)}, own).odds["vpn"] for order in orders}
    assert odds == {1 / (1 + math.exp(-1.0))}
