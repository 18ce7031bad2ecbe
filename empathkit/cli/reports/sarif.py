"""SARIF 2.1.0, which code scanning of GitHub, GitLab and Azure takes.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

import empathkit
from empathkit.checks.library.lint import Linted
from empathkit.checks.library.reply import CannedReply
from empathkit.checks.patterns import tables
from empathkit.models import Finding
from empathkit.text.pack import Pack

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "hint": "note"}


def sarif(linted: Iterable[Linted], settings: Iterable[Finding], pack: Pack) -> Mapping[str, Any]:
    """One run with all rules, each finding a result; an ignored one is a suppressed result."""
    rules = _rules(pack)
    order = {rule["id"]: place for place, rule in enumerate(rules)}
    results = []
    for one in linted:
        results += [_result(finding, one.file, one.reply, order) for finding in one.report.findings]
        for finding, reason in one.ignored:
            suppression = {"kind": "inSource", **({"justification": reason} if reason else {})}
            results.append({**_result(finding, one.file, one.reply, order), "suppressions": [suppression]})
    results += [_result(finding, "empathkit.toml", CannedReply(""), order) for finding in settings]
    driver = {"name": "EmpathKit", "version": empathkit.__version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "id": code,
            "shortDescription": {"text": str(table["title"])},
            "fullDescription": {"text": str(table["message"])},
            "defaultConfiguration": {"level": _LEVELS[str(table["severity"])]},
        }
        for code, table in sorted(tables(pack).items())
    ]


def _result(finding: Finding, file: str, reply: CannedReply, order: Mapping[str, int]) -> dict[str, Any]:
    line, column = reply.place(finding.start)
    end_line, end_column = reply.place(max(finding.start, finding.end - 1))
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column + 1}
    physical = {"artifactLocation": {"uri": PurePath(file).as_posix()}, "region": region}
    location: dict[str, Any] = {"physicalLocation": physical}
    if reply.name:
        location["logicalLocations"] = [{"name": reply.name}]
    print_of = hashlib.sha256(f"{finding.rule}|{file}|{reply.name}|{finding.quote}".encode("utf-8", "surrogatepass"))
    return {
        "ruleId": finding.rule,
        "ruleIndex": order[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"empathkit/v1": print_of.hexdigest()[:32]},
    }
