"""How this person likes to be dealt with: said or declared, else observed in this ticket, else learned from several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from empathkit.models import PastTicket, Preference, Remembered, Ticket
from empathkit.text.fold import fold
from empathkit.text.gated import Regex, compiled
from empathkit.text.moments import moment
from empathkit.text.pack import Pack, per_pack
from empathkit.text.render import render
from empathkit.text.view import LONGEST

Basis = Literal["said", "observed"]
#: Tickets named as the evidence of something learned.
_NAMED = 5


def preferences(ticket: Ticket, pack: Pack, remembered: Remembered, now: datetime | None) -> tuple[Preference, ...]:
    """One for each name. A wish of this ticket goes before what they said for good, that before the profile, and
    what was learned comes last."""
    here = tuple(stated(ticket, pack))
    ranked = (
        *(one for one in here if one.basis == "said"),
        *(one for one in here if one.basis == "observed"),
        *_declared(ticket),
        *remembered.preferences,
        *learned(remembered.history, pack, now),
    )
    first: dict[str, Preference] = {}
    for one in ranked:
        first.setdefault(one.name, one)
    return tuple(first.values())


def stated(ticket: Ticket, pack: Pack) -> Iterator[Preference]:
    """What this ticket's own words show, the latest of each name."""
    latest: dict[tuple[str, str], Preference] = {}
    for number, message in enumerate(ticket.messages, 1):
        if message.author != "requester":
            continue
        words = fold(message.body[:LONGEST])
        for basis, name, value, pattern in _patterns(pack):
            if said := _said(pattern, words, message.body, value):
                source = f"message {number}"
                latest[basis, name] = Preference(name=name, value=said, source=source, basis=basis)
    yield from latest.values()


def _said(pattern: Regex, words: str, body: str, value: str) -> str | None:
    """The value of a wish: the pack's own, or their words where the pattern has a group ``value``, or ``name`` for one
    that begins with a capital."""
    groups = pattern.groupindex
    if not groups:
        return value if pattern.search(words) else None
    group = next(iter(groups))
    said = (body[slice(*match.span(group))] for match in pattern.finditer(words))
    return next((one for one in said if group != "name" or one[:1].isupper()), None)


def learned(past: Sequence[PastTicket], pack: Pack, now: datetime | None) -> Iterator[Preference]:
    """What most of their tickets show, where there are enough of them and they are not too long ago."""
    wishes = {name for _, name, _, _ in _patterns(pack)}
    for name, value, episodes in habits(past, pack, now):
        if name in wishes:
            yield Preference(name=name, value=value, source=source_of(episodes, pack), basis="learned")


def habits(
    past: Sequence[PastTicket], pack: Pack, now: datetime | None
) -> Iterator[tuple[str, str, Sequence[PastTicket]]]:
    """What was shown in enough recent tickets that agree, with the tickets: name, value, evidence."""
    rules = pack["context"]["learned"]
    shown: dict[str, dict[str, list[PastTicket]]] = defaultdict(lambda: defaultdict(list))
    for episode in past:
        for name, value in episode.manner.items():
            shown[name][value].append(episode)
    for name, values in sorted(shown.items()):
        value, episodes = max(sorted(values.items()), key=lambda item: len(item[1]))
        weights = [_weight(one, now, float(rules["half_life"])) for one in episodes]
        share = len(episodes) / sum(len(others) for others in values.values())
        if len(episodes) >= rules["minimum"] and sum(weights) >= rules["enough"] and share >= rules["share"]:
            yield name, value, episodes


def source_of(episodes: Sequence[PastTicket], pack: Pack) -> str:
    """The evidence of something learned, by the keys of its last tickets."""
    rules = pack["context"]["learned"]
    keys = ", ".join(one.key or "" for one in episodes[-_NAMED:])
    return render(str(rules["text"]), {"count": len(episodes), "tickets": keys})


def _weight(episode: PastTicket, now: datetime | None, half_life: float) -> float:
    """1 for a ticket of today, half for each half-life since; an unknown date counts half."""
    opened = moment(episode.opened)
    if opened is None or now is None:
        return 0.5
    return float(0.5 ** (max(0.0, (now - opened).total_seconds()) / 86400 / half_life))


def _declared(ticket: Ticket) -> Iterator[Preference]:
    for name in ("channel", "detail", "hours"):
        if value := getattr(ticket.requester.preferences, name):
            yield Preference(name=name, value=value, source="profile")


@per_pack
def _patterns(pack: Pack) -> tuple[tuple[Basis, str, str, Regex], ...]:
    tables: tuple[Basis, ...] = ("said", "observed")
    return tuple(
        (basis, name, value, compiled(source))
        for basis in tables
        for name, values in pack["context"].get(basis, {}).items()
        for value, source in values.items()
    )
