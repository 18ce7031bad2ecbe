"""What is set beside the fault: what else works or fails, told from the fault itself and from stories."""

import pytest

from empathkit.detect.facts import find_facts
from empathkit.text.pack import load_pack

HITS = [
    ("With the spare lead it is silent.", "With the spare lead it is silent"),
    ("Over the phone line the fax goes through.", "Over the phone line the fax goes through"),
    ("My deskmate's badge works.", "My deskmate's badge works"),
    ("The other three tills behave.", "The other three tills behave"),
    ("Nothing prints, my wife has the same.", "my wife has the same"),
    ("Safari hangs, Opera: fine.", "Opera: fine"),
    ("Drawers 2 and 3 open.", "Drawers 2 and 3 open"),
    ("In the guest profile the icons look right.", "In the guest profile the icons look right"),
    ("It sends nothing, incoming faxes arrive.", "incoming faxes arrive"),
    ("A tablet on the same table has no such trouble.", "A tablet on the same table has no such trouble"),
    ("No picture on all nine screens in the lobby.", "all nine screens"),
    ("The sync stops, for all five of us.", "for all five of us"),
    ("It crashes, even in recovery mode.", "even in recovery mode"),
    ("The stamp is missing, not on the copies.", "not on the copies"),
    ("Copies and faxes work, scans don't.", "Copies and faxes work"),
    ("Laptop is offline, ward tablets only.", "ward tablets only"),
]
MISSES = [
    "It works now, thanks.",
    "With the new badge I want to open the gate.",
    "In the morning it is perfect until ten.",
    "My manager is Ada Quill.",
    "Ah ok.",
    "Is the other printer fine?",
    "We have two people in the booth.",
    "On Monday it was fine before the move.",
    "For the time being I print at home.",
    "I asked our office manager, who is new.",
]


@pytest.mark.parametrize(("text", "quote"), HITS, ids=[text for text, _ in HITS])
def test_what_else_works_or_fails_is_heard(text: str, quote: str) -> None:
    at = text.index(quote)
    spans = [(fact.start, fact.end) for fact in find_facts(text, load_pack("en")) if fact.kind == "scope"]
    assert any(_overlap(span, (at, at + len(quote))) >= 0.6 for span in spans), [text[a:b] for a, b in spans]


@pytest.mark.parametrize("text", MISSES)
def test_what_sets_nothing_beside_the_fault_is_none(text: str) -> None:
    assert [text[fact.start : fact.end] for fact in find_facts(text, load_pack("en")) if fact.kind == "scope"] == []


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))
