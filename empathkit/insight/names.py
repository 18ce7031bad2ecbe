"""What the codes of a report mean, as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from empathkit.checks.patterns import tables
from empathkit.text.pack import Pack


def names(pack: Pack) -> Mapping[str, str]:
    """The titles of the rules, each with its code, and the reasons of dismissals, by their codes."""
    rules = {code: f"{table['title']} ({code})" for code, table in tables(pack).items() if "title" in table}
    return {**rules, **pack["desk"].get("reasons", {})}


def named(counts: Mapping[str, int], known: Mapping[str, str]) -> dict[str, int]:
    """Counts by name where they were by code; a code nothing is known of stays."""
    return {known.get(code, code): count for code, count in counts.items()}
