"""Several reads in one round trip. Pure: the body of a batch, and what its answer holds. Source: "Batch API".

The platform runs the reads of a batch one after another under the caller's rights, stops after 30 seconds and names
those it did not come to. What a batch does not answer well is read alone afterwards, so nothing here raises.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from empathkit.errors import NotVisible, PermissionDenied, PlatformError, UnexpectedAnswer

PATH = "/api/now/v1/batch"
_ERRORS: Mapping[int, type[PlatformError]] = {400: UnexpectedAnswer, 403: PermissionDenied, 404: NotVisible}


class Served(NamedTuple):
    """The answer to one read: its JSON and headers, or the error it ended in."""

    document: Any = None
    headers: Mapping[str, str] = {}
    error: PlatformError | None = None


def body(urls: Iterable[str]) -> dict[str, Any]:
    """A batch of reads; ids are their places, from 0."""
    accept = [{"name": "Accept", "value": "application/json"}]
    asked = [{"id": str(place), "method": "GET", "url": url, "headers": accept} for place, url in enumerate(urls)]
    return {"batch_request_id": "1", "rest_requests": asked}


def served(document: Any, urls: Iterable[str]) -> dict[str, Served]:
    """By url what was answered; left out is what was not, or not well."""
    by_id = {str(place): url for place, url in enumerate(urls)}
    rows = document.get("serviced_requests") if isinstance(document, Mapping) else None
    found: dict[str, Served] = {}
    for row in rows if isinstance(rows, list) else ():
        url = by_id.get(str(row.get("id"))) if isinstance(row, Mapping) else None
        answer = _served(row, url) if url is not None else None
        if url is not None and answer is not None:
            found[url] = answer
    return found


def _served(row: Mapping[str, Any], url: str) -> Served | None:
    status = row.get("status_code")
    if isinstance(status, int) and status in _ERRORS:
        return Served(error=_ERRORS[status](f"servicenow: GET {url.partition('?')[0]}: HTTP {status} in a batch"))
    if status != 200:
        return None
    try:
        return Served(json.loads(base64.b64decode(row.get("body") or "", validate=True)), _headers(row.get("headers")))
    except (binascii.Error, ValueError, TypeError):
        return None


def _headers(given: Any) -> dict[str, str]:
    """Names as the platform writes them."""
    held = given if isinstance(given, list) else []
    return {str(one.get("name")): str(one.get("value")) for one in held if isinstance(one, Mapping)}
