"""The webhook handler as an ASGI app, to be mounted in Starlette, FastAPI or any other at ``/webhooks``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from empathkit.connect.handler import Answer, Handler, refusal
from empathkit.connect.receiver import MAX_BODY

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def webhooks(handler: Handler) -> App:
    """An app that takes ``POST .../{platform}``."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("this app takes HTTP calls only")
        if scope["method"] != "POST":
            await _answer(send, refusal(405, "a webhook is a POST"))
            return
        body = await _body(receive)
        if body is not None:
            # A durable queue writes to its database before it answers.
            answer = await asyncio.to_thread(handler.handle, _platform(scope), _headers(scope), body)
            await _answer(send, answer)

    return app


def _platform(scope: Scope) -> str:
    path: str = scope["path"]
    return path.rstrip("/").rpartition("/")[2]


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _body(receive: Receive) -> bytes | None:
    """The body, read no further than the handler needs to refuse it; None when the caller hung up."""
    body = bytearray()
    while len(body) <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body)


async def _answer(send: Send, answer: Answer) -> None:
    headers = [(b"content-type", b"application/json")] if answer.body else []
    headers.append((b"content-length", str(len(answer.body)).encode()))
    if answer.status == 204:
        headers = []
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
