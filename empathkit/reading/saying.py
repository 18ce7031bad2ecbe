"""Makes a whole clause of a requester's words: one with a subject and a verb that the agent can say to them."""

from __future__ import annotations

import re

from empathkit.reading.voice import Voice
from empathkit.text.fold import fold

#: A line of so few words without a verb is like a title.
_SHORT = 7
#: Where the first part of a clause ends.
_FIRST = re.compile(r"[,;:=](?=\s)|\s[-–—]\s")
#: A question of more words than this is told and no longer asked.
_LONGEST_QUESTION = 28


def clause(text: str, spoken: Voice, *, title: bool = False) -> str | None:
    """``text``, said back already, made a clause with a subject and a verb; None where it can't be."""
    folded = fold(text)
    if spoken.question.match(folded):
        return spoken.say["ask"].format(what=lower_first(text)) if title else None
    if spoken.inverted.match(folded):
        return None
    if missing := _missing(folded, spoken, title=title):
        return spoken.say[missing].format(what=lower_first(text))
    if spoken.no_clause.match(folded):
        return None
    if made := _thing(text, folded, spoken, title=title):
        return made
    return text if _is_clause(folded, spoken, title=title) else _named(text, folded, spoken, title=title)


def _missing(folded: str, spoken: Voice, *, title: bool) -> str | None:
    """Which words a clause without its subject wants before it."""
    for name in ("unable", "passive", "no_subject", "no_actor"):
        if getattr(spoken, name).match(folded):
            return name
    ordered = spoken.imperative.match(folded) and (title or not spoken.verb.search(folded))
    return "want" if ordered else None


def _is_clause(folded: str, spoken: Voice, *, title: bool) -> bool:
    if title:
        first = _first_part(folded, spoken)
        return not spoken.relative.search(folded) and (has_verb(first, spoken) or spoken.base.search(first) is not None)
    return has_verb(folded, spoken) or spoken.base.search(folded) is not None


def asked(text: str, spoken: Voice) -> tuple[str, str] | None:
    """How what is wanted is said, with {} for what it is: ("You want to know how to {}", "share my calendar").

    ``text`` is a question or request as it was written.
    """
    text = text.replace("’", "'").strip()
    folded = fold(text)
    for begins, says in spoken.asked:
        if found := begins.match(folded):
            rest = text[found.end() :].strip(" ?.!,:;")
            tail = spoken.asked_tail.search(fold(rest))
            rest = rest[: tail.start()] if tail else rest
            return (says, rest) if rest and len(rest.split()) <= _LONGEST_QUESTION else None
    if found := spoken.whether.match(folded):
        return spoken.say["whether"], _straight(text[found.end() :].strip(" ?.!,:;"), found.group(1).split()[-1])
    return None


def _straight(rest: str, verb: str) -> str:
    """A question with its verb behind its subject: "can", "it be done" -> "it can be done"; "do" is left out."""
    subject, _, what = rest.partition(" ")
    return f"{subject} {what}" if verb == "do" else f"{subject} {verb} {what}"


def _thing(text: str, folded: str, spoken: Voice, *, title: bool) -> str | None:
    """A thing at the beginning gets its owner and its verb: "Laptop very slow", "Your laptop is very slow"."""
    for pattern, say in ((spoken.owned, "owned"), (spoken.shared, "shared")):
        if found := pattern.match(folded):
            whose = spoken.say[say].format(what="").strip()
            name = (
                text[: found.end()] if spoken.proper.match(folded) or _code(text) else lower_first(text)[: found.end()]
            )
            if rest := _linked(name, text[found.end() :], spoken):
                return f"{whose} {rest}"
    short = len(text.split()) <= _SHORT and not spoken.base.search(folded)
    return _linked_at_state(text, folded, spoken) if title or short else None


def has_verb(folded: str, spoken: Voice) -> bool:
    """Whether a verb of the clause itself stands behind its first word, and not only one behind "which" or "that"."""
    behind = folded.find(" ")
    if behind < 0:
        return False
    found = spoken.verb.search(folded, behind)
    if not found:
        return spoken.past.match(folded) is not None
    inside = spoken.which.search(folded, behind)
    return inside is None or found.start() < inside.start()


def _linked(name: str, rest: str, spoken: Voice) -> str | None:
    folded = fold(rest).strip()
    if spoken.state.match(folded) or spoken.doing.match(folded):
        return name + spoken.say["are" if _plural(name) else "is"] + rest.lstrip(" -:,")
    return name + rest if spoken.verb.search(folded) else _linked_at_state(name + rest, fold(name + rest), spoken)


def _linked_at_state(text: str, folded: str, spoken: Voice) -> str | None:
    """A verb for a title of any thing: "All notes gone after ...", "All notes are gone after ..."."""
    if has_verb(folded, spoken):
        return None
    words = text.split(" ")
    for place in range(1, min(len(words), 9)):
        rest = fold(" ".join(words[place:]))
        if spoken.state.match(rest) or spoken.doing.match(rest):
            name = " ".join(words[:place])
            last = fold(words[place - 1]).strip(".,:;-–")
            if not last or spoken.dangling.fullmatch(last) or fold(name) in spoken.small or fold(name) in spoken.filler:
                return None
            return name + spoken.say["are" if _plural(name) else "is"] + " ".join(words[place:])
    return None


_HEAD = re.compile(r"^(.*?)(?: (?:in|on|of|for|at|from|with|to|after|since)\b|$)")


def _plural(name: str) -> bool:
    """Whether a thing of this name takes "are": the last word before a preposition decides, or an "and"."""
    found = _HEAD.match(name)
    head = fold((found.group(1) if found else name).strip())
    return (
        " and " in f" {head} "
        or (head.endswith("s") and not head.endswith(("ss", "us", "is", "os")))
        or head.endswith("people")
    )


def _first_part(folded: str, spoken: Voice) -> str:
    """A title to its first mark, but for one whose clause comes behind a leaning one."""
    return folded if spoken.hangs.match(folded) else _FIRST.split(folded)[0]


def _named(text: str, folded: str, spoken: Voice, *, title: bool) -> str | None:
    """What is only named is reported: "You report no sound in the videos"."""
    if spoken.trouble.search(folded) and (title or not spoken.starts.match(folded) or folded.startswith("no ")):
        return spoken.say["fragment"].format(what=lower_first(text))
    return spoken.say["about"].format(what=text) if title else None


def _code(text: str) -> bool:
    first = text.split(" ", 1)[0]
    return not first[1:].islower()


def lower_first(text: str) -> str:
    """``text`` with a small first letter, unless its first word is a code or an abbreviation."""
    rest = text.split(" ", 1)[0][1:]
    return text if rest and not rest.replace("'", "").islower() else text[:1].lower() + text[1:]
