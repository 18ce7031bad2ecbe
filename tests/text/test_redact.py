import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.models import Ticket
from empathkit.text.pack import load_pack
from empathkit.text.redact import MASK, iban, luhn, mask, redact, secrets, tax_id


def ticket(*bodies: str, summary: str = "") -> Ticket:
    messages = [{"author": "requester", "body": body} for body in bodies]
    return Ticket.model_validate({"summary": summary, "requester": {"id": "u1"}, "messages": messages})


def hidden(text: str) -> list[str]:
    return [text[start:end] for start, end in secrets(text, load_pack("en"))]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("my password is Tr0ub4dor&3, please reset it", "Tr0ub4dor&3"),
        ("Password: hunter22", "hunter22"),
        ("pwd=abc123XYZ!", "abc123XYZ!"),
        ("the pin is 4711", "4711"),
        ("api key: 9f8e7d6c5b4a", "9f8e7d6c5b4a"),
        ("use ghp_" + "a1B2" * 9, "ghp_" + "a1B2" * 9),
        ("AKIAIOSFODNN7EXAMPLE leaked", "AKIAIOSFODNN7EXAMPLE"),
        ("Authorization: Bearer abcdefghijklmnop123456", "abcdefghijklmnop123456"),
        ("git clone https://me:s3cr3t!@git.example.org/x", "s3cr3t!"),
        ("card 4111 1111 1111 1111 was declined", "4111 1111 1111 1111"),
        ("pay to DE89 3704 0044 0532 0130 00 today", "DE89 3704 0044 0532 0130 00"),
        ("ssn 078-05-1120 on file", "078-05-1120"),
        ("my NI number is AB 12 34 56 C", "AB 12 34 56 C"),
        ("tax id 86095742719 is wrong", "86095742719"),
    ],
    ids=[
        "is",
        "colon",
        "equals",
        "pin",
        "api key",
        "github",
        "aws",
        "bearer",
        "url",
        "card",
        "iban",
        "ssn",
        "nino",
        "tax id",
    ],
)
def test_a_secret_is_masked(text: str, secret: str) -> None:
    assert hidden(text) == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "my password is not accepted",
        "the password was expired yesterday",
        "my password is wrong again",
        "call me on +44 20 7946 0958 or ext 2093",
        "ticket INC0012345, asset LT-2231",
        "account 12345678 and order 4500012345",
        "card 4111 1111 1111 1112 has no valid check digit",
        "error 0x8024402C in build 22631.4317",
        "it takes 1234567890123456789012345 ms",
    ],
    ids=["refused", "expired", "wrong", "phone", "ticket", "account", "no card", "error", "long number"],
)
def test_a_fact_is_no_secret(text: str) -> None:
    assert hidden(text) == []


def test_masking_keeps_length_offsets_and_everything_else() -> None:
    given_ = ticket("hi, password is Abc12345 thanks", "nothing here", summary="pw: Abc12345")
    masked, spans = redact(given_)
    assert masked.messages[0].body == "hi, password is " + MASK * 8 + " thanks"
    assert spans == (((16, 24),), ())
    assert masked.messages[1] == given_.messages[1]
    assert masked.summary == "pw: " + MASK * 8


@given(st.lists(st.text(st.characters(), max_size=120), min_size=1, max_size=3))
def test_masking_twice_is_masking_once_and_never_moves_text(bodies: list[str]) -> None:
    once, spans = redact(ticket(*bodies))
    assert redact(once)[0] == once
    for body, message, found in zip(bodies, once.messages, spans, strict=True):
        assert len(message.body) == len(body)
        assert message.body == mask(body, found)


@pytest.mark.parametrize(
    ("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("0000000000000000", False)]
)
def test_card_numbers_are_told_by_their_check_digit(digits: str, valid: bool) -> None:
    assert luhn(digits) is valid


def test_account_and_tax_numbers_are_told_by_their_checks() -> None:
    assert iban("GB82 WEST 1234 5698 7654 32")
    assert not iban("GB83 WEST 1234 5698 7654 32")
    assert tax_id("86095742719")
    assert not tax_id("86095742718")
