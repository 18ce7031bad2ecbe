"""The webhook handler as a WSGI app, to be mounted in Flask, Django or any other at ``/webhooks``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from empathkit.connect.handler import Answer, Handler, refusal
from empathkit.connect.receiver import MAX_BODY

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def webhooks(handler: Handler) -> App:
    """An app that takes ``POST .../{platform}``."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = _handle(handler, environ)
        phrase = HTTPStatus(answer.status).phrase
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} {phrase}", headers if answer.body else [])
        return [answer.body] if answer.body else []

    return app


def _handle(handler: Handler, environ: dict[str, Any]) -> Answer:
    if environ["REQUEST_METHOD"] != "POST":
        return refusal(405, "a webhook is a POST")
    platform = environ.get("PATH_INFO", "").rstrip("/").rpartition("/")[2]
    return handler.handle(platform, _headers(environ), _body(environ))


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    given = {
        name.removeprefix("HTTP_").replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return {**given, "Content-Type": environ.get("CONTENT_TYPE", "")}


def _body(environ: dict[str, Any]) -> bytes:
    """The body, read no further than the handler needs to refuse it."""
    declared = environ.get("CONTENT_LENGTH") or ""
    ends_itself = bool(environ.get("wsgi.input_terminated"))
    length = int(declared) if declared.isascii() and declared.isdigit() else MAX_BODY + 1 if ends_itself else 0
    body: bytes = environ["wsgi.input"].read(min(length, MAX_BODY + 1))
    return body
