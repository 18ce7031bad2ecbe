"""What a text asks: direct questions, requests, wishes, and a bare cry for help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.detect.found import FoundAsk
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns, family, filled
from empathkit.text.spans import Span, overlaps, trimmed
from empathkit.text.view import View, view

_MARK = re.compile(r"\?(?!\w)")


#: A question of at most so many words that only cries for help asks nothing more.
_CRY = 4


class _Forms(NamedTuple):
    opening: re.Pattern[str]
    alone: re.Pattern[str]
    rhetorical: Patterns[str]
    requests: Patterns[str]
    help: Patterns[str]
    no_ask: re.Pattern[str]
    wish: re.Pattern[str]
    next_question: re.Pattern[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    asks = pack["asks"]
    return _Forms(
        re.compile(filled(pack, asks.get("opening", "(?!)"), "asks.toml: opening")),
        re.compile(asks.get("questions_alone", "(?!)")),
        family(pack, "asks.toml: rhetorical", {"rhetorical": asks.get("rhetorical", ())}),
        family(pack, "asks.toml: requests", {"request": asks.get("requests", ())}),
        family(pack, "asks.toml: help", {"help": asks.get("help", ())}),
        re.compile(asks.get("not_ask", "(?!)")),
        re.compile(asks.get("wish", "(?!)")),
        re.compile(asks.get("next_question", "(?!)")),
    )


def find_asks(text: str, pack: Pack) -> list[FoundAsk]:
    """The questions and requests in any text, in order."""
    return asks_in(view(text, pack), pack)


def asks_in(seen: View, pack: Pack) -> list[FoundAsk]:
    """Like :func:`find_asks` on a text looked at already."""
    forms = _forms(pack)
    found: list[FoundAsk] = []
    for sentence in seen.sentences:
        for ask in _in_sentence(seen, sentence, forms):
            if not any(overlaps(ask[:2], other[:2]) for other in found):
                found.append(ask)
    return sorted(found, key=lambda ask: ask.start)


def _in_sentence(seen: View, sentence: Span, forms: _Forms) -> Iterator[FoundAsk]:
    at = sentence.start
    for mark in _MARK.finditer(seen.folded, *sentence):
        if mark.start() > at:
            yield from _question(seen, Span(at, mark.start()), forms)
        at = mark.end()
    for match in forms.requests.find(seen.folded, *sentence):
        span = _tidy(seen, match.start, match.end)
        words = seen.folded[span.start : span.end]
        if not forms.no_ask.match(words):
            yield FoundAsk(*span, _kind(words, forms))
    for match in forms.help.find(seen.folded, *sentence):
        yield FoundAsk(*_tidy(seen, match.start, match.end), "help")


def _kind(words: str, forms: _Forms) -> str:
    if len(words.split()) <= _CRY and forms.help.any(words):
        return "help"
    return "wish" if forms.wish.match(words) else "request"


def _question(seen: View, part: Span, forms: _Forms) -> Iterator[FoundAsk]:
    span = _tidy(seen, *part)
    words = seen.folded[span.start : span.end]
    if not words or forms.rhetorical.any(words):
        return
    opening = forms.opening.search(words)
    if len(words.split()) <= _CRY and forms.help.any(words):
        yield FoundAsk(*span, "help")
    elif opening:
        yield from _each(seen, Span(span.start + opening.start(1), span.end), forms)
    elif forms.alone.match(words):
        yield FoundAsk(*span, "question")


def _each(seen: View, span: Span, forms: _Forms) -> Iterator[FoundAsk]:
    """The questions asked in one breath: "where is it, and how do I open it"."""
    at = span.start
    for joint in forms.next_question.finditer(seen.folded, *span):
        yield FoundAsk(*_tidy(seen, at, joint.start()), "question")
        at = joint.end()
    yield FoundAsk(*_tidy(seen, at, span.end), "question")


def _tidy(seen: View, start: int, end: int) -> Span:
    return trimmed(seen.text, start, end, ' \t\n\r.,;:!?-–—()"“”')
