"""The pattern families of ``hearing.toml``, compiled once a pack."""

from __future__ import annotations

from collections.abc import Mapping

from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, family, spelled

_LISTS = (
    "repeat", "not_repeat", "more", "thanks", "solved", "unsolved", "chaser", "plan",
)  # fmt: skip


@per_pack
def hearing(pack: Pack) -> Mapping[str, Patterns[str]]:
    """The lists of patterns by name."""
    section = pack["hearing"]
    return {name: family(pack, f"hearing.toml: {name}", {name: section.get(name, ())}) for name in _LISTS}


@per_pack
def situations(pack: Pack) -> Mapping[str, Patterns[str]]:
    """The patterns of each situation, in the order in which they decide."""
    listed = pack["hearing"].get("situations", {})
    return {name: family(pack, f"hearing.toml: situations.{name}", {name: sources}) for name, sources in listed.items()}


@per_pack
def not_offered(pack: Pack) -> Regex:
    """What says only that something is not on offer where they looked: no fault by itself."""
    source = str(pack["hearing"].get("fault", {}).get("not_offered", "(?!)"))
    return compiled(spelled(pack, source, "hearing.toml: fault"))


@per_pack
def fault_words(pack: Pack) -> Regex:
    """What makes a sentence tell of a fault."""
    return compiled(spelled(pack, str(pack["hearing"].get("fault", {}).get("words", "(?!)")), "hearing.toml: fault"))
