"""A requester's words as the agent would say them back: second person, in one line, never shouted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from empathkit.errors import PackError
from empathkit.text.fold import fold
from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import filled, spelled
from empathkit.text.spans import trimmed
from empathkit.text.trie import any_of

_SPACE = re.compile(r"\s+")
_NOISE = re.compile(
    r"(?<![\w.])[@#]\w{1,60}|https?://\S{1,500}|\(\d/\d\)|[😀-🙏🤀-🧿🌀-🗿☀-➿☹☺\u200d\ufe0f]|\*|(?<!\w)[:;]-?[()DPp](?!\w)"
)
_BLANK = re.compile(r"\s+([,;.](?:\s|$))")
#: Where one of these stands there is something to clean.
_ODD = re.compile(r"[@#*!?…:;\x02]|[^\x00-\x7f]|\.\.|\s[\s,;.]|[\t\n\r]|\(\d/")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', 2: None}
_ENDS = " \t\n\r.,;:!?-–—*\"“”'’_"
_OPENED, _CLOSED = re.compile(r"(?<!\w)['‘](?=\w)"), re.compile(r"(?<=[\w.!?])['’](?!\w)")
_REPEATED = re.compile(r"([!?])\1+|\.{2,}|…")
_DESK = re.compile(r"\b(?:you|your|u|ur)\b", re.IGNORECASE)
_NAMES = frozenset({"My", "Our", "We", "You", "Your"})
_CAPITALS, _LETTERS = re.compile("[A-ZÀ-Þ]"), re.compile(r"[^\W\d_]")
#: What stands for a word of the desk until the requester's own have changed sides.
_HELD = "\x02"


class Voice(NamedTuple):
    """The pack's words for saying something back, compiled."""

    greeting: Regex
    lead: Regex
    title_noise: Regex
    beside: Regex
    background: Regex
    unsayable: Regex
    joins: Regex
    hangs: Regex
    preposed: Regex
    prepositions: Regex
    starts: Regex
    dangling: Regex
    whole: Regex
    verb: Regex
    base: Regex
    shortened: Regex
    empty_ask: Regex
    once_before: Regex
    past: Regex
    which: Regex
    saying: Regex
    log: Regex
    active: Regex
    no_subject: Regex
    unable: Regex
    passive: Regex
    no_actor: Regex
    imperative: Regex
    owned: Regex
    shared: Regex
    proper: Regex
    state: Regex
    doing: Regex
    trouble: Regex
    question: Regex
    inverted: Regex
    whether: Regex
    computer: Regex
    relative: Regex
    no_clause: Regex
    broken: Regex
    asked_tail: Regex
    trailing: Regex
    since: Regex
    dated: Regex
    whole_due: Regex
    loose: Regex
    contrast: Regex
    costs: Regex
    often: Regex
    aboard: Regex
    article: Regex
    personal: Regex
    capitals: Regex
    amiss: Regex
    asked: Sequence[tuple[Regex, str]]
    desk: Sequence[tuple[Regex, str]]
    mend: Sequence[tuple[Regex, str]]
    swap: Regex
    swaps: Mapping[str, str]
    say: Mapping[str, str]
    small: frozenset[str]
    filler: frozenset[str]
    ordinary: frozenset[str]


#: Of these a part is asked for.
_GROUPED = frozenset({"whether"})
_PATTERNS = Voice._fields[: Voice._fields.index("asked")]


@per_pack
def voice(pack: Pack) -> Voice:
    """The pack's voice. Raises PackError."""
    section = pack["issue"]
    swaps = section.get("swap", {})
    made: dict[str, Any] = {
        name: compiled(
            (filled if name in _GROUPED else spelled)(pack, section.get(name, "(?!)"), f"issue.toml: {name}"),
            re.IGNORECASE if name in {"title_noise", "article", "amiss"} else 0,
        )
        for name in _PATTERNS
    }
    return Voice(
        **made,
        asked=[(_compiled(begin, "asked"), said) for begin, said in section.get("asked", ())],
        desk=_mends(section.get("desk", ()), "desk"),
        mend=_mends(section.get("mend", ()), "mend"),
        swap=re.compile(rf"(?<![\w'/\\-]){any_of(swaps)}(?![\w'/\\-]|\.[a-z])", re.IGNORECASE),
        swaps=swaps,
        say=section.get("say", {}),
        small=frozenset(str(section.get("small", "")).split()),
        filler=frozenset(str(section.get("filler", "")).split()),
        ordinary=frozenset(str(pack["ordinary"].get("words", "")).split()),
    )


