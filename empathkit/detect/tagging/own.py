"""A desk's own names: what its pack adds to the vocabulary is heard wherever it stands, whatever the model thinks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from empathkit.detect.forms import Thing, terms_of
from empathkit.detect.found import FoundFact
from empathkit.models import FactKind
from empathkit.text.lexicon import Lexicon
from empathkit.text.pack import Pack, load_pack, per_pack
from empathkit.text.spans import overlaps
from empathkit.text.view import View


@per_pack
def own_terms(pack: Pack) -> Lexicon[Thing]:
    """The terms that the built-in pack of the language does not have."""
    built_in = {term for term, _ in terms_of(load_pack(pack.language))}
    return Lexicon((term, thing) for term, thing in terms_of(pack) if term not in built_in)


def with_own(facts: Sequence[FoundFact], seen: View, pack: Pack) -> list[FoundFact]:
    """The facts, and the desk's own names among the words of ``seen`` where no fact of their kind stands yet."""
    added = [
        FoundFact(cast("FactKind", hit.what.family), hit.start, hit.end, _value(hit.term, hit.what), hit.what.generic)
        for hit in own_terms(pack).find(seen.folded)
        if not any(fact.kind == hit.what.family and overlaps(fact[1:3], (hit.start, hit.end)) for fact in facts)
    ]
    return sorted([*facts, *added], key=lambda fact: (fact.start, fact.end, fact.kind))


def _value(term: str, thing: Thing) -> str:
    return f"{thing.name}:{term}" if thing.family == "device" else term
