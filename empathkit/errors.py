"""One tree of errors. A message says what happened, to which thing, and what to do; it never holds a
header, a body or ticket text.

::

    EmpathKitError
    ├── ConfigurationError      a setting is missing or wrong; names the variable
    ├── InputError              a document is not what the contract says; names line and field
    ├── PackError               a language pack can't be used; names file, line and reason
    ├── StorageUnavailable      the database can't be reached or is locked
    ├── WebhookError            a call to our webhook is refused; carries the HTTP status
    │   ├── SignatureError          401
    │   ├── BodyTooLarge            413
    │   ├── MalformedEvent          422
    │   └── Overloaded              503
    └── PlatformError           the desk's platform did not do what we asked
        ├── PlatformUnavailable     unreachable, hibernating, 5xx, or HTML where JSON belongs
        ├── AuthenticationFailed    401
        ├── PermissionDenied        403
        ├── NotVisible              404: not found, or hidden from this account
        ├── RateLimited             429; ``retry_after`` seconds
        ├── UnexpectedAnswer        a success that doesn't hold what was asked for
        ├── NoteNotStored           the note was sent and can't be found again
        └── NoteWentPublic          a note came back public; it has been deleted or must be
"""

from __future__ import annotations

from pathlib import Path


class EmpathKitError(Exception):
    """Base of every error EmpathKit raises on purpose."""


class ConfigurationError(EmpathKitError):
    """A setting is missing or wrong."""


class InputError(EmpathKitError):
    """A document is not what the contract says. ``line`` counts from 1; ``field`` is a dotted path."""

    def __init__(self, message: str, *, line: int = 1, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.field = field


class PackError(EmpathKitError):
    """A language pack can't be used."""

    def __init__(self, file: str, reason: str, *, line: int | None = None) -> None:
        super().__init__(f"{file}{f':{line}' if line else ''}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class StorageUnavailable(EmpathKitError):
    """The database can't be reached, or is locked for too long."""


class WebhookError(EmpathKitError):
    """A call to our webhook is refused with :attr:`status`."""

    status = 400


class SignatureError(WebhookError):
    """The call is not signed, or not by somebody who knows the secret."""

    status = 401


class BodyTooLarge(WebhookError):
    """The body is over the cap; it was not read further."""

    status = 413


class MalformedEvent(WebhookError):
    """The call is signed, and still not an event."""

    status = 422


class Overloaded(WebhookError):
    """The queue takes nothing more now; the platform should try again."""

    status = 503


class PlatformError(EmpathKitError):
    """The desk's platform did not do what we asked."""


class PlatformUnavailable(PlatformError):
    """Unreachable, hibernating, failing, or answering something that is not JSON."""


class AuthenticationFailed(PlatformError):
    """The platform does not know these credentials."""


class PermissionDenied(PlatformError):
    """The account lacks a right."""


class NotVisible(PlatformError):
    """Not found, or hidden from this account: the platforms do not tell the two apart."""


class RateLimited(PlatformError):
    """Too many calls. ``retry_after`` is in seconds."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnexpectedAnswer(PlatformError):
    """A success that does not hold what was asked for."""


class NoteNotStored(PlatformError):
    """A note was sent and can't be found again."""


class NoteWentPublic(PlatformError):
    """A note came back public."""


def place_of(error: BaseException) -> str:
    """An unexpected error by type and place only, for a log or a terminal: its message may hold ticket text."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    return f"unexpected {type(error).__name__}{where}: please report it"
