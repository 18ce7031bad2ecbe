"""Around the fault, by how people say it: since when, after what, how often, who else, where, by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from empathkit.detect.found import FoundFact
from empathkit.models import FactKind
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, family
from empathkit.text.spans import trimmed
from empathkit.text.view import View

KINDS: tuple[FactKind, ...] = (
    "started",
    "change",
    "frequency",
    "scope",
    "deadline",
    "place",
    "network",
    "contact",
    "version",
)
CASED: tuple[FactKind, ...] = ("place", "reference")
_ENDS = " \t\n,;:-("


class _Forms(NamedTuple):
    folded: Mapping[FactKind, Patterns[str]]
    written: Mapping[FactKind, Patterns[str]]


@per_pack
def _forms(pack: Pack) -> _Forms:
    facts = pack["facts"]
    return _Forms(
        {kind: family(pack, f"facts.toml: {kind}", {kind: facts.get(kind, ())}) for kind in KINDS},
        {kind: family(pack, f"facts.toml: {kind}_cased", {kind: facts.get(f"{kind}_cased", ())}) for kind in CASED},
    )


def find_circumstances(seen: View, pack: Pack) -> Iterator[FoundFact]:
    """What is said around the fault, kind by kind, each in order."""
    forms = _forms(pack)
    for sentence in seen.sentences:
        for kind in KINDS:
            for match in forms.folded[kind].find(seen.folded, *sentence):
                yield _fact(seen, kind, match.start, match.end)
        for kind in CASED:
            for match in forms.written[kind].find(seen.text, *sentence):
                yield _fact(seen, kind, match.start, match.end)


def find_kind(kind: FactKind, seen: View, pack: Pack) -> list[FoundFact]:
    """What is said of one kind only."""
    forms = _forms(pack)
    return [
        _fact(seen, kind, match.start, match.end)
        for sentence in seen.sentences
        for patterns, text in ((forms.folded.get(kind), seen.folded), (forms.written.get(kind), seen.text))
        if patterns is not None
        for match in patterns.find(text, *sentence)
    ]


def _fact(seen: View, kind: FactKind, start: int, end: int) -> FoundFact:
    span = trimmed(seen.text, start, end, _ENDS)
    return FoundFact(kind, span.start, span.end, " ".join(seen.folded[span.start : span.end].split()))
