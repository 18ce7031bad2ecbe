"""Atlassian's own OpenAPI documents, and what is held against them. They are read where EMPATHKIT_TEST_DATA says."""

import functools
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

SPECS = Path(os.environ.get("EMPATHKIT_TEST_DATA", "/nonexistent")) / "reference" / "openapi"
PLATFORM, SERVICE = "jira-platform.swagger-v3.v3.json", "jsm-servicedeskapi.swagger.v3.json"
needs_specs = pytest.mark.skipif(
    not (SPECS / PLATFORM).is_file(), reason="EMPATHKIT_TEST_DATA names no folder with reference/openapi"
)


@functools.cache
def spec(name: str) -> Any:
    """The document, with OpenAPI's ``nullable`` said in JSON Schema's way."""
    return _nullable(json.loads((SPECS / name).read_text(encoding="utf-8")))


def _nullable(node: Any) -> Any:
    if isinstance(node, list):
        return [_nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _nullable(value) for key, value in node.items()}
    return {"anyOf": [{"type": "null"}, made]} if made.get("nullable") is True else made


def check(name: str, schema: Any, value: Any) -> None:
    registry = Registry().with_resource("urn:spec", Resource(contents=spec(name), specification=DRAFT4))
    absolute = json.loads(json.dumps(schema).replace('"#/', '"urn:spec#/'))
    errors = sorted(Draft4Validator(absolute, registry=registry).iter_errors(value), key=lambda error: list(error.path))
    assert not errors, "\n".join(f"{list(error.path)}: {error.message[:200]}" for error in errors[:5])


def operation(name: str, method: str, path: str) -> Any:
    return spec(name)["paths"][path][method]


def schema_of_answer(name: str, method: str, path: str, status: int) -> Any:
    return operation(name, method, path)["responses"][str(status)]["content"]["application/json"]["schema"]


def schema_of_request(name: str, method: str, path: str) -> Any:
    return operation(name, method, path)["requestBody"]["content"]["application/json"]["schema"]


class Operation(NamedTuple):
    """A method on a path of one of the documents."""

    document: str
    method: str
    path: str

    @property
    def described(self) -> Any:
        return operation(self.document, self.method, self.path)


def operation_of(method: str, path: str) -> Operation | None:
    """The operation a call means; a path without variables goes before one with them."""
    found = [
        Operation(name, method.lower(), pattern)
        for name in (PLATFORM, SERVICE)
        for pattern, methods in spec(name)["paths"].items()
        if method.lower() in methods and fits(pattern, path)
    ]
    return min(found, key=lambda one: one.path.count("{"), default=None)


def fits(pattern: str, path: str) -> bool:
    wanted, given = pattern.split("/"), path.split("/")
    return len(wanted) == len(given) and all(a == b or a.startswith("{") for a, b in zip(wanted, given, strict=True))
