import pytest

from empathkit.detect.asks import find_asks
from empathkit.text.pack import load_pack


def asks(text: str) -> list[tuple[str, str]]:
    return [(ask.kind, text[ask.start : ask.end]) for ask in find_asks(text, load_pack("en"))]


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("How do I move it over?", ("question", "How do I move it over")),
        ("It is slow. is there a setting for that?", ("question", "is there a setting for that")),
        ("Printing fails, can you look at it?", ("question", "can you look at it")),
        ("Please add Ada to the group", ("request", "Please add Ada to the group")),
        ("Could you reopen my ticket", ("request", "Could you reopen my ticket")),
        ("Need a new badge for Ada", ("wish", "Need a new badge for Ada")),
        ("I would like access to the archive", ("wish", "I would like access to the archive")),
        ("It would be great to have it today", ("request", "It would be great to have it today")),
        ("pls help", ("help", "pls help")),
        ("Any ideas?", ("help", "Any ideas")),
        ("Reopen this now", ("request", "Reopen this now")),
    ],
    ids=[
        "how",
        "second sentence",
        "after a comma",
        "please",
        "could you",
        "need",
        "would like",
        "would be",
        "help",
        "ideas",
        "order",
    ],
)
def test_an_ask_is_found_with_its_kind(text: str, ask: tuple[str, str]) -> None:
    assert ask in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Seriously?",
        "Excuse me??",
        "It broke, right?",
        "Please don't hesitate to close it",
        "Let me know if you need anything",
        "It is slow.",
    ],
    ids=["rhetorical", "protest", "tag", "politeness", "offer", "statement"],
)
def test_what_asks_nothing_is_no_ask(text: str) -> None:
    assert asks(text) == []


def test_ten_thousand_question_marks_are_no_question() -> None:
    assert asks("?" * 10_000) == []


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("@desk what is the code for the door?", ("question", "what is the code for the door")),
        ("Hi team, has the new fleet arrived?", ("question", "has the new fleet arrived")),
        ("why is the lift not moving", ("question", "why is the lift not moving")),
        ("is there a spare dock", ("question", "is there a spare dock")),
        ("anyone else without sound?", ("question", "anyone else without sound")),
        ("any update on the order", ("question", "any update on the order")),
        ("It is slow. One thing: can labels be printed there?", ("question", "can labels be printed there")),
        ("Is that safe?And may I keep it?", ("question", "Is that safe")),
        ("Would that fit the dock? @desk", ("question", "Would that fit the dock")),
        ("So the green one opens the gate, right?", ("question", "the green one opens the gate, right")),
        ("Restore my folder", ("request", "Restore my folder")),
        ("The wifi is gone, fix it", ("request", "fix it")),
        ("A new badge for Ada please", ("request", "A new badge for Ada please")),
        ("I'm looking for a tool that joins scans", ("request", "I'm looking for a tool that joins scans")),
    ],
    ids=[
        "behind a handle",
        "behind a greeting",
        "no mark",
        "is there",
        "anyone",
        "any update",
        "any subject",
        "run together",
        "handle behind",
        "tag",
        "order",
        "short order",
        "please last",
        "looking for",
    ],
)
def test_a_question_is_heard_by_its_order_of_words(text: str, ask: tuple[str, str]) -> None:
    assert ask in asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "When I click it, the page closes.",
        "There is a bug in the form",
        "What a day.",
        "See https://desk.example.org/list?page=2 for it",
        "Did the update, same as before",
        "Please ignore the last mail",
        "I just want to let you know that it works",
        "I love the new desk",
        "please when I print",
    ],
    ids=[
        "when clause",
        "there is",
        "exclamation",
        "address",
        "report in brief",
        "ignore",
        "news",
        "liking",
        "no verb",
    ],
)
def test_what_only_begins_like_a_question_asks_nothing(text: str) -> None:
    assert asks(text) == []


def test_two_questions_in_one_breath_are_two() -> None:
    assert [words for _, words in asks("Where is it, and how do I open it?")] == ["Where is it", "how do I open it"]
