"""Bytes in, nouns of the contract out, or an error that names line and field and repeats nothing of the text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from empathkit.errors import InputError
from empathkit.models import CheckRequest, Ticket

M = TypeVar("M", bound=BaseModel)


def read_text(raw: bytes) -> str:
    """UTF-8 text, with or without a byte order mark. Raises InputError."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8", line=line) from error


def read_json(raw: bytes, line: int = 1) -> Mapping[str, Any]:
    """A JSON object that begins on ``line``. Raises InputError."""
    try:
        document = json.loads(read_text(raw))
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} (column {error.colno})"
        raise InputError(message, line=line + error.lineno - 1) from error
    except (ValueError, RecursionError) as error:
        raise InputError("not JSON we can read: nested too deep, or a number too long", line=line) from error
    except InputError as error:
        raise InputError(error.message, line=line + error.line - 1) from error
    if not isinstance(document, dict):
        raise InputError("not a JSON object", line=line)
    return document


def read_ticket(raw: bytes, line: int = 1) -> Ticket:
    """A Ticket, or the Ticket under the key ``ticket`` of an object. Raises InputError."""
    document = read_json(raw, line)
    if isinstance(document.get("ticket"), dict) or ("ticket" in document and "messages" not in document):
        return validate(Ticket, document["ticket"], line, "ticket")
    return validate(Ticket, document, line)


def read_check(raw: bytes, line: int = 1) -> CheckRequest:
    """A text to check, with its ticket where there is one. Raises InputError."""
    return validate(CheckRequest, read_json(raw, line), line)


def validate(model: type[M], document: Any, line: int = 1, prefix: str = "") -> M:
    """The model of a document; the first thing wrong with it is raised as InputError."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        path = [prefix, *(str(part) for part in first["loc"])]
        message = first["msg"].removeprefix("Value error, ")
        raise InputError(message, line=line, field=".".join(part for part in path if part)) from error


def to_json(document: BaseModel | Mapping[str, Any], *, indent: int | None = None) -> str:
    """ASCII-escaped JSON. Lone surrogates survive, which pydantic's own writer does not allow."""
    plain = document.model_dump(mode="json") if isinstance(document, BaseModel) else document
    return json.dumps(plain, indent=indent)
