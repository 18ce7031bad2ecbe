import pytest

from empathkit.detect.feelings import find_feelings
from empathkit.text.pack import load_pack


def feelings(text: str) -> list[tuple[str, str]]:
    return [(feeling.feeling, feeling.level) for feeling in find_feelings(text, load_pack("en"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is so frustrating", ("frustration", "clear")),
        ("It is a bit annoying", ("frustration", "mild")),
        ("We are sick and tired of it", ("frustration", "strong")),
        ("Your service is terrible", ("anger", "clear")),
        ("Fix it or I will cancel my contract", ("anger", "strong")),
        ("I am really worried about my files", ("worry", "clear")),
        ("I am a bit confused", ("confusion", "clear")),
        ("I feel like a fool", ("embarrassment", "clear")),
        ("Silly me, it was unplugged", ("embarrassment", "mild")),
        ("I am very disappointed", ("disappointment", "clear")),
        ("This is urgent", ("urgency", "clear")),
        ("I have given up on it", ("resignation", "clear")),
        ("Oh thank goodness", ("relief", "clear")),
        ("thank you so much", ("gratitude", "clear")),
    ],
)
def test_a_feeling_is_heard_with_its_level(text: str, expected: tuple[str, str]) -> None:
    assert expected in feelings(text)


@pytest.mark.parametrize(
    "text",
    [
        "Outlook crashes with an error, the problem is serious",
        "The printer is broken and the disk failed",
        "Thanks in advance",
        "Thank you",
        "Please install the update",
        "The VPN is down again",
    ],
)
def test_a_fault_report_or_politeness_is_no_feeling(text: str) -> None:
    assert feelings(text) == []


def test_each_feeling_is_told_once_at_its_strongest() -> None:
    assert feelings("It is a bit annoying. No, We are sick and tired of it.") == [("frustration", "strong")]


def test_shouting_raises_what_was_said_outright() -> None:
    assert feelings("THIS IS SO FRUSTRATING!! FIX IT!!")[0] == ("frustration", "strong")
