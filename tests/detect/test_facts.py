import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.detect.facts import find_facts
from empathkit.text.pack import load_pack

TABLE = [
    ("device", "my ThinkPad T14 is hot", "ThinkPad T14"),
    ("device", "the label printer on floor 2 is jammed", "label printer on floor 2"),
    ("device", "A spare Dell monitor would do", "spare Dell monitor"),
    ("device", "iPhone 13 mini will not charge", "iPhone 13 mini"),
    ("os", "it runs Windows 11 23H2 here", "Windows 11 23H2"),
    ("os", "on macOS Sonoma 14.5", "macOS Sonoma 14.5"),
    ("os", "since iOS 17.6.1", "iOS 17.6.1"),
    ("application", "Outlook hangs on start", "Outlook"),
    ("application", "I cannot open it in Word", "Word"),
    ("application", "the holiday planner app crashes", "holiday planner app"),
    ("application", "Brightledger won't open", "Brightledger"),
    ("application", "Excel, Word and PowerPoint are slow", "Excel, Word and PowerPoint"),
    ("application", "H: drive is gone", "H: drive"),
    ("version", "we use version 7.4.1 here", "7.4.1"),
    ("version", "Outlook 2021 is slow", "2021"),
    ("error", 'it says "Disk quota exceeded" now', "Disk quota exceeded"),
    ("error", "fails with error 0x80070005", "0x80070005"),
    ("error", "it is stuck at 43 percent", "stuck at 43 percent"),
    ("error", "I get a blue screen every hour", "a blue screen"),
    ("error", "the page shows a spinning wheel", "a spinning wheel"),
    ("error", "access denied on the folder", "access denied"),
    ("started", "broken since Tuesday morning", "since Tuesday morning"),
    ("started", "it began about two hours ago", "about two hours ago"),
    ("started", "worked until yesterday", "until yesterday"),
    ("change", "since the update it is slow", "since the update"),
    ("change", "we got a new router and mail is gone", "we got a new router"),
    ("change", "after we moved offices nothing prints", "after we moved offices nothing prints"),
    ("frequency", "every time I open a file it hangs", "every time I open a file it hangs"),
    ("frequency", "it drops three times a day", "three times a day"),
    ("frequency", "only when docked it flickers", "only when docked it flickers"),
    ("network", "on the guest wifi it works", "guest wifi"),
    ("network", "with an ethernet cable", "ethernet cable"),
    ("place", "we sit on the 4th floor", "on the 4th floor"),
    ("place", "in the Leeds office nobody prints", "Leeds office"),
    ("place", "room 3.14 is dark", "room 3.14"),
    ("scope", "works fine on my phone", "works fine on my phone"),
    ("scope", "everyone in Finance has it", "everyone in Finance has it"),
    ("scope", "two of us have it", "two of us have it"),
    ("deadline", "I need it by Friday noon", "by Friday"),
    ("deadline", "before my 14:00 call please", "before my 14:00 call"),
    ("deadline", "the ledger closes tonight", "the ledger closes tonight"),
    ("reference", "see INC0012345 for more", "INC0012345"),
    ("reference", "asset tag LT-2231 here", "LT-2231"),
    ("reference", "ring ext 2093 then", "ext 2093"),
    ("contact", "please call me on my mobile", "please call me on my mobile"),
    ("contact", "don't phone me today", "don't phone me today"),
    ("contact", "chat is best for me", "chat is best for me"),
]


@pytest.mark.parametrize(("kind", "text", "quote"), TABLE, ids=[f"{kind}: {quote}" for kind, _, quote in TABLE])
def test_a_fact_is_found_where_it_is_said(kind: str, text: str, quote: str) -> None:
    at = text.index(quote)
    spans = [(fact.start, fact.end) for fact in find_facts(text, load_pack("en")) if fact.kind == kind]
    assert any(_overlap(span, (at, at + len(quote))) >= 0.3 for span in spans), [text[a:b] for a, b in spans]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("application", "I left a word with the office"),
        ("device", "please pick up the phone"),
        ("started", "since I want it quieter, please help"),
        ("os", "we saw a lion and a tiger at the zoo"),
        ("reference", "it takes 12345678 years"),
        ("version", "there are 12 people waiting"),
        ("change", "I restarted it after lunch"),
    ],
)
def test_what_only_sounds_like_a_fact_is_none(kind: str, text: str) -> None:
    assert [fact for fact in find_facts(text, load_pack("en")) if fact.kind == kind] == []


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("my laptop is slow", True),
        ("my phone died", True),
        ("my Dell laptop is slow", False),
        ("the iPad froze", False),
    ],
)
def test_a_device_without_its_name_is_vague(text: str, vague: bool) -> None:
    assert [fact.vague for fact in find_facts(text, load_pack("en")) if fact.kind == "device"] == [vague]


def test_the_same_thing_said_twice_is_one_fact_in_its_fullest_form() -> None:
    facts = find_facts("My laptop is slow. The ThinkPad T14 gets hot. Outlook hangs and outlook dies.", load_pack("en"))
    assert [fact.value for fact in facts if fact.kind == "device"] == ["thinkpad t14"]
    assert [fact.value for fact in facts if fact.kind == "application"] == ["outlook"]


def test_a_desk_can_add_its_own_names() -> None:
    own = load_pack("en").over(
        {"vocabulary": {"applications": {"own": "skylark"}, "devices": {"models": {"own": "big bertha"}}}}
    )
    facts = find_facts("skylark prints to big bertha", own)
    assert [(fact.kind, fact.value) for fact in facts] == [("application", "skylark"), ("device", "big bertha")]


@given(st.text(st.characters(), max_size=200))
def test_facts_stand_inside_any_text(text: str) -> None:
    for fact in find_facts(text, load_pack("en")):
        assert 0 <= fact.start < fact.end <= len(text)
