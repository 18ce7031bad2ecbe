"""What they ask, each as a piece of text with what tells how to take it up."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple

from empathkit.models import Mention
from empathkit.reply.material import Material, pattern
from empathkit.reply.wording import wording
from empathkit.text.fold import fold
from empathkit.text.words import content_words

#: What an agent did stands in so many characters of a message.
TELLING = 2000
#: An ask of which so much is how they want to be reached is about nothing else.
REACHING = 0.5


class Ask(NamedTuple):
    """A question or request: its words, where they stand, which of both it is, and its content words."""

    quote: str
    mention: Mention
    question: bool
    own: Set[str]


def asked(material: Material) -> Iterator[Ask]:
    """All asks that are still open, without those that only say how they want to be reached."""
    settled = _settled(material)
    for ask in material.reading.asks:
        if ask.evidence.message < settled:
            continue
        for part in pattern(str(material.pack["answers"]["next_ask"])).split(ask.evidence.quote):
            quote = " ".join(part.split()).strip(' .!?,"“”')
            if quote and not wording(material.pack).unsayable.search(quote) and not _about_reaching(ask, material):
                yield _ask(quote, ask, material)


def _ask(quote: str, ask: Mention, material: Material) -> Ask:
    told = pattern(str(material.pack["answers"]["tell_me"])).match(quote)
    question = told is not None or _is_question(quote, ask, material)
    quote = quote[told.end() :] if told else quote
    own = content_words(quote, material.pack).keys() - wording(material.pack).cry
    return Ask(quote, ask, question, own)


def _settled(material: Material) -> int:
    """Asks of messages before this one have met an answer: the agent wrote since and they have asked anew, or told."""
    messages = material.ticket.messages
    answered = max((i for i, one in enumerate(messages) if one.author == "agent"), default=-1)
    agent = fold(messages[answered].body[:TELLING]) if answered >= 0 else ""
    done = pattern(str(material.pack["answers"]["done"])).search(agent)
    return answered if done or any(one.evidence.message > answered >= 0 for one in material.reading.asks) else -1


def _about_reaching(ask: Mention, material: Material) -> bool:
    """Whether an ask is how they want to be reached, which the next step carries."""
    spans = [fact.evidence for fact in material.reading.facts if fact.kind == "contact"]
    own = ask.evidence
    if pattern(str(material.pack["answers"]["reach_me"])).match(own.quote.strip()):
        return any(one.message == own.message and one.start < own.end and own.start < one.end for one in spans)
    shared = (min(one.end, own.end) - max(one.start, own.start) for one in spans if one.message == own.message)
    return any(length >= REACHING * (own.end - own.start) for length in shared)


def _is_question(quote: str, ask: Mention, material: Material) -> bool:
    body = material.ticket.messages[ask.evidence.message].body
    if pattern(str(material.pack["answers"]["deed"])).match(quote):
        return False
    whole = ask.evidence.quote.strip().endswith(quote)
    ends = whole and body[ask.evidence.start : ask.evidence.end + 2].rstrip().endswith("?")
    return ends or wording(material.pack).question.match(quote) is not None
