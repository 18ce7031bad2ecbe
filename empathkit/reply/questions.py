"""The question planner: at most two questions, the most telling gaps first, each with why it helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from empathkit.models import Reason
from empathkit.reply.material import Material, Slot, said, topic_words

#: More questions than this read like a form.
MOST = 2


class Planned(NamedTuple):
    """A question to ask, why it helps, and the kind of fact it is after."""

    kind: str
    ask: str
    why: str
    reasons: tuple[Reason, ...]


def plan(material: Material, filled: dict[str, Slot]) -> tuple[Planned, ...]:
    """The questions of this reply. With two devices on file it asks which, naming both."""
    return tuple(_planned(material, filled))[:MOST]


def _planned(material: Material, filled: dict[str, Slot]) -> Iterator[Planned]:
    own = topic_words(material).get("questions", {})
    shared = material.pack["topics"]["_default"]["questions"]
    for kind in material.reading.unknown:
        words = own.get(kind) or shared.get(kind)
        if words is None:
            continue
        ask = str(words["ask"])
        reasons: tuple[Reason, ...] = (Reason(rule=f"ask.{kind}", evidence=said(material)),)
        if kind in {"device", "reference"} and {"device_one", "device_other"} <= filled.keys():
            ask = _which(material, filled)
            reasons = filled["device_one"].reasons
        yield Planned(kind, ask, str(words["why"]), reasons)


def _which(material: Material, filled: dict[str, Slot]) -> str:
    text = str(material.pack["phrases"]["ask_which"][0]["texts"][0])
    for name in ("device_one", "device_other"):
        text = text.replace("{{ " + name + " }}", filled[name].text)
    return text
