"""A call to the instance and its answer, without a server: the batch API makes calls out of a call."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.datastructures import Headers, QueryParams

_MESSAGES: Mapping[int, tuple[str, str | None]] = {
    400: ("Bad Request", None),
    401: ("User Not Authenticated", "Required to provide Auth information"),
    403: ("Operation Failed", "ACL Exception: the account lacks a right"),
    404: ("No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
    405: ("Method not supported", None),
    429: ("Rate limit exceeded", "Rate limit of 100 requests per hour for Table API exceeded"),
    500: ("Internal server error", None),
    503: ("Service unavailable", None),
}


class Call(NamedTuple):
    """A request: ``base`` is the instance's address; ``user`` is who it comes from, empty for nobody."""

    method: str
    path: str
    query: QueryParams
    headers: Headers
    body: bytes
    base: str
    user: str

    def json_object(self) -> Mapping[str, Any]:
        """The JSON object in the body. Raises Refused with 400."""
        try:
            parsed = json.loads(self.body)
        except ValueError as error:
            raise Refused(400, "Exception while reading request") from error
        if not isinstance(parsed, Mapping):
            raise Refused(400, "Exception while reading request")
        return parsed


class Answer(NamedTuple):
    """A response; no document is an empty body."""

    status: int
    document: Any = None
    headers: Mapping[str, str] = {}


class Refused(Exception):
    """The platform refuses a call with a status and its error envelope."""

    def __init__(self, status: int, message: str | None = None, detail: str | None = None) -> None:
        super().__init__(status)
        self.answer = Answer(status, envelope(status, message, detail))


def envelope(status: int, message: str | None = None, detail: str | None = None) -> dict[str, Any]:
    """The platform's error body."""
    usual, reason = _MESSAGES.get(status, ("Operation Failed", None))
    return {"error": {"message": message or usual, "detail": detail or reason}, "status": "failure"}


def caller(headers: Headers, tokens: Mapping[str, str]) -> str:
    """Who calls: any name with any password, a token we gave out or any other, any API key; empty for nobody."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _basic(credentials)
    if scheme.lower() == "bearer" and credentials.strip():
        return tokens.get(credentials.strip(), "oauth")
    return "apikey" if headers.get("x-sn-apikey", "").strip() else ""


def _basic(credentials: str) -> str:
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return user if password else ""
