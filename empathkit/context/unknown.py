"""What a good agent would still need to know for this topic and situation, most telling first.

Never a kind that is stated, tried or known from the profile. A kind that was named only vaguely ("my phone") may
be named, because its question asks for the missing part alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from empathkit.detect.questions import Question, find_questions
from empathkit.detect.things import find_things
from empathkit.models import Device, Heard, Ticket, UnknownKind
from empathkit.text.fold import fold
from empathkit.text.gated import Regex, compiled
from empathkit.text.pack import Pack, per_pack
from empathkit.text.sentences import split
from empathkit.text.view import LONGEST, view

_KINDS: frozenset[str] = frozenset(get_args(UnknownKind))
_COMPUTERS = frozenset({"laptop", "computer"})
_MOBILE = frozenset({"phone", "tablet"})
#: Topics where the phone is meant when no device is named; in all others it is the computer.
_MOBILE_TOPICS = frozenset({"phone", "mdm"})


def unknown(heard: Heard, ticket: Ticket, pack: Pack) -> tuple[UnknownKind, ...]:
    """At most three kinds, mostly two or fewer; empty where nothing more is needed or we do not read."""
    if heard.abstained is not None:
        return ()
    known = stated(heard) | profiled(heard, ticket, pack)
    if known & frozenset(pack["unknown"].get("complete", {}).get(heard.situation or "", ())):
        return ()
    said = _said(ticket)
    telling, open_device = _telling(heard, said, pack), _which_device(heard, ticket, pack)
    if open_device and "device" in telling:
        known, telling = (known | {"os"}) - {"device"}, ("device", *telling)
    touched = _touched(said, pack, telling) | _asked_and_answered(ticket, pack)
    if _words(ticket) >= pack["unknown"]["long"]:
        touched |= frozenset(pack["unknown"].get("told_in_long", ()))
    answered = known | (touched - {"device"} if open_device else touched)
    wanted = [kind for kind in dict.fromkeys(telling) if kind in _KINDS and kind not in answered]
    return tuple(wanted[: _room(len(known), ticket, pack)])  # type: ignore[arg-type]


def _which_device(heard: Heard, ticket: Ticket, pack: Pack) -> bool:
    """Whether several devices are on file and nothing said tells which is meant; the answer tells the system too."""
    devices = ticket.requester.devices
    return len(devices) > 1 and meant(heard, devices, pack) is None


def _words(ticket: Ticket) -> int:
    return sum(len(one.body[:LONGEST].split()) for one in ticket.messages if one.author == "requester")


@per_pack
def _hints(pack: Pack) -> tuple[tuple[str, Regex], ...]:
    return tuple((kind, compiled(source)) for kind, source in pack["unknown"].get("touched", {}).items())


def _said(ticket: Ticket) -> str:
    """All the requester wrote, folded, title first."""
    bodies = (message.body[:LONGEST] for message in ticket.messages if message.author == "requester")
    return fold("\n".join((ticket.summary[:LONGEST], *bodies)))


def _touched(said: str, pack: Pack, kinds: Collection[str] = _KINDS) -> frozenset[str]:
    """Those of the kinds that the requester seems to have spoken of, though no fact was heard."""
    return frozenset(kind for kind, hint in _hints(pack) if kind in kinds and hint.search(said))


def _asked_and_answered(ticket: Ticket, pack: Pack) -> frozenset[str]:
    """Kinds an agent asked for, where as many things were answered as were asked; others may be asked again."""
    asked: list[Question] = []
    answers = 0
    for message in ticket.messages:
        if message.author == "agent":
            asked, answers = find_questions(message.body[:LONGEST], pack), 0
        elif message.author == "requester":
            answers += len(split(message.body[:LONGEST], pack)) if asked else 0
    kinds = frozenset(kind for one in asked for kind in one.kinds)
    return kinds if asked and answers >= max(len(asked), len(kinds)) else frozenset()


def _room(known: int, ticket: Ticket, pack: Pack) -> int:
    """How many questions are left: the more is known and the more was said, the fewer. None once enough is known, or
    where somebody whose devices are on file tells a long story; one at least to somebody of whom nothing is."""
    rules, person = pack["unknown"], ticket.requester
    long = _words(ticket) >= rules["long"]
    if known >= rules["enough"] or (long and person.devices):
        return 0
    less = int(known >= rules["plenty"]) + int(long)
    return max(0 if person.devices or person.site else 1, int(rules["most"]) - less)


@per_pack
def _led(pack: Pack) -> tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]:
    rules: Mapping[str, Mapping[str, str]] = pack["unknown"].get("led", {})
    return tuple(
        (kind, re.compile(str(rule["words"])), frozenset(rule.get("topics", "").replace(",", " ").split()))
        for kind, rule in rules.items()
    )


def _telling(heard: Heard, said: str, pack: Pack) -> Sequence[str]:
    rules = pack["unknown"]
    by_situation = rules.get("situations", {})
    if heard.situation in by_situation:
        return tuple(by_situation[heard.situation])
    own = pack["topics"].get(heard.topic or "", {}).get("telling") or rules.get("telling", {}).get(
        heard.topic or "none", ()
    )
    topic = heard.topic or "none"
    first = (kind for kind, words, topics in _led(pack) if (not topics or topic in topics) and words.search(said))
    return tuple(dict.fromkeys((*first, *own, *rules.get("default", ()))))


def stated(heard: Heard) -> frozenset[str]:
    """The kinds that were said, and said well enough."""
    kinds: set[str] = {fact.kind for fact in heard.facts if not fact.vague or fact.kind != "device"}
    kinds |= {name for name, found in (("tried", heard.tried), ("impact", heard.impact)) if found}
    vague = {fact.kind for fact in heard.facts if fact.vague}
    if "device" in vague and heard.topic not in {"phone", "mdm", "battery"}:
        kinds.add("device")
    return frozenset(kinds)


def profiled(heard: Heard, ticket: Ticket, pack: Pack) -> frozenset[str]:
    """The kinds the profile answers: one device, the declared channel, the site."""
    requester = ticket.requester
    kinds: set[str] = set()
    device = meant(heard, requester.devices, pack)
    if device is not None:
        kinds.add("device")
        if device.os:
            kinds.add("os")
    if requester.preferences.channel or requester.preferences.hours:
        kinds.add("contact")
    if requester.site:
        kinds.add("place")
    return frozenset(kinds)


def meant(heard: Heard, devices: tuple[Device, ...], pack: Pack) -> Device | None:
    """The one device that is meant: the only one with a system, the only one named, or the only one of its kind.

    Two of a kind ("my laptop" with two laptops) leave the question open.
    """
    running = [device for device in devices if device.os] or list(devices)
    if len(running) == 1:
        return running[0]
    said = " ".join(fact.value.lower() for fact in heard.facts if fact.kind in {"device", "reference", "os"})
    named = [device for device in running if _names(device, said)]
    if len(named) == 1:
        return named[0]
    wanted = _classes(" ".join(fact.value for fact in heard.facts if fact.kind == "device"), pack)
    wanted = wanted or (_MOBILE if heard.topic in _MOBILE_TOPICS else _COMPUTERS)
    alike = [device for device in running if _classes(f"{device.model} {device.os}", pack) & wanted]
    return alike[0] if len(alike) == 1 else None


@functools.lru_cache(maxsize=4096)
def _classes(text: str, pack: Pack) -> frozenset[str]:
    """What sorts of device a text names; a laptop and a computer are one sort. The same few devices come again."""
    found = {fact.value.partition(":")[0] for fact in find_things(view(text, pack), pack) if fact.kind == "device"}
    return frozenset(found | _COMPUTERS if found & _COMPUTERS else found)


def _names(device: Device, said: str) -> bool:
    words = f"{device.name or ''} {device.model or ''}".lower().split()
    return any(len(word) > 3 and word in said for word in words)
