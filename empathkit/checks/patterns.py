"""The patterns of all rules, looked for in one pass, and what the pack says of a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, spelled


class Hit(NamedTuple):
    """Where a pattern of a rule matched. ``cut``: what matched may be taken out as it stands."""

    start: int
    end: int
    cut: bool


class Meant(NamedTuple):
    """What a pattern stands for."""

    code: str
    cut: bool


@per_pack
def tables(pack: Pack) -> Mapping[str, Mapping[str, Any]]:
    """What the pack says of each rule, by its code."""
    return {code: table for family in pack["checks"].values() for code, table in family.items() if code[:2] == "EK"}


@per_pack
def family(pack: Pack) -> Patterns[Meant]:
    """The patterns of every rule that has some."""
    return Patterns(
        (spelled(pack, source, f"checks {code}"), Meant(code, key == "cut"))
        for code, table in tables(pack).items()
        for key in ("patterns", "cut")
        for source in table.get(key, ())
    )


def combined(sources: Iterable[str], flags: int = re.IGNORECASE) -> Regex:
    """One pattern of many; one that never matches where there are none."""
    return compiled("|".join(f"(?:{source})" for source in sources) or "(?!)", flags)


def hits(flat: str, pack: Pack) -> dict[str, list[Hit]]:
    """All that the patterns find in a folded text, by rule, left to right; of those that overlap the first stays."""
    found: dict[str, list[Hit]] = {}
    for match in family(pack).every(flat):
        listed = found.setdefault(match.what.code, [])
        if not listed or match.start >= listed[-1].end:
            listed.append(Hit(match.start, match.end, match.what.cut))
    return found
