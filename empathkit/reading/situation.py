"""The shape of a ticket: a fault, a request, a lost device, a thank-you ... Feelings are no shape."""

from __future__ import annotations

from typing import NamedTuple

from empathkit.detect.found import FoundAsk
from empathkit.models import Ticket
from empathkit.reading.conversation import Heed, asked_before
from empathkit.reading.words import fault_words, hearing, situations
from empathkit.text.pack import Pack

#: Words of a message that does no more than thank: in a talk, and as the first word of all.
_SHORT, _CURT = 12, 4
#: A question how something is done is told in so many words; in more it is a story with a fault in it.
_QUESTION = 25
_BY_WORDS = ("safety", "security", "lost_device")
_OURS = ("bounced", "reopened")
_LATER = ("data_loss", "onboarding", "account_lock", "outage", "access")


class Shown(NamedTuple):
    """What was heard so far that bears on the shape of the ticket."""

    asks: list[FoundAsk]
    done: bool
    repeat: bool
    errors: int


def find_situation(ticket: Ticket, messages: list[Heed], shown: Shown, pack: Pack) -> str:
    """The stable name of the situation; "fault" when nothing else is told."""
    last = messages[-1]
    if not shown.done:
        return "more_to_come"
    if _solved(last, pack, spoken_before=bool(asked_before(ticket, last.at))):
        return "thanks"
    said = "\n".join([ticket.summary.lower(), *(message.seen.folded for message in messages)])
    for name in _BY_WORDS:
        if situations(pack)[name].any(said):
            return name
    if conversational := _turn(ticket, last, pack):
        return conversational
    return _kind(said, last.seen.folded, shown, pack)


def _solved(last: Heed, pack: Pack, *, spoken_before: bool) -> bool:
    words = hearing(pack)
    folded = last.seen.folded
    open_still = words["unsolved"].any(folded) or "?" in folded
    if words["solved"].any(folded):
        return not open_still
    count = len(folded.split())
    # thanks alone close a talk; behind a first request they are mere politeness
    short = count <= _SHORT if spoken_before else count <= _CURT
    return short and words["thanks"].any(folded) and not open_still and not fault_words(pack).search(folded)


def _turn(ticket: Ticket, last: Heed, pack: Pack) -> str | None:
    """What the last message does in a conversation that is under way."""
    for name in _OURS:
        if situations(pack)[name].any(f"{ticket.summary.lower()}\n{last.seen.folded}"):
            return name
    if hearing(pack)["chaser"].any(last.seen.folded) and len(last.seen.folded.split()) < 60:
        return "chaser"
    if "?" in asked_before(ticket, last.at):
        return "answers"
    return None


def _kind(said: str, said_last: str, shown: Shown, pack: Pack) -> str:
    for name in _LATER:
        if situations(pack)[name].any(said) and not (
            name == "onboarding" and situations(pack)["access_alone"].any(said)
        ):
            return name
    if situations(pack)["howto"].any(said_last) and len(said_last.split()) <= _QUESTION:
        return "howto"
    fault = bool(fault_words(pack).search(said)) or shown.errors > 0
    requests = [ask for ask in shown.asks if ask.kind in {"request", "wish"}]
    if not fault and (requests or situations(pack)["request"].any(said)):
        return "request"
    if shown.asks and not fault:
        return "howto"
    return "fault"
