"""How a requester's feeling went over a conversation, from their first message to their last."""

from __future__ import annotations

from empathkit.detect.feelings import LEVELS, find_feelings
from empathkit.models import Heard, Known, Message, Ticket
from empathkit.text.pack import Pack
from empathkit.text.view import LONGEST

_GLAD = frozenset({"relief", "gratitude"})


def trend(heard: Heard, ticket: Ticket, pack: Pack) -> Known | None:
    """Calmer, more upset or the same, with the messages it rests on; None where they wrote once or felt nothing."""
    own = [
        (place, one) for place, one in enumerate(ticket.messages, start=1) if one.author == "requester" and one.public
    ]
    if len(own) < 2 or not heard.feelings:
        return None
    (start, first), (end, last) = own[0], own[-1]
    before, after = _upset(first, pack), _upset(last, pack)
    if not before and not after:
        return None
    words = pack["trend"]
    way = "better" if after < before else "worse" if after > before else "same"
    return Known(kind=str(words["kind"]), value=str(words[way]), source=f"messages {start} and {end}", as_of=last.at)


def _upset(message: Message, pack: Pack) -> int:
    """The strongest feeling of a message in levels: 3 for despair, below 0 for relief, 0 for none."""
    levels = [
        (1 + LEVELS.index(one.level)) * (-1 if one.feeling in _GLAD else 1)
        for one in find_feelings(message.body[:LONGEST], pack)
    ]
    return max(levels, key=abs, default=0)
