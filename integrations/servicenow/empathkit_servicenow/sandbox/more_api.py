"""Aggregates, batches, import sets and tokens. Sources: ServiceNow, "Aggregate API", "Batch API", "Import Set API",
"OAuth API request parameters"."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, QueryParams

from empathkit_servicenow.sandbox.http import Answer, Call, Refused
from empathkit_servicenow.sandbox.instance import Instance
from empathkit_servicenow.sandbox.schema import TABLES, resolve
from empathkit_servicenow.sandbox.seed import Row, sys_id_of
from empathkit_servicenow.sandbox.table_api import query_of

TOKEN_LIFE = 1800  #: seconds
_OF_NUMBERS: Mapping[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "min": min,
    "max": max,
    "avg": lambda held: sum(held) / len(held),
}


def stats(instance: Instance, call: Call, table: str) -> Answer:
    """Counts and sums, in groups or in one. Numbers are strings. Raises Refused."""
    if table not in TABLES:
        raise Refused(400, f"Invalid table {table}")
    rows = instance.find(table, query_of(call))
    groups = [name for name in _names(call, "sysparm_group_by") if resolve(table, name)]
    if not groups:
        return Answer(200, {"result": {"stats": _stats(instance, call, table, rows)}})
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(instance.value(table, row, name) for name in groups), []).append(row)
    result = [
        {
            "stats": _stats(instance, call, table, members),
            "groupby_fields": [{"field": name, "value": value} for name, value in zip(groups, values, strict=True)],
        }
        for values, members in found.items()
    ]
    return Answer(200, {"result": result})


def articles(instance: Instance, call: Call) -> Answer:
    """Published articles that share a word with the query. Raises Refused."""
    asked = set(call.query.get("query", "").casefold().split())
    if not asked:
        raise Refused(400, "Missing query")
    limit = int(call.query.get("limit", "30"))
    rows = [
        row
        for row in instance.tables["kb_knowledge"].values()
        if row["workflow_state"] == "published" and asked & set(row["short_description"].casefold().split())
    ]
    found = [
        {
            "id": f"kb_knowledge:{row['sys_id']}",
            "number": row["number"],
            "title": row["short_description"],
            "snippet": "",
            "score": 1.0,
            "rank": place,
            "link": f"?id=kb_article_view&sys_kb_id={row['sys_id']}",
            "fields": {},
        }
        for place, row in enumerate(rows[:limit], 1)
    ]
    meta = {
        "start": 0,
        "end": len(found),
        "query": call.query.get("query"),
        "count": len(rows),
        "status": {"code": 200},
    }
    return Answer(200, {"result": {"meta": meta, "articles": found}})


def batch(call: Call, serve: Callable[[Call], Answer]) -> Answer:
    """Run each request of a batch after the other. Raises Refused."""
    document = call.json_object()
    requests = document.get("rest_requests", [])
    if not isinstance(requests, list) or not all(isinstance(one, Mapping) for one in requests):
        raise Refused(400, "Exception while reading request")
    serviced = [_serviced(one, serve(_inner(call, one))) for one in requests]
    number = str(document.get("batch_request_id", ""))
    return Answer(200, {"batch_request_id": number, "serviced_requests": serviced, "unserviced_requests": []})


def staged(instance: Instance, call: Call, table: str) -> Answer:
    """A row of an import set, transformed at once into itself. All values must be strings. Raises Refused."""
    if table not in TABLES or not table.startswith("u_"):
        raise Refused(400, f"Invalid table {table}")
    values = call.json_object()
    if not all(isinstance(value, str) for value in values.values()):
        raise Refused(400, "Values of an import set row must be strings")
    row = instance.keep(table, {**values, "sys_id": sys_id_of(table, json.dumps(values, sort_keys=True))})
    made = {"transform_map": table, "table": table, "display_name": "number", "display_value": row["sys_id"]}
    link = f"{call.base}/api/now/table/{table}/{row['sys_id']}"
    result = [{**made, "record_link": link, "status": "inserted", "sys_id": row["sys_id"]}]
    return Answer(201, {"import_set": "ISET0010001", "staging_table": table, "result": result})


def token(call: Call, tokens: dict[str, str]) -> Answer:
    """A token for any non-empty client; the same one for the same client and user. Forms only."""
    form = {name: values[-1] for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()}
    needs = {"password": ("username", "password"), "refresh_token": ("refresh_token",), "client_credentials": ()}
    grant = form.get("grant_type", "")
    complete = grant in needs and all(form.get(name) for name in ("client_id", "client_secret", *needs[grant]))
    if "form-urlencoded" not in call.headers.get("content-type", "") or not complete:
        return Answer(401, {"error": "access_denied", "error_description": "access_denied"})
    user = form.get("username") or tokens.get(form.get("refresh_token", "")) or form["client_id"]
    access, refresh = (sys_id_of(kind, form["client_id"], user) for kind in ("access", "refresh"))
    tokens |= {access: user, refresh: user}
    given = {"access_token": access, "scope": "useraccount", "token_type": "Bearer", "expires_in": TOKEN_LIFE}
    return Answer(200, given | ({"refresh_token": refresh} if grant == "password" else {}))


def hidden(document: Any, fields: tuple[str, ...]) -> Any:
    """An answer of the Table API without its rows, or without these fields of each; of a batch, each answer in it.
    None where a single record would be hidden."""
    if "serviced_requests" in document:
        return {**document, "serviced_requests": [_hidden_inside(one, fields) for one in document["serviced_requests"]]}
    result = document.get("result")
    if isinstance(result, list):
        return {**document, "result": [_without(row, fields) for row in result] if fields else []}
    return {**document, "result": _without(result, fields)} if fields else None


def _hidden_inside(served: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    shown = hidden(json.loads(base64.b64decode(served["body"])), fields)
    body = json.dumps(Refused(404).answer.document if shown is None else shown).encode()
    status = 404 if shown is None else served["status_code"]
    return {**served, "body": base64.b64encode(body).decode(), "status_code": status}


def _without(row: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in fields}


def _stats(instance: Instance, call: Call, table: str, rows: list[Row]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if call.query.get("sysparm_count", "").lower() == "true":
        made["count"] = str(len(rows))
    for kind, reckon in _OF_NUMBERS.items():
        for name in _names(call, f"sysparm_{kind}_fields"):
            held = [float(value) for row in rows if (value := instance.value(table, row, name)).isdigit()]
            made.setdefault(kind, {})[name] = f"{reckon(held):g}" if held else ""
    return made


def _names(call: Call, parameter: str) -> list[str]:
    return [name.strip() for name in call.query.get(parameter, "").split(",") if name.strip()]


def _inner(call: Call, request: Mapping[str, Any]) -> Call:
    url = urlsplit(str(request.get("url", "")))
    headers = {str(one.get("name")): str(one.get("value")) for one in request.get("headers") or []}
    try:
        body = base64.b64decode(request.get("body") or "")
    except (binascii.Error, ValueError) as error:
        raise Refused(400, "Exception while reading request") from error
    return call._replace(
        method=str(request.get("method", "GET")).upper(),
        path=url.path,
        query=QueryParams(url.query),
        headers=Headers(headers),
        body=body,
    )


def _serviced(request: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    body = b"" if answer.document is None else json.dumps(answer.document).encode()
    headers = {"Content-Type": "application/json", **answer.headers}
    shown = {} if request.get("exclude_response_headers") else headers
    return {
        "id": str(request.get("id", "")),
        "body": base64.b64encode(body).decode(),
        "status_code": answer.status,
        "status_text": "OK" if answer.status < 300 else "Error",
        "headers": [{"name": name, "value": value} for name, value in shown.items()],
        "execution_time": 1,
    }
