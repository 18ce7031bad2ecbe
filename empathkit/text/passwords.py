"""Secrets that people write in plain talk: after a word for them, before "is my password", or with a user's name.

After a link ("is", ":") nearly any word may be one; elsewhere only what has the look of one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span

_TAIL = ".,;:?!)]}>\"'`*"
_SYMBOL = re.compile(r"[!@#$%^&*+=?_~€£§|\\]")
_QUOTED = re.compile(r"(['\"`])([^\n\x1e]{3,100}?)\1(?![a-z0-9])")
_SENTENCE = re.compile(r"[^\n\x1e.!?;,()\"•]{3,200}")
_ID = re.compile(r"[a-z]{0,3} ?\d[a-z0-9]{0,24}(?:[ ./-](?=[a-z]{0,3}\d)[a-z0-9]{1,12}| [a-z](?![a-z0-9])){0,8}")
_SPLIT_CODE = re.compile(r"\d{2,6}(?:[ -]\d{2,6}){1,3}(?!\w)")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"[\d -]+")
_REFERENCE = re.compile(r"[A-Z]{1,5}-?\d{2,}|[a-z]{1,6}-\d+|[A-Za-z]+(?:[-/][A-Za-z]+)+|[A-Z]+\d*-[A-Z0-9-]+")
_NEXT_FIELD = re.compile(r"[;&,](?=[\w ]{1,40}=)")


class Words(NamedTuple):
    """What a pack says of secrets, ready to be looked for in folded text."""

    named: Regex
    backwards: Regex
    login: Regex
    entered: Regex
    further: re.Pattern[str]
    changes: re.Pattern[str]
    ends: re.Pattern[str]
    units: re.Pattern[str]
    forms: re.Pattern[str]
    harmless: frozenset[str]


@per_pack
def words(pack: Pack) -> Words:
    """The patterns of a pack's words for secrets."""
    table = pack["secrets"]

    def some(key: str) -> str:
        return "(?:" + ("|".join(table.get(key, ())) or r"(?!)") + ")"

    verb = rf"(?<![a-z0-9]){some('links')}(?![a-z0-9])"
    link = rf"(?:[ (,]{{0,3}}(?:{verb}|{some('marks')})(?: {some('adverbs')}(?![a-z0-9])){{0,3}})"
    aside = rf" \(?{some('asides')}(?: [\w.@/'-]{{1,30}}){{1,5}}?\)?"
    before = r"(?:[ \"'`(<\[*_]{0,3}\n){0,2}[ \"'`(<\[*_]{0,3}"
    weak = r"(?P<to> (?:back )?to )| of |(?P<dash> {1,2}[-–—] )| {0,2}\((?:it'?s )?| {1,3}"
    return Words(
        named=compiled(
            rf"(?<![a-z0-9])(?:(?P<phrase>{some('phrases')})|(?P<code>{some('codes')}s?)|(?P<name>{some('names')}s?)"
            rf"|(?P<short>{some('short_names')})|(?P<id>{some('ids')}))(?![a-z0-9])['\"*_]{{0,2}}"
            rf"(?=(?:(?P<link>{link}{{1,3}})|(?P<aside>{aside}{link}{{1,2}})|{weak}){before}(?P<secret>[^\s'\"`(]\S{{1,199}}))",
            costly=True,
        ),
        backwards=compiled(
            rf" {{1,2}}(?:(?:is|was|as) (?:my|the|our|your|a)|as) (?:[a-z]+ ){{0,2}}(?:{some('names')}|{some('codes')})"
            rf"(?= ?[.,;!?)\n\x1e]| ?$| {some('ends')}(?![a-z]))",
            costly=True,
        ),
        login=compiled(
            rf"(?<![\w./-]){some('logins')}s?(?: (?:for|to|on|of) [^\n:\x1e]{{1,40}}(?=:))?"
            r"(?: (?:is|are) | ?[:=] ?| ) ?[\w.@\\-]{2,60}"
            r"(?: {0,2}[/|] {0,2}|:)(?P<secret>[^\s'\"`/]\S{4,199})"
            r"|(?<![\w.+•:/-])[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4} ?[/|:] ?(?P<other>[^\s'\"`/]\S{4,199})",
            costly=True,
        ),
        entered=compiled(
            rf"(?<![a-z0-9])(?:{some('names')}|{some('logins')})s?(?![a-z0-9])[^\n\x1e]{{0,80}}?"
            rf"(?<![a-z]){some('entered')}['\"`]?(?P<secret>[^\s'\"`]\S{{5,199}})",
            costly=True,
        ),
        further=re.compile(rf"['\"`]?{some('further')} ['\"`]?(?P<secret>[^\s'\"`]\S{{4,199}})"),
        changes=re.compile(rf"(?<![a-z]){some('changes')}(?![a-z])[^.!?\n]{{0,40}}$"),
        ends=re.compile(rf"[ \t]*(?:[.,;!?)\n\x1e\"'`-]|$| [(–—]|{some('ends')}(?![a-z]))"),
        units=re.compile(rf" ?{some('units')}(?![a-z])"),
        forms=re.compile(some("not_secret_forms")),
        harmless=frozenset(table.get("not_secret", ())),
    )


