"""Articles, capitals and lists."""

import pytest

from empathkit.reply.wording import as_written, joined, lower_start, with_article
from empathkit.text.pack import load_pack

PACK = load_pack()


@pytest.mark.parametrize(
    ("thing", "device", "said"),
    [
        ("printer on floor 2", True, "the printer on floor 2"),
        ("scanner", True, "the scanner"),
        ("The laptop", True, "the laptop"),
        ("your phone", True, "your phone"),
        ("ThinkPad T14", True, "the ThinkPad T14"),
        ("PRT_K2_links", True, "PRT_K2_links"),
        ("G: drive", False, "the G: drive"),
        ("VPN", False, "the VPN"),
        ("Outlook", False, "Outlook"),
        ("onedrive", False, "onedrive"),
        ("Scan to mail", False, "Scan to mail"),
        ("booking portal", False, "the booking portal"),
    ],
)
def test_a_common_noun_gets_an_article_and_a_name_none(thing: str, device: bool, said: str) -> None:
    assert with_article(thing, PACK, device=device) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Since Monday it drops.", "since Monday it drops."),
        ("You can't print.", "you can't print."),
        ("Outlook hangs.", "Outlook hangs."),
        ("VPN drops.", "VPN drops."),
        ("iPhone mail stopped.", "iPhone mail stopped."),
        ("", ""),
    ],
)
def test_only_ordinary_words_lose_their_capital(text: str, said: str) -> None:
    assert lower_start(text, PACK) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_items_are_joined_as_one_says_them(items: list[str], said: str) -> None:
    assert joined(items) == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("teams keeps muting you since monday", "Teams keeps muting you since Monday"),
        ("your teams lost it", "your teams lost it"),
        ('citrix says "citrix is dead" in chrome', 'Citrix says "citrix is dead" in Chrome'),
        ("windows 11, not the windows of room 4", "Windows 11, not the windows of room 4"),
        ("outlook.exe and c:\\windows\\outlook", "outlook.exe and c:\\windows\\outlook"),
        ("a new word is needed in may", "a new word is needed in may"),
        ("iphone 13, ios 17.6", "iPhone 13, iOS 17.6"),
        ("ALL the labels are GONE from SAP, DISK FULL on LP4", "all the labels are gone from SAP, disk full on LP4"),
        ("you moved the rack &amp; its cables", "you moved the rack & its cables"),
    ],
    ids=["beside", "no name", "quoted", "both", "files", "words", "phones", "capitals", "codes"],
)
def test_their_words_are_written_with_care(text: str, expected: str) -> None:
    assert as_written(text, PACK) == expected
