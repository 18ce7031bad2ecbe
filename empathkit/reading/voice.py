"""A requester's words as the agent would say them back: second person, one clause, grammatical."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import filled
from empathkit.text.spans import trimmed

_SPACE = re.compile(r"\s+")
_NOISE = re.compile(r"(?<![\w.])[@#]\w{1,60}|https?://\S{1,500}|\(\d/\d\)|[😀-🙏🤀-🧿🌀-🗿☹☺\u200d\ufe0f]|\*")


class Voice(NamedTuple):
    """The pack's words for saying something back, compiled."""

    greeting: re.Pattern[str]
    lead: re.Pattern[str]
    vent: re.Pattern[str]
    cut: re.Pattern[str]
    starts_clause: re.Pattern[str]
    verb: re.Pattern[str]
    title_noise: re.Pattern[str]
    question: re.Pattern[str]
    imperative: re.Pattern[str]
    no_subject: re.Pattern[str]
    state: re.Pattern[str]
    owned: re.Pattern[str]
    trouble: re.Pattern[str]
    request: re.Pattern[str]
    request_us: re.Pattern[str]
    dangling: re.Pattern[str]
    no_actor: re.Pattern[str]
    proper: re.Pattern[str]
    since: re.Pattern[str]
    dated: re.Pattern[str]
    beside: re.Pattern[str]
    loose: re.Pattern[str]
    swap: re.Pattern[str]
    swaps: Mapping[str, str]
    say: Mapping[str, str]
    small: frozenset[str]


@per_pack
def voice(pack: Pack) -> Voice:
    """The pack's voice. Raises PackError."""
    section = pack["hearing"].get("issue", {})
    swaps = section.get("swap", {})
    words = "|".join(re.escape(word) for word in sorted(swaps, key=len, reverse=True)) or "(?!)"
    sources = {
        name: filled(pack, section.get(name, "(?!)"), f"hearing.toml: issue.{name}") for name in Voice._fields[:-4]
    }
    small = frozenset(str(section.get("small", "")).split())
    compiled: dict[str, Any] = {
        name: re.compile(source, re.IGNORECASE if name == "title_noise" else 0) for name, source in sources.items()
    }
    swap = re.compile(rf"(?<![\w'/\\-])(?:{words})(?![\w'/\\-])", re.IGNORECASE)
    return Voice(**compiled, swap=swap, swaps=swaps, say=section.get("say", {}), small=small)


def said_back(text: str, spoken: Voice) -> str:
    """``text`` in second person, in one line, without marks at its ends; never shouted."""
    span = trimmed(text, 0, len(text), ' \t\n\r.,;:!?-–—*"“”')
    plain = _SPACE.sub(" ", _NOISE.sub(" ", text[span.start : span.end])).strip(" ,;:-–")
    if plain.count('"') % 2:
        plain = plain.replace('"', "")
    plain = plain.replace("’", "'").replace("‘", "'")
    if shouted(plain):
        plain = plain.lower()
    return spoken.swap.sub(lambda match: _swapped(match, spoken), plain)


def _swapped(match: re.Match[str], spoken: Voice) -> str:
    word = match.group()
    return word if word in {"US", "IM", "ME"} else spoken.swaps.get(fold(word), word)


def shouted(text: str) -> bool:
    """Whether most letters of a text are capitals."""
    letters = [mark for mark in text if mark.isalpha()]
    return len(letters) > 8 and sum(mark.isupper() for mark in letters) > 0.7 * len(letters)


def shortened(text: str, spoken: Voice, most: int) -> str:
    """``text`` without its lead-in, cut at a clause so that it has at most ``most`` words."""
    folded = fold(text)
    lead = spoken.lead.match(folded)
    if lead and lead.end() < len(text):
        text, folded = text[lead.end() :], folded[lead.end() :]
    if len(text.split()) <= most:
        return text
    # a clause ends at a mark or a joining word; failing both, at the last word that can end one
    cuts = [cut.start() for cut in spoken.cut.finditer(folded) if 4 <= len(text[: cut.start()].split()) <= most]
    words = (text[: cuts[-1]] if cuts else " ".join(text.split()[:most])).split()
    while len(words) > 2 and spoken.dangling.fullmatch(fold(words[-1])):
        words.pop()
    return " ".join(words).rstrip(" ,;:-")


def clause(text: str, spoken: Voice, *, title: bool = False) -> str | None:
    """``text``, said back already, made a clause with a subject and a verb; None where it can't be."""
    folded = fold(text)
    for pattern, say in ((spoken.request_us, "want_us"), (spoken.request, "wish")):
        if asked := pattern.match(folded):
            return spoken.say[say].format(what=text[asked.end() :].strip()) if asked.end() < len(text) else None
    opened = _opened(folded, spoken, title=title)
    if opened:
        return spoken.say[opened].format(what=lower(text))
    if made := _owned(text, folded, spoken):
        return made
    if spoken.verb.search(folded):
        return text
    if not title:
        return None
    return spoken.say["fragment" if spoken.trouble.search(folded) else "about"].format(what=lower(text))


def _opened(folded: str, spoken: Voice, *, title: bool) -> str | None:
    """Which words have to stand before a clause that begins like this."""
    if title and spoken.question.match(folded):
        return "ask"
    if spoken.no_subject.match(folded):
        return "subject"
    if spoken.no_actor.match(folded):
        return "it"
    if spoken.imperative.match(folded) and (title or not spoken.verb.search(folded)):
        return "want"
    return None


def _owned(text: str, folded: str, spoken: Voice) -> str | None:
    """A device without an owner gets one: "Laptop very slow", "Your laptop is very slow"."""
    owned = spoken.owned.match(folded)
    if not owned:
        return None
    rest = text[owned.end() :]
    link = spoken.say["is"] if spoken.state.match(fold(rest)) else " "
    if link == " " and not spoken.verb.search(fold(rest)):
        return None
    return (
        spoken.say["owned"].format(
            what=text[: owned.end()] if spoken.proper.match(folded) else lower(text[: owned.end()])
        )
        + link
        + rest.lstrip()
    )


def lower(text: str) -> str:
    """``text`` with a small first letter, unless its first word is a name or a code."""
    first = text.split(" ", 1)[0]
    rest = first[1:]
    return text[:1].lower() + text[1:] if not rest or rest.islower() or rest == "'t" else text


def upper(text: str) -> str:
    """``text`` with a capital at its start."""
    return text[:1].upper() + text[1:]