def passwords(text: str, folded: str, pack: Pack) -> Iterator[Span]:
    """Where such secrets stand in ``text``, and where another one follows ("Spring-24 or Spring-25")."""
    known = words(pack)
    for first in _first(text, folded, known):
        last: Span | None = first
        while last:
            yield last
            following = known.further.match(folded, last.end)
            last = next(_if_strong(text, folded, Span(*following.span("secret")), known), None) if following else None


def _first(text: str, folded: str, known: Words) -> Iterator[Span]:
    for match in known.named.finditer(folded):
        span = _named(text, folded, match, known)
        if span:
            yield span
    for match in known.backwards.finditer(folded):
        start = max(folded.rfind(mark, max(0, match.start() - 200), match.start()) for mark in " \n\x1e(\"'`") + 1
        yield from _if_strong(text, folded, Span(max(start, match.start() - 200), match.start()), known)
    for match in known.login.finditer(folded):
        span = Span(*match.span(match.lastgroup or 0))
        if any(mark.isalpha() for mark in text[span.start : span.end]):
            yield from _if_strong(text, folded, span, known)
    for match in known.entered.finditer(folded):
        yield from _if_strong(text, folded, Span(*match.span("secret")), known)


def _if_strong(text: str, folded: str, span: Span, known: Words) -> Iterator[Span]:
    cut = _cut(text, span)
    if strong(text[cut.start : cut.end], folded[cut.start : cut.end], known):
        yield cut


def _cut(text: str, span: Span) -> Span:
    """The span without what belongs to the sentence or to the next field."""
    start, end = span
    follows = _NEXT_FIELD.search(text, start + 1, end)
    end = follows.start() if follows else end
    while end - start > 1 and text[end - 1] in _TAIL and not (text[end - 1] == "!" and end == span.end):
        end -= 1
    return Span(start, end)


def strong(word: str, folded: str, known: Words) -> bool:
    """Whether a word has the look of a secret by itself: letters with digits or signs, and no known form."""
    bare = word.rstrip(_TAIL)
    if len(bare) < 6 or known.forms.fullmatch(folded.rstrip(_TAIL)) or _REFERENCE.fullmatch(bare) or "•" in word:
        return False
    digits = any(mark.isdigit() for mark in bare)
    letters = any(mark.isalpha() for mark in bare)
    return (letters and (digits or _SYMBOL.search(bare[1:]) is not None)) or bare.isdigit()


