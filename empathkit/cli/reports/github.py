"""GitHub's workflow commands: each finding an annotation on its line.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from empathkit.checks.library.lint import Linted
from empathkit.cli.reports.lines import one_line
from empathkit.models import Finding

_LEVELS: Mapping[str, str] = {"error": "error", "warning": "warning", "hint": "notice"}


def commands(linted: Iterable[Linted], settings: Iterable[Finding] = ()) -> Iterator[str]:
    """One command a finding; ``settings`` are those of empathkit.toml."""
    for one in linted:
        for finding in one.report.findings:
            line, column = one.reply.place(finding.start)
            end_line, end_column = one.reply.place(max(finding.start, finding.end - 1))
            named = f" ({one.reply.name})" if one.reply.name else ""
            place = {"file": one.file, "line": line, "endLine": end_line, "col": column}
            if end_line == line:
                place["endColumn"] = end_column + 1
            yield _command(finding, place, finding.rule + named)
    for finding in settings:
        yield _command(finding, {"file": "empathkit.toml", "line": 1}, finding.rule)


def _command(finding: Finding, place: Mapping[str, object], title: str) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in {**place, "title": title}.items())
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(one_line(finding.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
