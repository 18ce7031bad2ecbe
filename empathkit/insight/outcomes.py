"""What became of a suggestion, told from the conversation after it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from empathkit.models import FeelingName, Level, Message, Ticket
from empathkit.text.moments import moment
from empathkit.text.sentences import split
from empathkit.text.words import count_words, fingerprint

if TYPE_CHECKING:
    from empathkit.pipeline import Kit

#: The share of a draft's sentences that must stand in a reply for it to be the draft, edited.
EDITED = 1 / 3
#: Words of a greeting or a closing line at most.
FORMAL = 5
#: The rule that finds a question whose answer is known.
ASKED_AGAIN = "EK201"
GLAD: frozenset[FeelingName] = frozenset({"relief", "gratitude"})
_LEVELS: tuple[Level, ...] = get_args(Level)

Fate = Literal["used", "edited", "dismissed"]


class Outcome(NamedTuple):
    """What became of a suggestion. ``fate`` is None while there is no suggestion or no reply; ``asked_again`` counts
    questions whose answer was known, ``rules`` are all that the reply broke; feelings other than :data:`GLAD` ones are
    0 (none) to 3 (strong), in the requester's first and last message; ``answered`` is seconds from their first message
    to the first human reply."""

    fate: Fate | None
    asked_again: int
    repeat: bool
    first_feeling: int
    last_feeling: int
    answered: float | None
    rules: tuple[str, ...]


def outcome_of(ticket: Ticket, suggested: Sequence[str], kit: Kit) -> Outcome:
    """The outcome as the ticket stands. ``suggested`` are fingerprints of the draft's sentences."""
    public = [one for one in ticket.messages if one.public and one.author != "integration"]
    place = next((place for place in range(len(public) - 1, -1, -1) if public[place].author == "agent"), None)
    reply = public[place].body if place is not None else ""
    asked = [one for one in public if one.author == "requester"]
    broken = _broken(ticket, public[:place], reply, kit) if place else ()
    return Outcome(
        fate=fate_of(reply, suggested, kit) if place and suggested else None,
        asked_again=broken.count(ASKED_AGAIN),
        repeat=kit.read(ticket).repeat,
        first_feeling=_feeling(ticket, asked[0], kit) if asked else 0,
        last_feeling=_feeling(ticket, asked[-1], kit) if asked else 0,
        answered=_answered(public),
        rules=broken,
    )


def fate_of(reply: str, suggested: Sequence[str], kit: Kit) -> Fate:
    """Whether a reply is the draft, the draft edited, or something else. Greeting and name below belong to neither."""
    spans = split(reply, kit.pack)
    wanted, found, covered = set(suggested), set(), set()
    for first, last in _runs(len(spans)):
        mark = fingerprint(reply[spans[first].start : spans[last].end])
        if mark in wanted:
            found.add(mark)
            covered |= set(range(first, last + 1))
    own = [reply[span.start : span.end] for place, span in enumerate(spans) if place not in covered]
    if found == wanted and not any(count_words(one) > FORMAL for one in own):
        return "used"
    return "edited" if len(found) >= EDITED * len(wanted) else "dismissed"


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """One to three sentences in a row: what a draft holds as one may be several."""
    return ((first, last) for first in range(count) for last in range(first, min(first + 3, count)))


def _broken(ticket: Ticket, before: Sequence[Message], reply: str, kit: Kit) -> tuple[str, ...]:
    """The rules a reply broke, held against what had been said until then."""
    if not any(one.author == "requester" for one in before):
        return ()
    then = ticket.model_copy(update={"messages": tuple(before)})
    return tuple(one.rule for one in kit.check(reply, then).findings if one.severity != "hint")


def _feeling(ticket: Ticket, message: Message, kit: Kit) -> int:
    alone = ticket.model_copy(update={"messages": (message,)})
    upset = (one.level for one in kit.read(alone).feelings if one.feeling not in GLAD)
    return max((_LEVELS.index(level) + 1 for level in upset), default=0)


def _answered(public: Sequence[Message]) -> float | None:
    asked = next((moment(one.at) for one in public if one.author == "requester"), None)
    told = next((moment(one.at) for one in public if one.author == "agent"), None)
    return max(0.0, (told - asked).total_seconds()) if asked and told else None


def row_of(outcome: Outcome) -> dict[str, object]:
    """The outcome as the memory keeps it."""
    return {
        "outcome": outcome.fate,
        "asked_again": outcome.asked_again,
        "repeat": int(outcome.repeat),
        "first_feeling": outcome.first_feeling,
        "last_feeling": outcome.last_feeling,
        "answered": outcome.answered,
        "rules": " ".join(outcome.rules),
    }
