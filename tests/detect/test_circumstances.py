import pytest

from empathkit.detect.facts import find_facts
from empathkit.errors import PackError
from empathkit.text.pack import load_pack

HITS = [
    ("started", "The scanner is dead since 3 hours", "since 3 hours"),
    ("started", "Since the weekend nothing prints", "Since the weekend"),
    ("started", "Ever since I came back from leave it hangs", "Ever since I came back from leave"),
    ("started", "It has been down all day", "all day"),
    ("started", "The lift display went blank this morning", "this morning"),
    ("started", "We have had no heating data for over a week", "for over a week"),
    ("started", "Noise began on Tuesday", "began on Tuesday"),
    ("started", "The tree took the line down on Thursday", "on Thursday"),
    ("started", "My Mac Pro died in November", "in November"),
    ("started", "I changed the router last week", "last week"),
    ("started", "From Monday on it says no", "From Monday on"),
    ("started", "No picture, all bloody morning", "all bloody morning"),
    ("started", "The boards are black, 15 minutes now", "15 minutes now"),
    ("started", "Closed page again, this is the fourth week.", "this is the fourth week"),
    ("change", "No signal since the mast work", "since the mast work"),
    ("change", "Labels are cut off since they hung up the curtains", "since they hung up the curtains"),
    ("change", "Got a new phone and now the code never comes", "Got a new phone"),
    ("change", "new phone, and my tickets have vanished", "new phone"),
    ("change", "Since Monterey the dock is dead", "Since Monterey"),
    ("change", "My monitor was replaced and now it hums", "My monitor was replaced"),
    ("change", "It was fine until we moved to the annex", "until we moved to the annex"),
    ("change", "after the electricians were here the port died", "after the electricians were here"),
    ("change", "I use a new mouse", "I use a new mouse"),
    ("change", "I accidentally deleted the drawing", "I accidentally deleted the drawing"),
    ("change", "Updated to 17.2, no sound", "Updated to 17.2"),
    ("change", "nothing was changed on our side", "nothing was changed on our side"),
    ("frequency", "It beeps about every third try", "every third try"),
    ("frequency", "The line is cut as soon as I answer", "as soon as I answer"),
    ("frequency", "It freezes when scrolling through the list", "when scrolling through the list"),
    ("frequency", "Once I lock the screen it logs me out", "Once I lock the screen"),
    ("frequency", "fails nine times out of ten", "nine times out of ten"),
    ("frequency", "after about 20 minutes the call ends", "after about 20 minutes"),
    ("frequency", "Sound is gone intermittently", "intermittently"),
    ("frequency", "The logo is wrong on every invoice", "on every invoice"),
    ("frequency", "There is a black box each morning", "each morning"),
    ("frequency", "About one scan out of twenty stays behind", "About one scan out of twenty"),
    ("frequency", "It crashes on save", "on save"),
    ("frequency", "Files are back after a restart of the app", "after a restart of the app"),
    ("frequency", "The lobby is dark on Saturdays and Sundays", "on Saturdays and Sundays"),
    ("frequency", "The sound comes and goes", "comes and goes"),
    ("scope", "Outgoing calls work", "Outgoing calls work"),
    ("scope", "On the tablet it is ok", "On the tablet it is ok"),
    ("scope", "my neighbour at the next desk has the same", "my neighbour at the next desk has the same"),
    ("scope", "Am I the only one with this?", "Am I the only one with this"),
    ("scope", "Same on the iPad", "Same on the iPad"),
    ("scope", "half of our laptops", "half of our laptops"),
    ("scope", "It doesn't happen in Firefox", "doesn't happen in Firefox"),
    ("deadline", "I need it fixed tomorrow", "tomorrow"),
    ("deadline", "Can you look at it today please", "today"),
    ("deadline", "my shift starts in 20 minutes", "my shift starts in 20 minutes"),
    ("deadline", "Please before noon", "before noon"),
    ("deadline", "the token expires on Monday", "expires on Monday"),
    ("change", "I ran the firmware update and the lid sticks", "I ran the firmware update"),
    ("change", "Where is it now that the old kiosk is shut", "now that the old kiosk is shut"),
    ("change", "Ever since I got it back it hums", "Ever since I got it back"),
    ("change", "One thing: moved from tape to disk", "moved from tape to disk"),
    ("started", "It has not rung for three weeks", "for three weeks"),
    ("frequency", "some Saturdays the gate jams", "some Saturdays"),
    ("deadline", "I fly out on Friday at 6", "I fly out on Friday at 6"),
]
MISSES = [
    ("started", "Yesterday I bought it"),
    ("started", "I paid for two months"),
    ("started", "we had it replaced two years ago"),
    ("started", "since you are closed, call me"),
    ("started", "my course starts at 8:30 pm"),
    ("started", "I'll be away from Friday"),
    ("started", "I need it fixed on Friday"),
    ("started", "I bought it in March"),
    ("started", "I was on hold for 40 minutes"),
    ("started", "I phoned on Tuesday"),
    ("started", "We asked for one in September"),
    ("started", "She is away for three weeks"),
    ("started", "I sort receipts all day"),
    ("change", "I changed the cable"),
    ("change", "since the 2nd it is slow"),
    ("frequency", "It sends every invoice to Bob"),
    ("frequency", "I clean the glass every Monday"),
    ("frequency", "I hold the button for ten seconds"),
    ("change", "since the weekend it is slow"),
    ("frequency", "I tried every cable"),
    ("change", "after I rebooted the hub it was the same"),
    ("change", "the call was dropped"),
    ("change", "If I changed the cable it would work"),
    ("change", "waiting for the update"),
    ("frequency", "Do you know when it will be fixed"),
    ("frequency", "I don't know when they close"),
    ("frequency", "It died when I dropped it"),
    ("frequency", "whenever you have time"),
    ("frequency", "It works fine when I use the cable"),
    ("scope", "Now it won't work"),
    ("scope", "I need it for work"),
    ("scope", "please make sure it works"),
    ("scope", "Oh well"),
    ("scope", "just to be sure"),
    ("deadline", "not urgent tonight"),
    ("deadline", "it froze today"),
    ("deadline", "What time do you close tonight?"),
    ("deadline", "I had a meeting yesterday at 10"),
    ("deadline", "it worked until Friday"),
    ("deadline", "I am downloading it right now"),
]


