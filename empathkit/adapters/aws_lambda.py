"""The webhook handler behind API Gateway (both payload formats) or a function URL of AWS Lambda.

A Lambda is frozen as soon as it has answered, so threads that wait do not run: give its handler a queue that only takes
events, such as the durable one without workers (``examples/lambda_function.py``).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from empathkit.connect.handler import Answer, Handler, refusal


def webhooks(handler: Handler) -> Callable[[Mapping[str, Any], Any], dict[str, Any]]:
    """The function to name as the Lambda's handler; it takes ``POST .../{platform}``."""

    def function(event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
        answer = _handle(handler, event)
        return {
            "statusCode": answer.status,
            "headers": {"Content-Type": "application/json"} if answer.body else {},
            "body": answer.body.decode(),
            "isBase64Encoded": False,
        }

    return function


def _handle(handler: Handler, event: Mapping[str, Any]) -> Answer:
    if _method(event) != "POST":
        return refusal(405, "a webhook is a POST")
    try:
        body = _body(event)
    except (binascii.Error, UnicodeEncodeError):
        return refusal(422, "the body can't be decoded")
    path = str(event.get("rawPath") or event.get("path") or "")
    return handler.handle(path.rstrip("/").rpartition("/")[2], dict(event.get("headers") or {}), body)


def _method(event: Mapping[str, Any]) -> str:
    called = (event.get("requestContext") or {}).get("http") or {}
    return str(event.get("httpMethod") or called.get("method") or "")


def _body(event: Mapping[str, Any]) -> bytes:
    body = str(event.get("body") or "")
    return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
