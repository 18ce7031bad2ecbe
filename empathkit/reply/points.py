"""The points of a message about several things: each said back shortly, in the order and the words of the requester."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from empathkit.detect.topics import find_topic, speaks_for
from empathkit.models import Evidence, Ticket
from empathkit.reply.indirect import indirect
from empathkit.reply.material import Material, Slot, because, pattern
from empathkit.reply.wording import joined, lower_start, wording
from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.view import LONGEST

#: More things than this are not listed by their topics.
MOST_THINGS = 4
#: A point of more words is a story of its own, and of more than these it is not said back whole.
LONGEST_POINT = 40
LONGEST_TOLD = 18
#: More points than this are not said back one by one.
MOST_TOLD = 7
_FIRST_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s|$)|(?=\n|$))")


def points(material: Material) -> dict[str, Slot]:
    """What they listed: ``told`` points in their words, or the things the points are about."""
    if material.reading.situation != "several_issues":
        return {}
    told = told_points(material.ticket, material.pack)
    if told:
        text = "; ".join(f"({place}) {one}" for place, (one, _) in enumerate(told, start=1))
        return {"points_told": Slot(text, tuple(why for _, at in told for why in because("points.told", at)))}
    listed = [Slot(thing, because("topic.point", at)) for thing, at in points_of(material.ticket, material.pack)]
    if len(listed) < 2:
        return {}
    reasons = tuple(reason for slot in listed for reason in slot.reasons)
    return {"points": Slot(joined([slot.text for slot in listed]), reasons)}


def told_points(ticket: Ticket, pack: Pack) -> list[tuple[str, Evidence]]:
    """Each point of a list as it can be said back; empty where one can't, or they are no points for us."""
    listed = [(_told(at.quote, pack), at) for at in _last_list(ticket, pack)]
    whole = 2 <= len(listed) <= MOST_TOLD and all(text for text, _ in listed)
    ours = sum(bool(pattern(str(pack["voice"]["point_for_us"])).search(fold(at.quote))) for _, at in listed)
    return listed if whole and ours >= 2 else []


def points_of(ticket: Ticket, pack: Pack) -> list[tuple[str, Evidence]]:
    """What each point of a numbered or dashed list is about, where a word of a topic tells it; each thing once."""
    found: dict[str, Evidence] = {}
    for index in range(len(ticket.messages)):
        for at in _listed(ticket, index, pack):
            name = find_topic(at.quote, pack)
            if name and len(at.quote.split()) <= LONGEST_POINT and speaks_for(at.quote, name, pack):
                found.setdefault(str(pack["topics"][name].get("thing", "")), at)
    return [one for one in found.items() if one[0] not in pack["voice"]["generic"]][:MOST_THINGS]


def _last_list(ticket: Ticket, pack: Pack) -> list[Evidence]:
    """The list of the last message that holds one, each point by its first sentence."""
    for index in reversed(range(len(ticket.messages))):
        if listed := list(_listed(ticket, index, pack)):
            return [_first(at) for at in listed]
    return []


def _listed(ticket: Ticket, index: int, pack: Pack) -> Iterator[Evidence]:
    message = ticket.messages[index]
    body = message.body[:LONGEST] if message.author == "requester" else ""
    marks = list(_in_order(pattern(str(pack["voice"]["point"])).finditer(body)))
    for place, mark in enumerate(marks):
        last = place + 1 == len(marks)
        quote = body[mark.end() : len(body) if last else marks[place + 1].start()]
        quote = quote.partition("\n\n")[0] if last else quote
        at = mark.end() + len(quote) - len(quote.lstrip())
        if quote := quote.strip():
            yield Evidence(message=index, start=at, end=at + len(quote), quote=quote)


def _in_order(marks: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The marks without numbers and letters that are not next in the list ("room 7. Then ...")."""
    counted = {"0": 0, "a": 0}
    for mark in marks:
        sign = mark.group().strip(" ().")
        if sign.isalnum():
            counter = "0" if sign.isdigit() else "a"
            place = int(sign) if sign.isdigit() else ord(sign.lower()) - ord("a") + 1
            if place != counted[counter] + 1:
                continue
            counted[counter] = place
        yield mark


def _first(at: Evidence) -> Evidence:
    match = _FIRST_SENTENCE.match(at.quote)
    quote = match.group() if match else at.quote
    return at.model_copy(update={"end": at.start + len(quote), "quote": quote})


def _told(quote: str, pack: Pack) -> str:
    """A point in the second person, or "" where it can't be said back."""
    plain = " ".join(quote.split()).strip(" .;,")
    words = pack["voice"]
    if not plain or len(plain.split()) > LONGEST_TOLD or wording(pack).unsayable.search(plain):
        return ""
    tell = pattern(str(pack["answers"]["tell_me"])).match(plain)
    if plain.endswith("?") or tell or wording(pack).question.match(plain):
        clause = indirect(plain[tell.end() if tell else 0 :].rstrip("?"), pack)
        deed = pattern(str(pack["answers"]["deed"])).match(plain)
        if clause is None and not deed:
            return f"“{plain}”"
        if clause is not None and (tell or not deed):
            return clause
    for name in ("point_deed", "point_wish"):
        if match := pattern(str(words[name])).match(plain):
            plain = plain[match.end() :]
            break
    if not plain or addresses_reader(plain):
        return ""
    told = second_person(plain.rstrip(" ?.!"))
    return lower_start(told, pack)