@pytest.mark.parametrize(("kind", "text", "quote"), HITS, ids=[f"{kind}: {quote}" for kind, _, quote in HITS])
def test_a_circumstance_is_heard_however_it_is_said(kind: str, text: str, quote: str) -> None:
    at = text.index(quote)
    found = [(fact.start, fact.end) for fact in find_facts(text, load_pack("en")) if fact.kind == kind]
    assert any(_overlap(span, (at, at + len(quote))) >= 0.5 for span in found), [text[a:b] for a, b in found]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


@pytest.mark.parametrize(("kind", "text"), MISSES, ids=[f"{kind}: {text}" for kind, text in MISSES])
def test_what_only_sounds_like_a_circumstance_is_none(kind: str, text: str) -> None:
    facts = [fact for fact in find_facts(text, load_pack("en")) if fact.kind == kind]
    assert [text[fact.start : fact.end] for fact in facts] == []


def test_one_span_may_be_a_change_and_a_start() -> None:
    kinds = {fact.kind for fact in find_facts("Since the migration mails arrive twice", load_pack("en"))}
    assert {"started", "change"} <= kinds


def test_a_family_that_is_no_table_is_named() -> None:
    with pytest.raises(PackError, match=r"circumstances\.toml: deadline\.own"):
        find_facts("anything", load_pack("en").over({"circumstances": {"deadline": {"own": "by noon"}}}))