def _named(text: str, folded: str, match: re.Match[str], known: Words) -> Span | None:
    raw = Span(*match.span("secret"))
    link = match.group("link") or ""
    if not link and not _weak_holds(folded, match, known):
        return None
    if match.group("short") and not any(mark in link for mark in ":=>→⇒➜"):
        return None
    if match.group("code") and not _DIGIT.search(folded, *raw):
        return None
    span = _extent(text, folded, raw, match)
    word, low = text[span.start : span.end], folded[span.start : span.end]
    bare = low.rstrip(_TAIL)
    if len(low) < 3 or "•" in low or not known.harmless.isdisjoint((low, bare)) or known.forms.fullmatch(bare):
        return None
    if match.group("id"):
        return span if len(_DIGIT.findall(low[:60])) >= 5 else None
    if match.group("code"):
        return span if _code_holds(word, low, folded, span, match, known) else None
    if not link and not (match.group("phrase") and " " in low):
        return span if strong(word, low, known) else None
    return span if _word_holds(low, folded, span, match, known) else None


def _weak_holds(folded: str, match: re.Match[str], known: Words) -> bool:
    """Whether what stands between word and secret may lead to one: "to" needs a verb of change before it."""
    if match.group("to") is None:
        return True
    return known.changes.search(folded, max(0, match.start() - 60), match.start()) is not None


def _extent(text: str, folded: str, raw: Span, match: re.Match[str]) -> Span:
    """What belongs to the secret: a quoted text, the words of a phrase, the groups of a number, or one word."""
    quoted = _QUOTED.match(folded, raw.start - 1) if raw.start else None
    if quoted and "•" not in quoted.group(2):
        return Span(*quoted.span(2))
    wide: re.Match[str] | None = None
    if match.group("id"):
        wide = _ID.match(folded, raw.start)
    elif match.group("code"):
        wide = _SPLIT_CODE.match(folded, raw.start)
    elif match.group("phrase") and (match.group("link") or match.group("aside")):
        wide = _SENTENCE.match(folded, raw.start)
    if wide:
        return Span(raw.start, raw.start + len(wide.group().rstrip()))
    quote = min((at for mark in "'\"`" if (at := text.find(mark, raw.start, raw.end)) > 0), default=raw.end)
    return _cut(text, Span(raw.start, quote))


def _code_holds(word: str, low: str, folded: str, span: Span, match: re.Match[str], known: Words) -> bool:
    """A code has digits: any after a link, four without; with letters among them it must have the look of a secret."""
    if not _DIGIT.search(low) or known.units.match(folded, span.end):
        return False
    if _DIGITS.fullmatch(low):
        return len(low) >= (3 if match.group("link") or match.group("code").startswith("cv") else 4)
    return bool(match.group("link")) or strong(word, low, known)


def _word_holds(low: str, folded: str, span: Span, match: re.Match[str], known: Words) -> bool:
    """After a link anything but plain talk: a plain word must end its clause, a number must not count something."""
    if match.group("phrase") and " " in low:
        return not _plain_talk(low.split(), known)
    if low.isdigit():
        return len(low) >= 4 and known.units.match(folded, span.end) is None
    if not low.replace("-", "").isalpha():
        return True
    if _participle(low) or folded[span.end : span.end + 1] == ":":
        return False
    if "\n" in folded[match.end() : span.start]:
        return folded[span.end : span.end + 1] in ("", "\n", ".", "\x1e")
    if any(mark in match.group("link") for mark in ":=>→⇒➜"):
        return True
    return known.ends.match(folded, span.end) is not None


def _plain_talk(said: list[str], known: Words) -> bool:
    """Whether several words after "passphrase is" tell something of it; three of no such sense are one."""
    plain = [word in known.harmless or _participle(word) for word in said]
    return plain[0] and (len(said) < 3 or any(plain[1:]))


def _participle(low: str) -> bool:
    return (low.endswith("ing") and len(low) > 6) or (low.endswith(("ed", "able", "ible", "ly")) and len(low) > 4)
