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
