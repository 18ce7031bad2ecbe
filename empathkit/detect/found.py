"""What detectors hand back: spans of a text with what they show."""

from __future__ import annotations

from typing import NamedTuple

from empathkit.models import FactKind, FeelingName, Level


class FoundFact(NamedTuple):
    """A fact a text states at ``start:end``. ``vague``: its kind is named without what one would need."""

    kind: FactKind
    start: int
    end: int
    value: str
    vague: bool = False


class FoundFeeling(NamedTuple):
    """A feeling a text shows at ``start:end``."""

    feeling: FeelingName
    level: Level
    start: int
    end: int


class FoundStep(NamedTuple):
    """A step a text names at ``start:end``: ``action`` is normal ("restart"), ``thing`` what it is done to.

    ``form`` is "done" ("restarted"), "doing" ("restarting"), "told" ("restart": suggested or planned) or "named" ("the
    hotspot": without a verb).
    """

    start: int
    end: int
    action: str
    thing: str | None
    form: str


class FoundAsk(NamedTuple):
    """A question or request at ``start:end``. ``kind``: question, request, wish or help (a bare cry for it)."""

    start: int
    end: int
    kind: str
