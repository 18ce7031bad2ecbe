"""Devices, applications and systems by name, by form and by the words around them."""

import pytest

from empathkit.detect.facts import find_facts
from empathkit.text.pack import load_pack

HITS = [
    ("device", "the Cisco 8845 has no tone", "Cisco 8845"),
    ("device", "my Samsung A54 will not charge", "Samsung A54"),
    ("device", "the grey Yealink is dead", "the grey Yealink"),
    ("device", "a spare Lenovo one would do", "a spare Lenovo one"),
    ("device", "#iphonex keeps freezing", "iphonex"),
    ("device", "nothing comes out of PRT-WEST-4", "PRT-WEST-4"),
    ("device", "tills 2 and 5 are dark", "tills 2 and 5"),
    ("device", "the Zebra in the warehouse is jammed", "Zebra in the warehouse"),
    ("device", "my kezboard is wet", "kezboard"),
    ("device", "my mobile died", "mobile"),
    ("device", "the HP EliteDisplay flickers", "the HP EliteDisplay"),
    ("application", "the BI portal is slow", "BI portal"),
    ("device", "my Surface gets hot", "my Surface"),
    ("os", "since I updated my ipad to 17.4.1 it is slow", "17.4.1"),
    ("os", "it runs on 10.14.6 here", "10.14.6"),
    ("os", "since ios11.2 the phone is hot", "ios11.2"),
    ("os", "I cannot log into Windows", "Windows"),
    ("application", "Corvane 5.2 closes itself", "Corvane"),
    ("version", "Corvane 5.2 closes itself", "5.2"),
    ("application", "the Tolling portal is blank", "Tolling portal"),
    ("application", "I cannot log in to Marwick", "Marwick"),
    ("application", "no licence for Marwick Pro", "Marwick Pro"),
    ("application", "In Marwick I get a blank list", "Marwick"),
    ("application", "Marwick keeps crashing", "Marwick"),
    ("application", "Hello, Marwick won't open", "Marwick"),
    ("application", "the roster app logs me out", "roster app"),
    ("application", "the expenses thing is gone", "expenses thing"),
    ("application", "files on the K drive vanished", "K drive"),
    ("application", "your mobile app is slow", "your mobile app"),
    ("device", "my Solano 12 shows a grey screen", "Solano 12"),
    ("device", "a ThinkPad T14s is on order", "ThinkPad T14s"),
    ("device", "our oscilloscope is not found", "oscilloscope"),
    ("device", "the loudspeaker hums", "loudspeaker"),
    ("device", "our dishwasher left the wifi again", "dishwasher"),
    ("device", "my husband's hearing aids buzz", "hearing aids"),
    ("device", "my Fenix 7 lost its maps, a garmin fenix", "garmin fenix"),
    ("application", "app crashes when I pay", "app"),
    ("application", "the grant platform is down again", "grant platform"),
    ("application", "what we send from dispatch@ bounces", "dispatch@"),
    ("application", "Notes on my iPad are gone", "Notes"),
    ("application", "the X DRIVE is empty", "X DRIVE"),
    ("application", "VueScan quits when I start it", "VueScan"),
    ("application", "pictures in Mail are upside down", "Mail"),
]
NEAR_MISSES = [
    ("device", "I was on the phone for an hour"),
    ("device", "Xbox support never answers"),
    ("device", "all keyboard shortcuts are gone"),
    ("device", "I love the new Taylor Swift album"),
    ("device", "please monitor the queue"),
    ("device", "I am here till 6"),
    ("device", "the answering machine picks up"),
    ("os", "the windows in my office leak"),
    ("os", "a friend has an android phone"),
    ("os", "upgraded the rack to 11.2 units"),
    ("application", "Michael keeps forgetting his badge"),
    ("application", "a train from Langley 22.57 was late"),
    ("application", "Please open it on Monday"),
    ("application", "this is the whole page"),
    ("application", "the beamer in Raum Donau does not work"),
    ("application", "I cannot open Contracts.xlsx"),
    ("device", "on the FIOS mobile page"),
    ("device", "fine from my wife's laptop"),
    ("device", "they vote with their own phones"),
    ("device", "I got a new phone on Monday"),
    ("device", "our guest speaker comes from Basel"),
    ("application", "the fair is in the Wool Exchange"),
    ("application", "I opened INC0099123 last week"),
    ("application", "please check my account"),
    ("application", "no mail reached me"),
    ("application", "the temp folder is full"),
    ("application", "Kid can't print her homework"),
    ("version", "Safari 6 is slow"),
]


@pytest.mark.parametrize(("kind", "text", "quote"), HITS, ids=[f"{kind}: {text}" for kind, text, _ in HITS])
def test_a_thing_is_found_by_its_form_or_the_words_around_it(kind: str, text: str, quote: str) -> None:
    found = [text[fact.start : fact.end] for fact in find_facts(text, load_pack("en")) if fact.kind == kind]
    assert any(
        (quote in one and len(one) <= len(quote) + 4) or (one in quote and 2 * len(one) > len(quote)) for one in found
    )


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES, ids=[f"{kind}: {text}" for kind, text in NEAR_MISSES])
def test_words_that_only_sound_like_a_thing_are_none(kind: str, text: str) -> None:
    assert [text[fact.start : fact.end] for fact in find_facts(text, load_pack("en")) if fact.kind == kind] == []


def test_a_device_mentioned_beside_another_is_left_out() -> None:
    facts = find_facts("My ThinkPad T14 is slow, the mouse is fine and so is the keyboard.", load_pack("en"))
    assert [fact.value for fact in facts if fact.kind == "device"] == ["thinkpad t14"]


def test_the_release_in_a_system_is_no_version_of_its_own() -> None:
    facts = find_facts("It is Windows 10 v1703 (build 15063.726)", load_pack("en"))
    assert [fact.kind for fact in facts] == ["os"]


def test_a_number_to_call_is_part_of_the_wish_to_be_called() -> None:
    facts = find_facts("Please call me on ext 4410", load_pack("en"))
    assert [fact.kind for fact in facts] == ["contact"]


def test_a_pasted_log_does_not_fill_the_facts() -> None:
    log = " ".join(f"kernel: fault 0x{number:08x} in Unit {number}" for number in range(100))
    facts = find_facts(log, load_pack("en"))
    assert len([fact for fact in facts if fact.kind == "error"]) <= 8
