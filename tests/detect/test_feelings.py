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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your support is pathetic", ("anger", "clear")),
        ("The new layout is awful", ("frustration", "clear")),
        ("Such a lousy helpdesk", ("anger", "clear")),
        ("The helpdesk lied to us", ("anger", "clear")),
        ("If you can't mend it I'm done, I will switch to another provider", ("anger", "strong")),
        ("Sync is dead since noon 😡", ("anger", "clear")),
        ("No sound at all :(", ("frustration", "clear")),
        ("Scanner gone #epicfail", ("frustration", "clear")),
        ("Great update, my files are gone. Well done!", ("frustration", "clear")),
        ("Thanks for deleting my folders", ("frustration", "clear")),
        ("The tool is SO VERY SLOW TODAY and I am waiting", ("frustration", "strong")),
        ("We have called them about it five times", ("frustration", "clear")),
        ("Two hours on hold with them", ("frustration", "clear")),
        ("Nobody answered my mails", ("frustration", "clear")),
        ("Why on earth was it moved", ("frustration", "clear")),
        ("What if the backup is gone too", ("worry", "clear")),
        ("Will I lose my drafts?", ("worry", "mild")),
        ("I can't figure out which tray it means", ("confusion", "clear")),
        ("It froze in front of the board", ("embarrassment", "mild")),
        ("I was hoping for a larger one", ("disappointment", "mild")),
        ("Please unlock it right now", ("urgency", "clear")),
        ("Oh well", ("resignation", "mild")),
        ("Thank you so much, it prints", ("gratitude", "clear")),
    ],
)
def test_a_feeling_is_heard_by_words_context_and_marks(text: str, expected: tuple[str, str]) -> None:
    assert expected in feelings(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am not worried about it",
        "If it is urgent I will say so",
        "The Mac shows a kernel panic",
        "It closes immediately after the logo",
        "The error 'worst case' is shown",
        "The disk is not bad",
        "Great, thanks for the quick reply",
        "Any help would be greatly appreciated",
        "The file lazy_load is missing",
        "Is it possible to scroll back and forth?",
        "I look forward to hearing from you",
        "USB and VPN and SAP work",
    ],
    ids=[
        "denied",
        "conditional",
        "kernel panic",
        "immediately",
        "a title",
        "litotes",
        "plain praise",
        "politeness",
        "a name",
        "movement",
        "farewell",
        "abbreviations",
    ],
)
def test_words_that_only_look_like_a_feeling_show_none(text: str) -> None:
    assert feelings(text) == []


def test_praise_that_is_scorn_is_no_gratitude() -> None:
    assert {name for name, _ in feelings("Great service again. Two days and still no printer")} == {"frustration"}


def test_a_row_of_pictures_speaks_for_itself() -> None:
    text = "The projector has no picture 😫😫😫"
    found = find_feelings(text, load_pack("en"))
    assert [text[one.start : one.end] for one in found] == ["😫😫😫"]
