"""The facts any text states, a user's or an agent's: one list, in order, with what repeats left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from empathkit.detect.beside import find_beside
from empathkit.detect.circumstances import find_circumstances
from empathkit.detect.errors import find_errors
from empathkit.detect.found import FoundFact
from empathkit.detect.things import find_things
from empathkit.text.pack import Pack
from empathkit.text.view import View, view

#: Kinds whose fullest mention says more than their first ("iPhone", then "iPhone 7").
_FULLEST = {"os", "device"}
#: Mentions of one kind in one text that are heard, repetitions too.
_MOST = 8
_COMPUTERS = {"laptop", "computer"}


def find_facts(text: str, pack: Pack) -> list[FoundFact]:
    """The facts in ``text`` as ``(kind, start, end, value, vague)``, in order, each said thing once."""
    return facts_in(view(text, pack), pack)


def facts_in(seen: View, pack: Pack) -> list[FoundFact]:
    """Like :func:`find_facts` on a text looked at already."""
    return [_shown(fact) for fact in once(every_fact(seen, pack))]


def _shown(fact: FoundFact) -> FoundFact:
    """A device's class is for comparing only; people see its name."""
    return fact._replace(value=fact.value.partition(":")[2]) if fact.kind == "device" else fact


def every_fact(seen: View, pack: Pack) -> list[FoundFact]:
    """Every mention of a fact in order, repetitions too."""
    errors = find_errors(seen, pack)
    things = [thing for thing in find_things(seen, pack) if not _inside(thing, errors)]
    said = (*find_circumstances(seen, pack), *find_beside(seen, pack))
    around = [fact for fact in said if _told_after(fact, errors) or not _inside(fact, errors)]
    around = [fact for fact in around if not _part(fact, things, around)]
    return _few(sorted({*errors, *things, *around}, key=lambda fact: (fact.start, fact.end, fact.kind)))


def _few(facts: list[FoundFact]) -> list[FoundFact]:
    """The first of each kind: no person names more in one message, a pasted log does."""
    seen: Counter[str] = Counter()
    kept = []
    for fact in facts:
        seen[fact.kind] += 1
        if seen[fact.kind] <= _MOST:
            kept.append(fact)
    return kept


def _part(fact: FoundFact, things: list[FoundFact], around: list[FoundFact]) -> bool:
    """The release in a system's name, the number or the desk in "call me on ext 12, at my desk"."""
    if fact.kind == "version":
        return _inside(fact, [thing for thing in things if thing.kind == "os"])
    return fact.kind in {"reference", "place"} and _inside(fact, [one for one in around if one.kind == "contact"])


def _told_after(fact: FoundFact, errors: list[FoundFact]) -> bool:
    """A time behind what a screen shows is told by the user: "went black this morning"."""
    return fact.kind in {"started", "frequency"} and any(
        one.start < fact.start and fact.end == one.end for one in errors
    )


def _inside(fact: FoundFact, others: list[FoundFact]) -> bool:
    return any(other.start <= fact.start and fact.end <= other.end for other in others)


def once(facts: Iterable[FoundFact]) -> list[FoundFact]:
    """The first or fullest mention of each fact."""
    kept: list[FoundFact] = []
    for fact in facts:
        known = next((place for place, other in enumerate(kept) if _same(fact, other)), None)
        if known is None:
            kept.append(fact)
        elif _fuller(fact, kept[known]):
            kept[known] = fact
    return sorted(kept, key=lambda fact: (fact.start, fact.end, fact.kind))


def _same(one: FoundFact, other: FoundFact) -> bool:
    if one.kind != other.kind:
        return False
    if one.start < other.end and other.start < one.end:
        return True
    if one.kind == "device":
        return _same_device(one, other)
    short, long = sorted((one.value, other.value), key=len)
    return short == long or (
        one.kind in {"application", "os", "network", "place", "reference", "error"} and short in long
    )


def _same_device(one: FoundFact, other: FoundFact) -> bool:
    (family, name), (other_family, other_name) = one.value.split(":", 1), other.value.split(":", 1)
    computers = {family, other_family} <= _COMPUTERS and (one.vague or other.vague)
    if family != other_family and not computers:
        return False
    return one.vague or other.vague or name in other_name or other_name in name


def _fuller(fact: FoundFact, known: FoundFact) -> bool:
    if fact.kind == "device" and known.vague and not fact.vague:
        return True
    if fact.kind in _FULLEST and known.value in fact.value and len(fact.value) > len(known.value):
        return True
    return fact.start < known.end and known.start < fact.end and fact.end - fact.start > known.end - known.start
