"""What can come of a call beside an answer, and when it may be made again. Pure."""

from __future__ import annotations

from empathkit.errors import PlatformUnavailable, RateLimited

MAX_WAIT = 30.0  #: seconds; a longer wait is handed back to the caller


class NotConnected(PlatformUnavailable):
    """No connection was made, so nothing was sent."""


class TooMany(RateLimited):
    """A 429. ``reason`` is Jira's: slow this issue, this endpoint, or all."""

    def __init__(self, message: str, retry_after: float, reason: str) -> None:
        super().__init__(message, retry_after=retry_after)
        self.reason = reason


class Busy(PlatformUnavailable):
    """A 503 that tells when to come again, in seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CircuitOpen(PlatformUnavailable):
    """The call was not made: the host has not answered for a while."""


def worth_reading_again(error: BaseException) -> bool:
    """Whether a read may be made again."""
    if isinstance(error, RateLimited | Busy):
        return error.retry_after <= MAX_WAIT
    return isinstance(error, PlatformUnavailable) and not isinstance(error, CircuitOpen)


def surely_did_not_happen(error: BaseException) -> bool:
    """Whether a write may be made again: it was refused outright, or never sent."""
    if isinstance(error, RateLimited):
        return error.retry_after <= MAX_WAIT
    return isinstance(error, NotConnected)
