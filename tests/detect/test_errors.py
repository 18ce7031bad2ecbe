"""What things say and show, told from what people say and from names in quotes."""

import pytest

from empathkit.detect.facts import find_facts
from empathkit.text.pack import load_pack

HITS = [
    ("the app keeps telling me I'm offline", "I'm offline"),
    ("it says my licence ran out", "my licence ran out"),
    ('"Server unreachable" appears every time', "Server unreachable"),
    ("I get “The mailbox could not be opened”", "The mailbox could not be opened"),
    ("the router has a solid orange light", "a solid orange light"),
    ("there are 3 green dots on my screen", "3 green dots on my screen"),
    ("the picture comes back all pixelated", "comes back all pixelated"),
    ("my second monitor goes black", "goes black"),
    ("Outlook keeps asking for my password", "asking for my password"),
    ("the laptop wants a recovery key", "wants a recovery key"),
    ("it hangs on loading data", "hangs on loading data"),
    ("the submit button is greyed out", "the submit button is greyed out"),
    ("credentials are invalid since the reset", "credentials are invalid"),
    ("there is no error message at all", "no error message"),
    ("it logs me out of Marwick", "logs me out of Marwick"),
    ("crashed with NullPointerException", "NullPointerException"),
    ("page shows HTTP 503", "HTTP 503"),
    ('"Tray two is open". The old Ricoh.', "Tray two is open"),
    ('my fitness app "still counting sheep" all day', "still counting sheep"),
    ("hall display blank after the storm", "hall display blank"),
    ("both lamps amber since noon", "both lamps amber"),
    ("it just blinks red", "blinks red"),
    ("paying for 80, getting 4.2 mbps", "4.2 mbps"),
    ("the launcher sits there, position in queue 912", "position in queue 912"),
]
NEAR_MISSES = [
    "the agent said it would be fixed",
    "they told me to wait until Friday",
    "I click the “Advanced” button",
    "my boss says he needs it",
    "a song called “Hello again”",
    "the so-called “quick” support",
    "someone said that it was ready",
    "I got another error message",
    "our team is white hot about it",
    'Switched on "keep the lid warm" yesterday',
    '"Warm lid at night" is ticked',
    "the rule book says we may not",
    "Ms Quill said I'd get one",
    "she wants to have it on paper",
    "I can't say since when",
]


@pytest.mark.parametrize(("text", "quote"), HITS, ids=[text for text, _ in HITS])
def test_what_a_thing_says_or_shows_is_heard(text: str, quote: str) -> None:
    at = text.index(quote)
    spans = [(fact.start, fact.end) for fact in find_facts(text, load_pack("en")) if fact.kind == "error"]
    assert any(_overlap(span, (at, at + len(quote))) >= 0.6 for span in spans), [text[a:b] for a, b in spans]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_people_say_and_what_is_only_named_is_no_error(text: str) -> None:
    assert [text[fact.start : fact.end] for fact in find_facts(text, load_pack("en")) if fact.kind == "error"] == []


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))
