"""The API's description, made of the models it really uses."""

from __future__ import annotations

import functools
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import empathkit
from empathkit.models import CheckReport, CheckRequest, Reading, Rewrite, Suggestion, Ticket

_VERBS: dict[str, tuple[type[BaseModel], type[BaseModel], str]] = {
    "read": (Ticket, Reading, "What the requester said, with spans."),
    "suggest": (Ticket, Suggestion, "A reply with the reason for every sentence, or why there is none."),
    "check": (CheckRequest, CheckReport, "What the rules find in a text."),
    "rewrite": (CheckRequest, Rewrite, "A text with the smallest edits that mend it."),
}
_ERRORS = {
    "401": "The bearer token is missing or wrong.",
    "403": "No token is configured, and the call is not from this machine.",
    "413": "The body is over 1 MiB.",
    "422": "The document is not what the contract says.",
}
_WEBHOOK = {
    "204": "Accepted, had before, or ignored.",
    "401": "The signature is missing or wrong.",
    "404": "This platform is not configured.",
    "413": "The body is over 1 MiB.",
    "422": "Signed, and still not an event.",
    "503": "The queue is full: try again later.",
}


@functools.lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    given = [(one, "validation") for one, _, _ in _VERBS.values()]
    answered = [(one, "serialization") for _, one, _ in _VERBS.values()]
    references, schemas = models_json_schema(
        [*given, *answered],  # type: ignore[list-item]
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, Any] = {f"/v1/{name}": _verb(name, references) for name in _VERBS}
    paths["/webhooks/{platform}"] = _webhook()
    for path, summary in (("/healthz", "It runs."), ("/readyz", "It can do its work."), ("/metrics", "Counters.")):
        paths[path] = {"get": {"summary": summary, "responses": {"200": {"description": summary}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "EmpathKit", "version": empathkit.__version__},
        "paths": paths,
        "components": {
            "schemas": {**schemas["$defs"], "Error": _ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["field", "message"],
            "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}


def _verb(name: str, references: Any) -> dict[str, Any]:
    given, answered, summary = _VERBS[name]
    failures = {status: _answer(text, {"$ref": "#/components/schemas/Error"}) for status, text in _ERRORS.items()}
    return {
        "post": {
            "operationId": name,
            "summary": summary,
            "security": [{"token": []}, {}],
            "requestBody": {"required": True, "content": _json(references[given, "validation"])},
            "responses": {"200": _answer(summary, references[answered, "serialization"]), **failures},
        }
    }


def _webhook() -> dict[str, Any]:
    platform = {"name": "platform", "in": "path", "required": True, "schema": {"type": "string"}}
    responses = {status: {"description": text} for status, text in _WEBHOOK.items()}
    return {"post": {"summary": "A platform's webhook.", "parameters": [platform], "responses": responses}}


def _answer(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": _json(schema)}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
