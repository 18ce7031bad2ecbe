"""What a text asks: direct questions, requests, wishes, and a bare cry for help."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from empathkit.detect.found import FoundAsk
from empathkit.text.gated import compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Match, Patterns, family, filled
from empathkit.text.spans import Span, overlaps, trimmed
from empathkit.text.view import View, view

#: A question mark, also one the next sentence follows without a blank; not one inside an address.
_MARK = re.compile(r"\?(?!\w*[=&/%])")
#: Whom a question is sent to, and addresses, at its end.
_TAIL = compiled(r"(?:\s+(?:[@#]\w+|https?://\S+))+$")
#: A question of at most so many words that only cries for help asks nothing more.
_CRY = 4
#: A question of more characters than this begins at its last opening.
_LONG = 150
#: Of several questions in one breath none has more characters than this.
_BREATH = 90


class _Forms(NamedTuple):
    head: re.Pattern[str]
    opener: re.Pattern[str]
    first: re.Pattern[str]
    unmarked: re.Pattern[str]
    alone: re.Pattern[str]
    tag: re.Pattern[str]
    no_ask: re.Pattern[str]
    wish: re.Pattern[str]
    next_question: re.Pattern[str]
    rhetorical: Patterns[str]
    requests: Patterns[str]
    help: Patterns[str]


@per_pack
def _forms(pack: Pack) -> _Forms:
    asks = pack["asks"]
    opener, first, boundary, strong = (
        str(asks.get(name, "(?!)")) for name in ("opener", "opener_first", "boundary", "strong_boundary")
    )

    def one(name: str, source: str = "") -> re.Pattern[str]:
        return re.compile(filled(pack, source or str(asks.get(name, "(?!)")), f"asks.toml: {name}"))

    def many(name: str) -> Patterns[str]:
        return family(pack, f"asks.toml: {name}", {name: asks.get(name, ())})

    return _Forms(
        head=one("head"),
        opener=one("opener", rf"(?:{boundary}(?={opener})|{strong}(?={{aux_word}}\b))(\w)"),
        first=one("opener_first", f"{opener}|{first}"),
        unmarked=one("unmarked"),
        alone=one("questions_alone"),
        tag=one("tag"),
        no_ask=one("not_ask"),
        wish=one("wish"),
        next_question=one("next_question"),
        rhetorical=many("rhetorical"),
        requests=many("requests"),
        help=many("help"),
    )


def find_asks(text: str, pack: Pack) -> list[FoundAsk]:
    """The questions and requests in any text, in order."""
    return asks_in(view(text, pack), pack)


def asks_in(seen: View, pack: Pack) -> list[FoundAsk]:
    """Like :func:`find_asks` on a text looked at already."""
    forms = _forms(pack)
    found: list[FoundAsk] = []
    parts = [_led_in(seen, *sentence, forms) for sentence in seen.sentences]
    requested, cried = (family.find_in(seen.folded, parts) for family in (forms.requests, forms.help))
    for sentence, wanted, cries in zip(seen.sentences, requested, cried, strict=True):
        for ask in _in_sentence(seen, sentence, [*_requests(seen, wanted, forms), *_help(seen, cries)], forms):
            if not any(overlaps(ask[:2], other[:2]) for other in found):
                found.append(ask)
    return sorted(found, key=lambda ask: ask.start)


def _in_sentence(seen: View, sentence: Span, requests: Sequence[FoundAsk], forms: _Forms) -> Iterator[FoundAsk]:
    at = sentence.start
    for mark in _MARK.finditer(seen.text, *sentence):
        if mark.start() > at:
            yield from _question(seen, _led_in(seen, at, mark.start(), forms), forms)
        at = mark.end()
    rest = _led_in(seen, at, sentence.end, forms)
    opened = forms.unmarked.match(seen.folded, *rest)
    if opened and not any(ask.start == opened.start() for ask in requests):
        yield from _each(seen, Span(opened.start(), rest.end), forms)
    yield from requests


def _requests(seen: View, matches: Sequence[Match[str]], forms: _Forms) -> Iterator[FoundAsk]:
    for match in matches:
        span = _tidy(seen, match.start, match.end)
        words = seen.folded[span.start : span.end]
        if not forms.no_ask.match(words):
            yield FoundAsk(*span, _kind(words, forms))


def _help(seen: View, matches: Sequence[Match[str]]) -> Iterator[FoundAsk]:
    for match in matches:
        yield FoundAsk(*_tidy(seen, match.start, match.end), "help")


def _led_in(seen: View, start: int, end: int, forms: _Forms) -> Span:
    """The part without those who are called and the words that lead in."""
    span = _tidy(seen, start, end)
    # a slice, so that the beginning of the part is one for the pattern too
    head = forms.head.match(seen.folded[span.start : span.end])
    return Span(span.start + head.end() if head else span.start, end)


def _kind(words: str, forms: _Forms) -> str:
    if len(words.split()) <= _CRY and forms.help.any(words):
        return "help"
    return "wish" if forms.wish.match(words) else "request"


def _question(seen: View, part: Span, forms: _Forms) -> Iterator[FoundAsk]:
    span = _tidy(seen, *part)
    words = seen.folded[span.start : span.end]
    if not words or forms.rhetorical.any(words):
        return
    if len(words.split()) <= _CRY and forms.help.any(words):
        yield FoundAsk(*span, "help")
    elif (start := _opening(words, forms)) is not None:
        if not forms.rhetorical.any(words[start:]):
            yield from _each(seen, Span(span.start + start, span.end), forms)
    elif forms.alone.match(words) or (forms.tag.search(words) and len(words.split()) > _CRY):
        yield FoundAsk(*span, "question")


def _opening(words: str, forms: _Forms) -> int | None:
    """Where the question begins in the words before its mark: at their beginning, else behind the first boundary, and
    in a long tale at the last one."""
    openings = [0] if forms.first.match(words) else []
    openings += [found.start(1) for found in forms.opener.finditer(words)]
    short = [start for start in openings if _brief(words[start:], forms)]
    return short[0] if short else openings[-1] if openings else None


def _brief(words: str, forms: _Forms) -> bool:
    """Whether a question is a short one, or several short ones in one breath."""
    return len(words) <= _LONG or max(map(len, forms.next_question.split(words))) <= _BREATH


def _each(seen: View, span: Span, forms: _Forms) -> Iterator[FoundAsk]:
    """The questions asked in one breath: "where is it, and how do I open it"."""
    at = span.start
    for joint in forms.next_question.finditer(seen.folded, *span):
        yield FoundAsk(*_tidy(seen, at, joint.start()), "question")
        at = joint.end()
    yield FoundAsk(*_tidy(seen, at, span.end), "question")


def _tidy(seen: View, start: int, end: int) -> Span:
    tail = _TAIL.search(seen.folded, start, end)
    return trimmed(seen.text, start, tail.start() if tail else end, ' \t\n\r.,;:!?-–—()"“”')
