"""Signing and verifying webhook bodies. Pure: the time comes in as an argument.

Two schemes: Jira's ``X-Hub-Signature`` (hex HMAC-SHA256 of the raw body, no time signed), and our own for
ServiceNow, which has none: ``X-EmpathKit-Timestamp`` in UNIX seconds and ``X-EmpathKit-Signature`` with one
or more ``v1,<base64 HMAC-SHA256 of "<timestamp>.<body>">`` separated by blanks while secrets rotate.

Both-set rule (from gidgethub): a signature without a secret and a secret without a signature are both errors.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping

from empathkit.errors import SignatureError

#: How far a signed time may be from ours, in seconds, either way (Stripe's and Standard Webhooks' tolerance).
TOLERANCE = 300
HUB_HEADER = "x-hub-signature"
TIMESTAMP_HEADER = "x-empathkit-timestamp"
SIGNATURE_HEADER = "x-empathkit-signature"


def sign_hub(secret: str, body: bytes) -> str:
    """The value of ``X-Hub-Signature`` for this body."""
    return "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()


def verify_hub(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> None:
    """Check ``X-Hub-Signature``; header names in lower case. Raises SignatureError."""
    given = headers.get(HUB_HEADER, "").strip()
    _matches(given, [sign_hub(secret, body) for secret in _usable(secrets, given)])


def sign_timestamped(secret: str, timestamp: int, body: bytes) -> str:
    """One ``v1,...`` value of ``X-EmpathKit-Signature``."""
    mac = hmac.new(secret.encode(), b"%d." % timestamp + body, "sha256").digest()
    return "v1," + base64.b64encode(mac).decode()


def verify_timestamped(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: float) -> None:
    """Check the timestamped scheme at ``now`` (UNIX seconds); header names in lower case. Raises SignatureError."""
    given = headers.get(SIGNATURE_HEADER, "").split()
    usable = _usable(secrets, " ".join(given))
    stamp = headers.get(TIMESTAMP_HEADER, "").strip()
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise SignatureError("X-EmpathKit-Timestamp is missing or not a UNIX time in seconds")
    expected = [sign_timestamped(secret, int(stamp), body) for secret in usable]
    if not any(_same(one, other) for one in given for other in expected):
        raise SignatureError("the signature does not fit this body: check that both sides hold the same secret")
    if abs(now - int(stamp)) > TOLERANCE:
        raise SignatureError(f"the signed time is more than {TOLERANCE} s away: check the clocks of both sides")


def _usable(secrets: Iterable[str], given: str) -> list[str]:
    usable = [secret for secret in secrets if secret]
    if not usable:
        raise SignatureError("no webhook secret is configured, so no call can be trusted")
    if not given:
        raise SignatureError("the call is not signed: set the same secret on the platform's side")
    return usable


def _matches(given: str, expected: list[str]) -> None:
    if not any(_same(given, one) for one in expected):
        raise SignatureError("the signature does not fit this body: check that both sides hold the same secret")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
