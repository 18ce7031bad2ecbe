"""Reading bodies with a cap, and answering JSON that keeps every code point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from empathkit.connect.documents import to_json
from empathkit.connect.receiver import MAX_BODY


async def read_capped(request: Request) -> bytes | None:
    """The body, or None when it is over the cap; then it was not read further."""
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
