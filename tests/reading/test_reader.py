import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empathkit.models import Heard, Ticket
from empathkit.reading.reader import hear
from empathkit.text.pack import load_pack
from empathkit.text.redact import MASK, redact

VENT = (
    'Hello,\nsince the update this morning my ThinkPad T14 drops the VPN every ten minutes, it says "Tunnel closed". '
    "I restarted it twice and tried another cable. I can't submit my hours and payroll closes tonight. "
    "This is really frustrating. Could you please call me before 15:00?"
)


def ticket(*bodies: str, summary: str = "", **rest: object) -> Ticket:
    messages = [{"author": "requester", "body": body, "at": "2026-11-04T09:14:00Z"} for body in bodies]
    return Ticket.model_validate({"summary": summary, "requester": {"id": "u1"}, "messages": messages, **rest})


def heard(*bodies: str, summary: str = "") -> Heard:
    return hear(ticket(*bodies, summary=summary), load_pack("en"))


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("My touchpad stopped working", "device", "touchpad"),
        ("The router blinks red", "device", "router"),
        ("I failed to install Windows on the second disk", "os", "Windows"),
    ],
    ids=["a part", "a box", "a system"],
)
def test_a_thing_with_a_plain_name_is_always_heard(body: str, kind: str, said: str) -> None:
    assert any(said in fact.evidence.quote for fact in heard(body).facts if fact.kind == kind)


def test_every_field_of_a_full_ticket_is_filled_from_the_text() -> None:
    reading = heard(VENT, summary="VPN drops")
    assert reading.language == "en"
    assert reading.abstained is None
    assert (reading.topic, reading.situation) == ("vpn", "fault")
    assert {fact.kind for fact in reading.facts} >= {
        "device",
        "application",
        "error",
        "started",
        "change",
        "frequency",
        "deadline",
        "contact",
    }
    assert [step.evidence.quote for step in reading.tried] == ["I restarted it twice", "tried another cable"]
    assert [held_up.evidence.quote for held_up in reading.impact] == ["I can't submit my hours"]
    assert [(feeling.feeling, feeling.level) for feeling in reading.feelings] == [("frustration", "clear")]
    assert [ask.evidence.quote for ask in reading.asks] == ["Could you please call me before 15:00"]
    assert reading.done_talking
    assert not reading.repeat


def test_a_time_is_given_the_date_it_means() -> None:
    reading = heard("The scanner has been dead since yesterday")
    assert [fact.value for fact in reading.facts if fact.kind == "started"] == ["since yesterday (2026-11-03)"]


def test_only_the_requesters_messages_are_evidence() -> None:
    talk = ticket("My printer is dead").model_copy(
        update={
            "messages": (
                *ticket("My printer is dead").messages,
                ticket("x")
                .messages[0]
                .model_copy(update={"author": "agent", "body": "Is it the HP LaserJet on floor 3? Please restart it."}),
                ticket("No, the Kyocera on floor 2").messages[0],
            )
        }
    )
    reading = hear(talk, load_pack("en"))
    assert {fact.evidence.message for fact in reading.facts} <= {0, 2}
    assert "laserjet" not in " ".join(fact.value for fact in reading.facts)


def _evidence(reading: Heard) -> list[tuple[int, int, int, str]]:
    items = (*reading.facts, *reading.tried, *reading.impact, *reading.feelings, *reading.asks)
    return [(item.evidence.message, item.evidence.start, item.evidence.end, item.evidence.quote) for item in items]


PIECES = st.sampled_from(
    [
        "My laptop ",
        "since monday ",
        "I restarted it. ",
        "This sucks!! ",
        "Why? ",
        'it says "no" ',
        "password is hunter22 ",
        "\ud800",
        "\x00",
        "😡",
        "İ",
        "\n",
        "> ",
        "<b>",
        "e\u0301",
        "•••",
        "please call me ",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=12)), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), TEXTS)
def test_offsets_are_exact_on_any_text_and_never_touch_a_secret(bodies: list[str], summary: str) -> None:
    given_ = ticket(*bodies, summary=summary)
    safe, masked = redact(given_)
    reading = hear(safe, load_pack("en"))
    for message, start, end, quote in _evidence(reading):
        assert safe.messages[message].body[start:end] == quote
        assert given_.messages[message].body[start:end] == quote
        assert quote.strip() == quote
        assert not any(start < b and a < end for a, b in masked[message])
        assert MASK * 2 not in quote


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=2))
def test_the_same_ticket_twice_is_heard_the_same(bodies: list[str]) -> None:
    assert hear(ticket(*bodies), load_pack("en")) == hear(ticket(*bodies), load_pack("en"))


def test_masking_before_hearing_changes_no_evidence() -> None:
    given_ = ticket("My laptop is slow since monday. My password is hunter22! I restarted it.")
    masked, _ = redact(given_)
    assert _evidence(hear(given_, load_pack("en"))) == _evidence(hear(masked, load_pack("en")))


@pytest.mark.parametrize(
    "tail",
    [
        "\n\nKind regards\nAda Example\nAcme Printing Ltd, 4th floor\nPhone: 020 7946 0958",
        "\n\nSent from my iPhone",
        "\n\nOn Mon, Nov 2, Desk <d@example.org> wrote:\n> Did you restart your MacBook?\n> Since when?",
    ],
    ids=["signature", "device line", "quoted thread"],
)
def test_a_signature_or_a_quoted_thread_changes_nothing(tail: str) -> None:
    assert heard(VENT + tail, summary="VPN drops") == heard(VENT, summary="VPN drops")


@pytest.mark.parametrize("thanks", ["thanks!", "Thank you!", "thx", "Many thanks"])
def test_adding_thanks_changes_no_fact(thanks: str) -> None:
    assert heard(VENT + " " + thanks).facts == heard(VENT).facts


def test_the_order_of_unrelated_sentences_does_not_change_what_is_stated() -> None:
    sentences = ["Outlook hangs every morning.", "We sit on the 4th floor.", "I restarted it twice."]
    one, other = heard(" ".join(sentences)), heard(" ".join(reversed(sentences)))
    assert sorted((fact.kind, fact.value) for fact in one.facts) == sorted(
        (fact.kind, fact.value) for fact in other.facts
    )
    assert len(one.tried) == len(other.tried) == 1


@pytest.mark.parametrize(
    ("body", "language", "words"),
    [
        ("Bonjour, mon imprimante ne marche plus depuis ce matin, merci", "fr", "French"),
        ("", "en", "no text"),
        ("\n > old\n", "en", "no text"),
    ],
    ids=["French", "empty", "only a quote"],
)
def test_what_cannot_be_read_is_said_in_plain_words(body: str, language: str, words: str) -> None:
    reading = heard(body)
    assert reading.language == language
    assert words in (reading.abstained or "")
    assert reading.facts == ()


def test_a_summary_carries_an_empty_body() -> None:
    reading = heard("", summary="Printer on floor 3 is jammed")
    assert reading.abstained is None
    assert reading.topic == "printing"
    assert "printer" in (reading.issue or "").lower()


@pytest.mark.parametrize(
    "body",
    [
        "a" * 1_000_000,
        "?" * 10_000,
        "\n" * 200_000,
        "> " * 100_000,
        '"' * 50_000,
        "<" * 50_000,
        "1 " * 50_000,
        "i restarted it and " * 20_000,
    ],
    ids=["a", "questions", "lines", "quotes", "marks", "tags", "digits", "words"],
)
def test_hostile_text_is_heard_too(body: str) -> None:
    assert heard(body).language