def _mends(listed: Sequence[Mapping[str, str]], name: str) -> list[tuple[Regex, str]]:
    return [(_compiled(mend["find"], name), mend["say"]) for mend in listed]


def _compiled(source: str, name: str) -> Regex:
    try:
        return compiled(source, re.IGNORECASE)
    except re.error as error:
        raise PackError(f"issue.toml: {name}", f"pattern {source!r}: {error}") from error


def said_back(text: str, spoken: Voice) -> str:
    """``text`` in second person, in one line, without marks at its ends; never shouted."""
    plain = _plain(text, spoken)
    if _DESK.search(plain):
        for find, say in spoken.desk:
            plain = find.sub(_HELD + say, plain)
    plain = spoken.swap.sub(lambda match: _swapped(match, spoken), plain)
    if _HELD in plain:
        plain = plain.replace(_HELD, "")
    if spoken.amiss.search(plain):
        for find, say in spoken.mend:
            plain = find.sub(say, plain)
    return plain


def _plain(text: str, spoken: Voice) -> str:
    span = trimmed(text, 0, len(text), _ENDS)
    if text[span.end : span.end + 1] in {'"', "”"} and sum(map(text[span.start : span.end].count, '"“”')) % 2:
        span = span._replace(end=span.end + 1)
    if text[span.end : span.end + 1] in {"'", "’"} and _open(text[span.start : span.end]):
        span = span._replace(end=span.end + 1)
    if span.start and _closes(text[span.start - 1], text[span.start : span.end]):
        span = span._replace(start=span.start - 1)
    plain = text[span.start : span.end]
    if _ODD.search(plain):
        plain = _SPACE.sub(" ", _NOISE.sub(" ", plain))
        plain = _REPEATED.sub(lambda match: match.group(1) or ",", plain)
        plain = _BLANK.sub(r"\1", plain).translate(_QUOTES)
    plain = plain.strip(" ,;:-–")
    if plain.count('"') % 2:
        plain = plain.replace('"', "")
    if plain.count("(") != plain.count(")"):
        plain = plain.replace("(", "").replace(")", "")
    return spoken.capitals.sub(lambda match: match.group().upper(), plain.lower()) if shouted(plain) else plain


def _open(text: str) -> bool:
    """Whether a quotation in single marks is begun and not ended."""
    return len(_OPENED.findall(text)) > len(_CLOSED.findall(text))


def _closes(mark: str, text: str) -> bool:
    """Whether a quotation in single marks begun by ``mark`` before ``text`` is ended in it."""
    return mark in {"'", "‘"} and len(_CLOSED.findall(text)) > len(_OPENED.findall(text))


def _swapped(match: re.Match[str], spoken: Voice) -> str:
    word = match.group()
    before = match.string[: match.start()].rstrip()
    if word in {"US", "IM", "ME"} or match.string[match.start() - 1 : match.start()] == _HELD:
        return word
    if word in _NAMES and before and before[-1].isalnum() and before.split()[-1][0].isupper():  # "Find My"
        return word
    return spoken.swaps.get(fold(word), word)


def shouted(text: str) -> bool:
    """Whether most letters of a text are capitals."""
    capitals = len(_CAPITALS.findall(text))
    return capitals > 5 and capitals > 0.7 * len(_LETTERS.findall(text))


def lower(text: str, ordinary: frozenset[str], spoken: Voice) -> str:
    """``text`` with a small first letter where its first word is an ordinary one, no name and no code."""
    first = text.split(" ", 1)[0]
    word = fold(first.strip(",.;:"))
    known = any(word in words for words in (spoken.small, spoken.filler, spoken.ordinary, ordinary))
    plain = (
        known
        or word.endswith(("ing", "n't", "ly"))
        or spoken.starts.match(word + " ")
        or spoken.owned.match(word + " ")
    )
    return text[:1].lower() + text[1:] if plain and not first[1:2].isupper() else text


def upper(text: str) -> str:
    """``text`` with a capital at its start, but for names like "iPad" and "macOS"."""
    return text if any(mark.isupper() for mark in text.split(" ", 1)[0][1:]) else text[:1].upper() + text[1:]
