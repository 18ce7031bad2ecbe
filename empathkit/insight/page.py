"""The report as one HTML file that needs nothing else: plots, their numbers as tables, and what they show in words.
Needs the extra ``server``."""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from empathkit.insight.names import named
from empathkit.insight.plots import bars
from empathkit.insight.report import MOST, SMALL, Report, Share, many, wait

_SHARES: Mapping[str, str] = {
    "asked_again": "Replies that asked what was known",
    "repeat_contacts": "Repeat contacts",
    "calmer": "Calmer at the end",
    "more_upset": "More upset at the end",
}
_PAIN: Mapping[str, str] = {
    "department": "By department",
    "site": "By site",
    "model": "By device",
    "application": "By application",
}


class Figure(NamedTuple):
    """A plot, what it shows in a sentence, and its numbers."""

    title: str
    sentence: str
    plot: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def page(
    report: Report,
    split: str | None = None,
    before: Report | None = None,
    after: Report | None = None,
    *,
    home: str | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The file. ``before`` and ``after`` are the reports of the tickets on either side of the date ``split``; ``home``
    is the page it was reached from, where it is served; ``known`` are the names of rules and reasons
    (:func:`empathkit.insight.names.names`)."""
    halves = _compared(before, after) if before and after else ()
    return (
        _templates()
        .get_template("report.html")
        .render(
            report=report,
            small=SMALL,
            figures=list(_figures(report, known)),
            split=split,
            home=home,
            halves=halves,
            few=bool(before and after and (before.small or after.small)),
        )
    )


def _figures(report: Report, known: Mapping[str, str]) -> Iterator[Figure]:
    judged = sum(share.count for share in report.suggestions.values())
    if judged:
        yield _suggestions(report, judged)
    if report.reasons:
        yield _reasons(named(report.reasons, known))
    yield from _shares(report)
    for name, title in _PAIN.items():
        if report.pain[name]:
            yield _pain(report, name, title)
    for rules, where in ((report.rules, "replies"), (report.canned, "canned replies")):
        if rules:
            yield _rules(dict(list(rules.items())[:MOST]), where, known)


def _suggestions(report: Report, judged: int) -> Figure:
    taken = report.suggestions["used"].count + report.suggestions["edited"].count
    counts = {fate: share.count for fate, share in report.suggestions.items()}
    verb = "was" if taken == 1 else "were"
    return Figure(
        "What became of suggestions",
        f"Of {many(judged, 'suggestion', 'suggestions')} followed by a reply, {taken} {verb} used or edited.",
        _image(bars(counts, "suggestions")),
        ("What became of it", "Suggestions"),
        tuple((fate, share.text) for fate, share in report.suggestions.items()),
    )


def _shares(report: Report) -> Iterator[Figure]:
    shares: dict[str, Share] = {title: getattr(report, name) for name, title in _SHARES.items()}
    if not any(share.of for share in shares.values()):
        return
    percent = {title: round(100 * share.count / share.of) for title, share in shares.items() if share.of}
    said = report.asked_again
    yield Figure(
        "How people were heard",
        _heard(said),
        _image(bars(percent, "percent")),
        ("What was looked at", "Tickets"),
        tuple((title, share.text) for title, share in shares.items()),
    )


def _heard(said: Share) -> str:
    if not said.of:
        return "No ticket has a reply yet, so it can't be told whether replies asked for what was known."
    return f"In {said.text} of the tickets with a reply, the reply asked for something that was known."


def _reasons(reasons: Mapping[str, int]) -> Figure:
    reason, count = next(iter(reasons.items()))
    return Figure(
        "Why suggestions were dismissed",
        f"Most often: {reason}, {many(count, 'time', 'times')}.",
        _image(bars(reasons, "suggestions")),
        ("Reason", "Times"),
        tuple((name, str(times)) for name, times in reasons.items()),
    )


def _pain(report: Report, name: str, title: str) -> Figure:
    points = report.pain[name]
    first = points[0]
    topic = first.topic.replace("_", " ")
    again = f", opened again {many(first.reopened, 'time', 'times')}" if first.reopened else ""
    told = f"{many(first.count, 'ticket', 'tickets')} of {many(first.users, 'person', 'people')}"
    return Figure(
        f"What costs people time. {title}",
        f"Most of all {topic} at {first.value}: {told}{again}.",
        _image(bars({f"{one.value}, {one.topic.replace('_', ' ')}": one.count for one in points}, "tickets")),
        (title.removeprefix("By ").capitalize(), "Topic", "Tickets", "Opened again", "People", "Keys"),
        tuple(
            (
                one.value,
                one.topic.replace("_", " "),
                str(one.count),
                str(one.reopened),
                str(one.users),
                ", ".join(one.tickets),
            )
            for one in points
        ),
    )


def _rules(most: Mapping[str, int], where: str, known: Mapping[str, str]) -> Figure:
    titles = named(most, known)
    rule, count = next(iter(titles.items()))
    return Figure(
        f"Rules broken most in {where}",
        f"{rule} most often: {many(count, 'time', 'times')}. docs/checks.md says what each rule means.",
        _image(bars(most, where)),
        ("Rule", "Times"),
        tuple((name, str(times)) for name, times in titles.items()),
    )


def _compared(before: Report, after: Report) -> tuple[tuple[str, str, str], ...]:
    rows = [("Tickets", str(before.tickets), str(after.tickets))]
    rows += [
        (f"Suggestions {fate}", share.text, after.suggestions[fate].text) for fate, share in before.suggestions.items()
    ]
    rows += [(title, getattr(before, name).text, getattr(after, name).text) for name, title in _SHARES.items()]
    first = (wait(before.first_reply_seconds), wait(after.first_reply_seconds))
    return (*rows, ("First human reply after (median)", *first))


def _image(svg: str) -> str:
    """As a data address: a picture can't run anything."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@functools.lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("empathkit.insight"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
