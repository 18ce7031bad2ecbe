"""Who starts, where and when, and what they need, said back from the words of the request."""

from __future__ import annotations

from empathkit.models import Evidence
from empathkit.reply.material import Material, Slot, because, pattern
from empathkit.reply.wording import as_written, joined, lower_start
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.view import LONGEST

#: Words of the clause that says who starts, of one item, and how many items are listed.
LONGEST_CLAUSE = 26
LONGEST_ITEM = 12
MOST_ITEMS = 8


def starter(material: Material) -> dict[str, Slot]:
    """``starter``: "Ada Berg joins your lab on 1 May"; ``items``: what is to be ready; only of a new starter."""
    if material.reading.situation != "onboarding":
        return {}
    filled: dict[str, Slot] = {}
    for index, message in enumerate(material.ticket.messages):
        body = message.body[:LONGEST] if message.author == "requester" else ""
        for name, source, told in (("starter", "starts", _clause), ("items", "items", _items)):
            for match in pattern(str(material.pack["voice"][source])).finditer(body):
                at = Evidence(message=index, start=match.start("told"), end=match.end("told"), quote=match["told"])
                if name not in filled and (text := told(match["told"], material)):
                    filled[name] = Slot(text, because(f"starter.{name}", at))
    return filled


def _clause(quote: str, material: Material) -> str:
    plain = pattern(str(material.pack["voice"]["greeting"])).sub("", " ".join(quote.split())).strip(" .,;:")
    if len(plain.split()) > LONGEST_CLAUSE or addresses_reader(plain) or "?" in plain:
        return ""
    return lower_start(as_written(second_person(plain), material.pack), material.pack)


def _items(quote: str, material: Material) -> str:
    """The items of a list, each short, or "" where they are no list of things."""
    parts = pattern(str(material.pack["voice"]["item_joint"]))
    items = [lower_start(" ".join(one.split()).strip(" .;:-"), material.pack) for one in parts.split(quote.strip())]
    items = [second_person(one.removeprefix("and ")) for one in items if one]
    short = all(len(one.split()) <= LONGEST_ITEM and not addresses_reader(one) and "?" not in one for one in items)
    return joined(items) if items and short and len(items) <= MOST_ITEMS else ""
