"""What is set beside the fault: clauses that tell of something else, and that it works or fails as well.

Such a clause has two ends: what it turns to ("on the other line", "my colleague's") and how that fares ("is fine",
"does the same"). Neither alone says anything. The words are in ``circumstances.toml``, table ``beside``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from empathkit.detect.found import FoundFact
from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import spelled
from empathkit.text.spans import Span, trimmed
from empathkit.text.view import View

_ENDS = ' \t\n,;:-–—("'
#: A clause that says how another thing fares is short, in characters; a longer one tells a story.
_SHORT, _LONG = 6, 130
#: Between a turn and its answer stand so many characters.
_NEAR = 3


class _Words(NamedTuple):
    ends: Regex
    lead: Regex
    turned: Regex
    named: Regex
    other: Regex
    fares: Regex
    plain: Regex
    well: Regex
    answer: Regex
    alone: Regex
    never: Regex


@per_pack
def _words(pack: Pack) -> _Words:
    table = pack["circumstances"].get("beside", {})
    return _Words(
        *(
            compiled(spelled(pack, str(table.get(name, "(?!)")), f"circumstances.toml: beside.{name}"))
            for name in _Words._fields
        )
    )


def find_beside(seen: View, pack: Pack) -> Iterator[FoundFact]:
    """What else works or fails, clause by clause."""
    words = _words(pack)
    for sentence in seen.sentences:
        before: Span | None = None
        for clause in _clauses(seen.folded, sentence, words):
            whole = _whole(seen.folded, before, clause, words)
            if whole and _SHORT <= whole.end - whole.start <= _LONG:
                yield FoundFact("scope", *whole, " ".join(seen.folded[slice(*whole)].split()))
            before = None if whole else clause


def _clauses(folded: str, sentence: Span, words: _Words) -> Iterator[Span]:
    at = sentence.start
    for end in words.ends.finditer(folded, *sentence):
        yield _bare(folded, at, end.start(), words)
        at = end.end()
    if folded[sentence.end : sentence.end + 1] != "?" and folded[sentence.end - 1 : sentence.end] != "?":
        yield _bare(folded, at, sentence.end, words)


def _bare(folded: str, start: int, end: int, words: _Words) -> Span:
    """A clause without the words that join it to what came before."""
    lead = words.lead.match(folded, start, end)
    return trimmed(folded, lead.end() if lead else start, end, _ENDS + ".!")


def _whole(folded: str, before: Span | None, clause: Span, words: _Words) -> Span | None:
    """The span that sets something beside the fault: this clause, or the one before and this as its answer."""
    said = folded[slice(*clause)]
    if not said or words.never.search(said):
        return None
    if alone := words.alone.match(said):
        return Span(clause.start, clause.start + alone.end())
    if _told(said, words):
        return clause
    if before and clause.start - before.end <= _NEAR and words.answer.match(said):
        named = words.named if ":" in folded[before.end : clause.start] else words.turned
        return Span(before.start, clause.end) if named.match(folded[slice(*before)]) else None
    return None


def _told(said: str, words: _Words) -> bool:
    """Whether the clause turns to something else and then says how that fares."""
    for head, fares in ((words.turned, words.plain), (words.other, words.fares)):
        if (match := head.match(said)) and fares.search(said, match.end()):
            return True
    return bool(words.well.match(said))
