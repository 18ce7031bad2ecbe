"""Places, connections, numbers and wishes to be reached."""

import pytest

from empathkit.detect.facts import find_facts
from empathkit.text.pack import load_pack

HITS = [
    ("place", "the screen in meeting room Everest is dark", "meeting room Everest"),
    ("place", "we live in Springfield, OH", "Springfield, OH"),
    ("place", "no coverage in Lisbon", "in Lisbon"),
    ("place", "zip code 44060", "44060"),
    ("place", "the scanner in warehouse 2", "warehouse 2"),
    ("network", "no wifi in here", "no wifi"),
    ("network", "my internet is down", "my internet"),
    ("network", "only over mobile data", "mobile data"),
    ("reference", "my number 9012345678 is dead", "9012345678"),
    ("reference", "issue 1-D3NB5VD is still open", "1-D3NB5VD"),
    ("contact", "call the shift leader on ext 4410", "call the shift leader on ext 4410"),
    ("contact", "call after 5pm", "call after 5pm"),
    ("contact", "please reply by email", "please reply by email"),
    ("contact", "I can't be called today", "I can't be called today"),
    ("version", "firmware on the phone is 96.86.0.70", "96.86.0.70"),
]
NEAR_MISSES = [
    ("place", "we saw it on Monday, OK"),
    ("network", "I searched the web on internet explorer"),
    ("contact", "the song is available in the shop"),
    ("contact", "I am out 40 dollars"),
    ("contact", "never contact that shop again"),
    ("reference", "it costs 1200 a year"),
]


@pytest.mark.parametrize(("kind", "text", "quote"), HITS, ids=[f"{kind}: {text}" for kind, text, _ in HITS])
def test_what_stands_around_a_fault_is_heard(kind: str, text: str, quote: str) -> None:
    at = text.index(quote)
    spans = [(fact.start, fact.end) for fact in find_facts(text, load_pack("en")) if fact.kind == kind]
    assert any(_overlap(span, (at, at + len(quote))) >= 0.6 for span in spans), [text[a:b] for a, b in spans]


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES, ids=[f"{kind}: {text}" for kind, text in NEAR_MISSES])
def test_what_only_sounds_so_is_not(kind: str, text: str) -> None:
    assert [text[fact.start : fact.end] for fact in find_facts(text, load_pack("en")) if fact.kind == kind] == []


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))
