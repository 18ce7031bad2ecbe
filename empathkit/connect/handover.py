"""The note for who takes a ticket over: what the requester was told and promised, asked and answered, so that they
need not say it again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from empathkit.detect.questions import find_questions
from empathkit.models import Block, Bullets, Heading, InternalNote, Message, Paragraph, Ticket
from empathkit.text.pack import Pack, per_pack
from empathkit.text.sentences import split

if TYPE_CHECKING:
    from empathkit.pipeline import Understood

#: Characters of a sentence shown, and statements listed, the latest.
LONGEST, MOST = 240, 8
#: Words of a greeting, a thank-you or a name at most.
FEW = 4


class Promise(NamedTuple):
    """A sentence of an agent that binds the desk, and when it is due where it says so."""

    text: str
    due: str | None


class Asked(NamedTuple):
    """A question of an agent, and what the requester said to it; None while it is open."""

    text: str
    answer: str | None


class _Patterns(NamedTuple):
    promise: re.Pattern[str]
    none: re.Pattern[str]
    due: re.Pattern[str]


@per_pack
def _patterns(pack: Pack) -> _Patterns:
    words = pack["handover"]
    return _Patterns(
        re.compile("|".join(words["promises"])),
        re.compile("|".join(words["not_promises"])),
        re.compile(words["due_pattern"], re.IGNORECASE),
    )


def write_handover(understood: Understood, mark: str, pack: Pack, *, version: str) -> InternalNote:
    """The note. Every line of it is somebody's own words or a record."""
    ticket, reading, words = understood.ticket, understood.reading, pack["handover"]
    contact = [f"{one.value} ({one.source})" for one in understood.context.known if one.kind == "contact"]
    wishes = [f"{one.name}: {one.value} ({one.source})" for one in understood.context.preferences]
    felt = [f"{one.feeling} ({one.level}): “{one.evidence.quote}”" for one in reading.feelings]
    blocks: list[Block] = [Heading(text=words["title"]), Paragraph(text=words["internal"])]
    blocks += _part(words["issue"], [reading.issue] if reading.issue else [])
    bound = [_due(one, words["due"]) for one in promises(ticket, pack)]
    blocks += _part(words["promised"], bound or [words["nothing_promised"]])
    blocks += _part(words["told"], told(ticket, pack))
    blocks += _part(words["asked"], [f"{one.text} → {one.answer or words['open']}" for one in asked(understood, pack)])
    blocks += _part(words["tried"], [f"“{one.evidence.quote}”" for one in reading.tried])
    blocks += _part(words["contact"], [*contact, *wishes])
    blocks += _part(words["feeling"], felt)
    blocks.append(Paragraph(text=f"{pack['note']['marker']} {mark} · {version}"))
    return InternalNote(ticket=ticket.key, kind="handover", marker=mark, blocks=tuple(blocks))


def promises(ticket: Ticket, pack: Pack) -> list[Promise]:
    """What agents told the requester they would get, in order."""
    patterns = _patterns(pack)
    found = []
    for sentence in _sentences(ticket, pack):
        plain = sentence.lower()
        if patterns.promise.search(plain) and not patterns.none.search(plain) and not sentence.endswith("?"):
            due = patterns.due.search(sentence)
            found.append(Promise(sentence, due[0] if due else None))
    return found


def told(ticket: Ticket, pack: Pack) -> list[str]:
    """What agents stated: neither a question nor a promise; the latest."""
    bound = {one.text for one in promises(ticket, pack)}
    stated = [
        sentence
        for sentence in _sentences(ticket, pack)
        if sentence not in bound and not find_questions(sentence, pack) and len(sentence.split()) > FEW
    ]
    return list(dict.fromkeys(stated))[-MOST:]


def asked(understood: Understood, pack: Pack) -> list[Asked]:
    """Each question of an agent with what was said to it later: facts of its kinds, else how the answer begins."""
    ticket = understood.ticket
    found = []
    for number, message in enumerate(ticket.messages):
        if message.author != "agent" or not message.public:
            continue
        for question in find_questions(message.body, pack):
            said = [
                fact.evidence.quote
                for fact in understood.reading.facts
                if fact.kind in question.kinds and fact.evidence.message > number
            ]
            answer = "; ".join(said) or _next_words(ticket.messages[number + 1 :], pack)
            found.append(Asked(_short(message.body[question.start : question.end]), answer))
    return found


def _next_words(later: Iterable[Message], pack: Pack) -> str | None:
    for message in later:
        if message.author == "requester" and (spans := split(message.body, pack)):
            return f"“{_short(message.body[spans[0].start : spans[0].end])}”"
    return None


def _sentences(ticket: Ticket, pack: Pack) -> Iterator[str]:
    for message in ticket.messages:
        if message.author == "agent" and message.public:
            for span in split(message.body, pack):
                yield _short(message.body[span.start : span.end])


def _due(promise: Promise, word: str) -> str:
    return f"{promise.text} ({word}: {promise.due})" if promise.due else promise.text


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def _part(title: str, items: list[str]) -> Iterator[Block]:
    if items:
        yield Heading(text=title)
        yield Bullets(items=tuple(items))
