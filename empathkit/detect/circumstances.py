"""Around the fault, by how people say it: since when, after what, how often, who else, where, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from empathkit.detect.found import FoundFact
from empathkit.errors import PackError
from empathkit.models import FactKind
from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Match, Patterns, spelled
from empathkit.text.spans import Span, trimmed
from empathkit.text.view import View

#: Kinds with families and guards of their own (circumstances.toml), and kinds that are plain lists (facts.toml).
GUARDED: tuple[FactKind, ...] = ("started", "change", "frequency", "scope", "deadline")
PLAIN: tuple[FactKind, ...] = ("place", "network", "contact", "version")
CASED: tuple[FactKind, ...] = ("place", "reference")
#: Kinds whose every form holds a digit.
NUMBERED: frozenset[FactKind] = frozenset({"version", "reference"})
_DIGIT = re.compile(r"\d")
_ENDS = " \t\n,;:-("
#: How far around a span its guards look, in characters.
_AROUND = 60


class _Family(NamedTuple):
    """Ways to say one kind of fact, and what must not stand before, after or inside."""

    kind: FactKind
    before: Regex | None = None
    after: Regex | None = None
    inside: Regex | None = None


class _Forms(NamedTuple):
    folded: Patterns[_Family]
    written: Patterns[_Family]


@per_pack
def _forms(pack: Pack) -> _Forms:
    return _Forms(
        Patterns([*_guarded(pack), *_plain(pack, {kind: kind for kind in PLAIN})]),
        Patterns(_plain(pack, {kind: f"{kind}_cased" for kind in CASED})),
    )


def _plain(pack: Pack, lists: Mapping[FactKind, str]) -> Iterator[tuple[str, _Family]]:
    for kind, name in lists.items():
        for source in pack["facts"].get(name, ()):
            yield spelled(pack, source, f"facts.toml: {name}"), _Family(kind)


def _guarded(pack: Pack) -> Iterator[tuple[str, _Family]]:
    for kind in GUARDED:
        for name, table in pack["circumstances"].get(kind, {}).items():
            where = f"circumstances.toml: {kind}.{name}"
            if not isinstance(table, Mapping):
                raise PackError(where, "must be a table with patterns")
            guards = _Family(kind, *(_guard(pack, table, f"unless_{place}", where) for place in _Family._fields[1:]))
            for source in table.get("patterns", ()):
                yield spelled(pack, source, where), guards


def _guard(pack: Pack, table: Mapping[str, Any], name: str, where: str) -> Regex | None:
    return compiled(spelled(pack, str(table[name]), f"{where}.{name}")) if name in table else None


def find_circumstances(seen: View, pack: Pack) -> Iterator[FoundFact]:
    """What is said around the fault, sentence by sentence."""
    forms = _forms(pack)
    folded, written = (
        family.every_in(text, seen.sentences)
        for family, text in ((forms.folded, seen.folded), (forms.written, seen.text))
    )
    for sentence, low, high in zip(seen.sentences, folded, written, strict=True):
        yield from _in_sentence(seen, seen.folded, sentence, low)
        yield from _in_sentence(seen, seen.text, sentence, high)


def find_kinds(kinds: Sequence[FactKind], seen: View, pack: Pack) -> list[FoundFact]:
    """What is said of some kinds only, in words that are told without capitals."""
    matches = _forms(pack).folded.every_in(seen.folded, seen.sentences)
    found = (
        _in_sentence(seen, seen.folded, sentence, its) for sentence, its in zip(seen.sentences, matches, strict=True)
    )
    return [fact for facts in found for fact in facts if fact.kind in kinds]


def _in_sentence(seen: View, text: str, sentence: Span, matches: Sequence[Match[_Family]]) -> Iterator[FoundFact]:
    """The facts of a sentence; of one kind none overlaps another, the one that begins first stays."""
    ends: dict[FactKind, int] = {}
    for match in matches:
        kind = match.what.kind
        if match.start >= ends.get(kind, -1) and _stands(text, sentence, match, match.what):
            ends[kind] = match.end
            yield _fact(seen, kind, match.start, match.end)


def _stands(folded: str, sentence: Span, span: tuple[int, int, Any], guards: _Family) -> bool:
    start, end = span[:2]
    if guards.before and guards.before.search(folded[max(sentence.start, start - _AROUND) : start]):
        return False
    if guards.after and guards.after.search(folded[end : min(sentence.end, end + _AROUND)]):
        return False
    return not (guards.inside and guards.inside.search(folded[start:end]))


def _fact(seen: View, kind: FactKind, start: int, end: int) -> FoundFact:
    span = trimmed(seen.text, start, end, _ENDS)
    return FoundFact(kind, span.start, span.end, " ".join(seen.folded[span.start : span.end].split()))
