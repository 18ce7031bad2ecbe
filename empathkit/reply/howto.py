"""Common how-to questions and their answers, whatever topic and situation a ticket was taken for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from empathkit.models import Evidence, Reading, Ticket
from empathkit.reply.material import pattern, texts
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.view import LONGEST

#: A title asks by itself where the message says next to nothing.
BARE = 25
#: What "it" in a question means stands in a message of so few words.
CLEAR = 45


class HowTo(NamedTuple):
    """An answer of the pack, its name there, and the question it answers (None: the title asks it)."""

    name: str
    entry: Mapping[str, Any]
    evidence: Evidence | None


def how_tos(reading: Reading, ticket: Ticket, pack: Pack) -> Iterator[HowTo]:
    """The answers to how-to questions that are still open, in the order they were asked."""
    if _failing(reading, ticket, pack):
        return
    answered = max((i for i, one in enumerate(ticket.messages) if one.author == "agent"), default=-1)
    open_asks = [one.evidence for one in reading.asks if one.evidence.message > answered]
    for at in open_asks:
        if found := how_to(at.quote, pack) or _meant(at, ticket, pack):
            yield HowTo(*found, at)
    body = ticket.messages[-1].body[:LONGEST]
    title = ticket.summary[:LONGEST]
    if answered < 0 and len(body.split()) <= BARE and (found := how_to(title, pack)):
        yield HowTo(*found, None)


def how_to(question: str, pack: Pack, about: str = "") -> tuple[str, Mapping[str, Any]] | None:
    """The first answer that fits a question; ``about`` is what was said around it."""
    table, asked = pack["howto"], fold(" ".join(question.split()).strip(' .!?,"“”'))
    if not pattern(str(table["asks"])).search(asked):
        return None
    text = f"{asked} {fold(about)}".strip()
    strange = pattern(str(table["elsewhere"])).search(text)
    for name, entry in table["answers"].items():
        if strange and not entry.get("elsewhere"):
            continue
        if "unless" in entry and pattern(str(entry["unless"])).search(text):
            continue
        if all(pattern(one).search(text) for one in texts(entry["when"])):
            return name, entry
    return None


def _meant(at: Evidence, ticket: Ticket, pack: Pack) -> tuple[str, Mapping[str, Any]] | None:
    """The answer to a question whose thing stands elsewhere: "how do I switch it off?"."""
    body = ticket.messages[at.message].body[:LONGEST]
    if len(body.split()) > CLEAR or not pattern(str(pack["howto"]["stands_for"])).search(fold(at.quote)):
        return None
    return how_to(at.quote, pack, f"{ticket.summary[:LONGEST]} {body}")


def _failing(reading: Reading, ticket: Ticket, pack: Pack) -> bool:
    """Whether something fails that they tried, so that the common answer would send them round again."""
    return (
        bool(reading.tried)
        and pattern(str(pack["howto"]["fault"])).search(fold(ticket.messages[-1].body[:LONGEST])) is not None
    )
