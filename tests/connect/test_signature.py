"""Signatures: the known vectors, the both-set rule, rotation and the time window."""

import pytest

from empathkit.connect.signature import sign_hub, sign_timestamped, verify_hub, verify_timestamped
from empathkit.errors import SignatureError

BODY = b'{"event": "insert"}'
NOW = 1_760_000_000


def test_atlassians_own_test_vector() -> None:
    signed = sign_hub("It's a Secret to Everybody", b"Hello World!")
    assert signed == "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"


def test_a_hub_signature_of_any_live_secret_is_accepted() -> None:
    verify_hub({"x-hub-signature": sign_hub("old", BODY)}, BODY, ["new", "old"])


@pytest.mark.parametrize(
    ("headers", "secrets"),
    [
        ({"x-hub-signature": sign_hub("other", BODY)}, ["s"]),
        ({"x-hub-signature": sign_hub("s", BODY + b" ")}, ["s"]),
        ({"x-hub-signature": sign_hub("s", BODY).replace("sha256", "sha1")}, ["s"]),
        ({"x-hub-signature": "sha256=é"}, ["s"]),
        ({}, ["s"]),
        ({"x-hub-signature": sign_hub("", BODY)}, []),
        ({"x-hub-signature": sign_hub("", BODY)}, [""]),
    ],
    ids=["wrong secret", "other body", "weak method", "not ascii", "not signed", "no secret set", "empty secret"],
)
def test_hub_signatures_that_are_refused(headers: dict[str, str], secrets: list[str]) -> None:
    with pytest.raises(SignatureError):
        verify_hub(headers, BODY, secrets)


def timestamped(secret: str = "s", at: int = NOW, body: bytes = BODY) -> dict[str, str]:
    return {"x-empathkit-timestamp": str(at), "x-empathkit-signature": sign_timestamped(secret, at, body)}


@pytest.mark.parametrize("drift", [-300, 0, 300])
def test_a_signed_time_within_five_minutes_is_accepted(drift: int) -> None:
    verify_timestamped(timestamped(), BODY, ["s"], NOW + drift)


def test_several_signatures_are_allowed_while_secrets_rotate() -> None:
    headers = timestamped("old")
    headers["x-empathkit-signature"] += " " + sign_timestamped("new", NOW, BODY)
    verify_timestamped(headers, BODY, ["new"], NOW)


@pytest.mark.parametrize(
    ("headers", "secrets", "now"),
    [
        (timestamped(), ["s"], NOW + 301),
        (timestamped(), ["s"], NOW - 301),
        (timestamped("other"), ["s"], NOW),
        (timestamped(body=b"other"), ["s"], NOW),
        ({**timestamped(), "x-empathkit-timestamp": "soon"}, ["s"], NOW),
        ({**timestamped(), "x-empathkit-timestamp": "9" * 40}, ["s"], NOW),
        ({**timestamped(), "x-empathkit-timestamp": str(NOW + 1)}, ["s"], NOW),
        ({"x-empathkit-timestamp": str(NOW)}, ["s"], NOW),
        (timestamped(), [], NOW),
    ],
    ids=[
        "late",
        "early",
        "wrong secret",
        "other body",
        "no time",
        "huge time",
        "time changed",
        "not signed",
        "no secret",
    ],
)
def test_timestamped_calls_that_are_refused(headers: dict[str, str], secrets: list[str], now: int) -> None:
    with pytest.raises(SignatureError):
        verify_timestamped(headers, BODY, secrets, now)
