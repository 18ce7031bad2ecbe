"""The things a text names: devices, applications and operating systems, by the pack's vocabulary and by form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.detect.forms import Forms, Thing, forms_of
from empathkit.detect.found import FoundFact
from empathkit.detect.named import find_named
from empathkit.text.lexicon import Hit
from empathkit.text.pack import Pack
from empathkit.text.spans import trimmed
from empathkit.text.view import View

_BREATH = re.compile(r" ?(?:,|&|/|\+|and|,? and|or) ?")
_STANDS_SOMEWHERE = frozenset({"printer", "projector", "till", "scanner", "monitor", "deskphone", "computer", "clock"})
#: How many characters before a name may belong to it ("my old 13-inch work ...").
_LEFT = 45


def find_things(seen: View, pack: Pack) -> list[FoundFact]:
    """Every device, application, operating system and version named, in order; repetitions are left in.

    What is only mentioned is left out: a device without its name, where another was named before.
    """
    forms = forms_of(pack)
    hits = _side_by_side(forms.terms.find(seen.folded), seen.folded)
    found: list[FoundFact] = []
    for place, hit in enumerate(hits):
        following = hits[place + 1] if place + 1 < len(hits) else None
        found.extend(_BY_FAMILY[hit.what.family](seen, hit, forms, following))
    formed = find_named(seen, forms, found)
    found = [fact for fact in found if not any(_within(fact, other) for other in formed)] + formed
    found = _listed_together(seen, sorted(set(found), key=lambda fact: (fact.start, fact.end)))
    found = list(_without_asides(found))
    if not any(fact.kind == "application" for fact in found):
        found.extend(_vaguely(seen, forms))
    return found


def _side_by_side(hits: list[Hit[Thing]], text: str) -> list[Hit[Thing]]:
    """Two names of devices side by side name one: "ThinkPad T14", "LaserJet printer"."""
    out: list[Hit[Thing]] = []
    for hit in hits:
        last = out[-1] if out else None
        if last and last.what.family == hit.what.family == "device" and text[last.end : hit.start] == " ":
            what = hit.what if last.what.generic else last.what._replace(plain=last.what.plain and hit.what.plain)
            out[-1] = Hit(last.start, hit.end, f"{last.term} {hit.term}", what)
        else:
            out.append(hit)
    return out


def _without_asides(found: list[FoundFact]) -> Iterator[FoundFact]:
    """A bare "keyboard" is of note when it is the first device named."""
    before: set[str] = set()
    for fact in found:
        if not (fact.vague and fact.kind == "device" and fact.kind in before):
            before.add(fact.kind)
            yield fact


def _vaguely(seen: View, forms: Forms) -> Iterator[FoundFact]:
    """A thing without its name: "my account", "the portal"."""
    if match := forms.vague_kind.search(seen.folded):
        which = match.lastindex or 0
        yield FoundFact("application", *match.span(which), _value(match.group(which)), vague=True)


def _listed_together(seen: View, found: list[FoundFact]) -> list[FoundFact]:
    """Applications named in one breath ("Word, Excel and Outlook") are one fact."""
    out: list[FoundFact] = []
    for fact in found:
        last = out[-1] if out else None
        if last and last.kind == fact.kind == "application" and _BREATH.fullmatch(seen.folded, last.end, fact.start):
            value = _value(seen.folded[last.start : fact.end])
            out[-1] = FoundFact("application", last.start, fact.end, value)
        else:
            out.append(fact)
    return out


def _device(seen: View, hit: Hit[Thing], forms: Forms, following: Hit[Thing] | None) -> Iterator[FoundFact]:
    text = seen.folded
    sentence = seen.sentence_at(hit.start)
    if following and following.what.family == "device" and following.start - hit.end <= 1:
        return
    if _no_device(seen, hit, forms):
        return
    left = forms.left.search(text, max(sentence.start, hit.start - _LEFT), hit.start)
    start = left.start() if left else hit.start
    right = (forms.model if hit.what.generic else forms.named_model).match(text, hit.end, sentence.end)
    end = right.end() if right and right.end() > hit.end else hit.end
    branded = bool(forms.brand.search(text, start, hit.start))
    if hit.what.plain and not (branded or end > hit.end or _written_as_name(seen, hit, forms)):
        return
    somewhere = forms.place.match(text, end, sentence.end) if hit.what.name in _STANDS_SOMEWHERE else None
    if somewhere:
        end = somewhere.end()
        article = forms.article.search(text, max(sentence.start, start - _LEFT), start)
        start = article.start() if article else start
    vague = hit.what.generic and not branded and end == hit.end
    yield FoundFact("device", start, end, f"{hit.what.name}:{_value(text[start:end])}", vague)


def _no_device(seen: View, hit: Hit[Thing], forms: Forms) -> bool:
    """Words that name a device, and mean none here: "on the phone", "Xbox support", "keyboard shortcuts"."""
    text = seen.folded
    if forms.device_after.match(text, hit.end):
        return True
    return bool(forms.device_before.search(text, max(0, hit.start - 28), hit.end))


def _written_as_name(seen: View, hit: Hit[Thing], forms: Forms) -> bool:
    """Whether a plain word is written as a name ("the Zebra", "on Surface"), not in a longer one ("Taylor Swift")."""
    if not seen.text[hit.start].isupper():
        return False
    return not forms.capital_beside.search(seen.text, max(0, hit.start - 24), hit.start)


def _application(seen: View, hit: Hit[Thing], forms: Forms, _: Hit[Thing] | None) -> Iterator[FoundFact]:
    text = seen.folded
    if hit.what.plain and not _really_named(seen, hit, forms):
        return
    sentence = seen.sentence_at(hit.start)
    number = forms.number.match(text, hit.end, sentence.end)
    end = number.end() if number else hit.end
    yield FoundFact("application", hit.start, end, hit.term)
    if number and forms.tells_release.search(number.group()):
        span = trimmed(text, number.start(), number.end())
        yield FoundFact("version", *span, _value(text[span.start : span.end]))


def _really_named(seen: View, hit: Hit[Thing], forms: Forms) -> bool:
    """A plain word is an application when written like a name in the sentence, or when it is used like one."""
    sentence = seen.sentence_at(hit.start)
    written = seen.text[hit.start : hit.end]
    alone = not forms.longer_name.search(seen.text, max(sentence.start + 1, hit.start - 24), hit.start)
    named = alone and written[:1].isupper() and hit.start > sentence.start and not written.isupper()
    before = forms.opened.search(seen.folded, max(sentence.start, hit.start - 24), hit.start)
    after = forms.used.match(seen.folded, hit.end, sentence.end)
    return named or bool(before) or bool(after)


def _system(seen: View, hit: Hit[Thing], forms: Forms, following: Hit[Thing] | None) -> Iterator[FoundFact]:
    text = seen.folded
    sentence = seen.sentence_at(hit.start)
    if following and following.what.family == "os" and following.start - hit.end <= 1:
        return
    if hit.what.plain and not seen.text[hit.start].isupper():
        return
    release = forms.release.match(text, hit.end, sentence.end)
    end = release.end() if release else hit.end
    joined = forms.bare_release.search(text, max(sentence.start, hit.start - 28), hit.start)
    start = joined.start() if joined else hit.start
    vague = hit.what.generic and start == hit.start and end == hit.end
    if vague and not forms.runs_on.search(text, max(sentence.start, start - 24), hit.end):
        return
    yield FoundFact("os", start, end, _value(text[start:end]), vague)


def _within(fact: FoundFact, other: FoundFact) -> bool:
    return fact.kind == other.kind and other.start <= fact.start and fact.end <= other.end


def _value(text: str) -> str:
    return " ".join(text.split())


_BY_FAMILY = {"device": _device, "application": _application, "os": _system}
