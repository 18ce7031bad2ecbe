"""Reading bodies with a cap, and answering JSON that keeps every code point."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from empathkit.connect.documents import to_json
from empathkit.connect.receiver import MAX_BODY

#: Seconds a caller may take to send a body; both platforms send theirs at once.
SLOWEST_BODY = 15.0


async def read_capped(request: Request) -> bytes | None:
    """The body, or None when it is over the cap, said or sent; then it was not read further.

    Raises ClientDisconnect for a caller who takes longer than :data:`SLOWEST_BODY`.
    """
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said) > MAX_BODY:
        return None
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            return await _read(request)
    except TimeoutError as error:
        raise ClientDisconnect from error


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def json_answer(
    document: BaseModel | Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON response."""
    return Response(to_json(document), status, headers=headers, media_type="application/json")
