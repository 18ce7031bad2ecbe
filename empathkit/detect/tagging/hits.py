"""What is known of a text before it is tagged: words of the pack's lexicons, and what the rules found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from empathkit.detect.cues import feeling_words
from empathkit.detect.forms import forms_of
from empathkit.detect.found import FoundAsk, FoundFact, FoundFeeling
from empathkit.detect.steps import verbs
from empathkit.detect.tagging.tokens import Token
from empathkit.text.pack import Pack
from empathkit.text.spans import Span
from empathkit.text.view import View


class Mark(NamedTuple):
    """Something known of ``start:end``; ``name`` is what the tagger learns it by."""

    start: int
    end: int
    name: str


class Ruled(NamedTuple):
    """What the rules found in one message."""

    facts: Sequence[FoundFact] = ()
    asks: Sequence[FoundAsk] = ()
    feelings: Sequence[FoundFeeling] = ()
    tried: Sequence[Span] = ()
    impact: Sequence[Span] = ()

    def marks(self) -> Iterator[Mark]:
        """The spans the rules found, by what they are."""
        for fact in self.facts:
            yield Mark(fact.start, fact.end, f"R{fact.kind}{'v' if fact.vague else ''}")
        for ask in self.asks:
            yield Mark(ask.start, ask.end, f"Rask{ask.kind}")
        for feeling in self.feelings:
            yield Mark(feeling.start, feeling.end, f"R{feeling.feeling}")
            yield Mark(feeling.start, feeling.end, f"RL{feeling.level}")
        for name, spans in (("Rtried", self.tried), ("Rimpact", self.impact)):
            for span in spans:
                yield Mark(*span, name)


def lexical(seen: View, pack: Pack) -> Iterator[Mark]:
    """The words of ``seen`` that stand in a lexicon of the pack, by what they stand for."""
    for thing in forms_of(pack).terms.find(seen.folded):
        what = thing.what
        yield Mark(thing.start, thing.end, f"T{what.family}{'g' * what.generic}{'p' * what.plain}")
    for word in feeling_words(pack).find(seen.folded):
        yield Mark(word.start, word.end, f"F{word.what.feeling}")
        yield Mark(word.start, word.end, f"FL{word.what.level}")
    for verb in verbs(pack).find(seen.folded):
        yield Mark(verb.start, verb.end, f"V{verb.what[0].form}")


def spread(tokens: Sequence[Token], marks: Iterable[Mark]) -> list[list[str]]:
    """For each token the marks that cover it: with ``^`` where a mark begins, with ``~`` where it goes on."""
    covered: list[list[str]] = [[] for _ in tokens]
    for start, end, name in marks:
        sign = "^"
        for place, token in enumerate(tokens):
            if token.start >= end:
                break
            if start < token.end:
                covered[place].append(name + sign)
                sign = "~"
    return covered
