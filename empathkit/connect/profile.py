"""What machines may read on a ticket: the suggestion and the user's context as JSON, as much of it as fits. Pure.

A connector that can keep it has :class:`empathkit.ports.KeepsProfile`; every desk decides whether it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from empathkit.models import Suggestion

#: Counts up when a field changes its meaning.
VERSION = 1
#: What is known of the user that stands there where not all of it fits.
FEW = 10


def profile(suggestion: Suggestion, marker: str, longest: int) -> dict[str, Any]:
    """The most telling form whose JSON (in ASCII) has at most ``longest`` characters."""
    forms = list(_forms(suggestion, marker))
    return next((one for one in forms if len(json.dumps(one)) <= longest), forms[-1])


def _forms(suggestion: Suggestion, marker: str) -> Iterator[dict[str, Any]]:
    """From all of it to hardly anything."""
    reading = suggestion.reading.model_dump(mode="json")
    context = suggestion.context.model_dump(mode="json")
    draft = suggestion.draft.text if suggestion.draft else None
    least = {"version": VERSION, "marker": marker, "abstained": suggestion.abstained}
    topic = {name: reading[name] for name in ("language", "topic", "situation", "unknown")}
    few = {name: held[:FEW] for name, held in context.items()}
    yield {**least, "reading": reading, "context": context, "draft": draft}
    yield {**least, "reading": topic, "context": context, "draft": draft}
    yield {**least, "reading": topic, "context": few, "draft": draft}
    yield {**least, "reading": topic, "draft": draft}
    yield {**least, "reading": topic}
    yield {"version": VERSION, "marker": marker}
