"""The receiver: cap, then verify, then parse, in this order."""

from collections.abc import Mapping
from typing import Any

import pytest

from empathkit.connect.receiver import MAX_BODY, SignedReceiver
from empathkit.errors import BodyTooLarge, MalformedEvent, SignatureError
from empathkit.models import Ignored


def trusting(headers: Mapping[str, str], body: bytes, now: float) -> None:
    """Accepts every signature."""


def distrusting(headers: Mapping[str, str], body: bytes, now: float) -> None:
    raise SignatureError("no")


def parse(headers: Mapping[str, str], document: Mapping[str, Any]) -> Ignored:
    return Ignored(name=str(document.get("event")), reason=headers.get("x-id", ""))


def test_header_names_reach_the_platform_in_lower_case() -> None:
    assert SignedReceiver("p", trusting, parse).accept({"X-Id": "7"}, b'{"event": "e"}') == Ignored(
        name="e", reason="7"
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'"text"', b"[1]", b"\xff{}", b"[" * 100_000],
    ids=["empty", "cut", "text", "list", "bytes", "deep"],
)
def test_a_body_that_is_no_json_object_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedEvent):
        SignedReceiver("p", trusting, parse).accept({}, body)


def test_a_body_over_the_cap_is_refused_before_it_is_hashed() -> None:
    with pytest.raises(BodyTooLarge):
        SignedReceiver("p", distrusting, parse).accept({}, b"x" * (MAX_BODY + 1))


def test_nothing_is_parsed_before_it_is_verified() -> None:
    with pytest.raises(SignatureError):
        SignedReceiver("p", distrusting, parse).accept({}, b"not json")
