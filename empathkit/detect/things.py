"""The things a text names: devices, applications and operating systems, by the pack's vocabulary and by form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.detect.found import FoundFact
from empathkit.text.lexicon import Hit, Lexicon
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import trimmed
from empathkit.text.view import View

_BREATH = re.compile(r" ?(?:,|&|/|\+|and|,? and|or) ?")
_STANDS_SOMEWHERE = frozenset({"printer", "projector", "till", "scanner"})


class Thing(NamedTuple):
    """What a term of the vocabulary stands for: ``family`` is device, application or os."""

    family: str
    name: str
    generic: bool = False
    plain: bool = False


class _Forms(NamedTuple):
    terms: Lexicon[Thing]
    left: re.Pattern[str]
    brand: re.Pattern[str]
    model: re.Pattern[str]
    place: re.Pattern[str]
    named_model: re.Pattern[str]
    kinds: re.Pattern[str]
    opened: re.Pattern[str]
    used: re.Pattern[str]
    number: re.Pattern[str]
    release: re.Pattern[str]
    bare_release: re.Pattern[str]
    path: re.Pattern[str]
    unlisted: re.Pattern[str]
    into: re.Pattern[str]
    named: re.Pattern[str]
    camel: re.Pattern[str]
    vague_kind: re.Pattern[str]
    spoken_for: re.Pattern[str]


def _listed(value: object) -> list[str]:
    return [word.strip() for word in str(value or "").replace("\n", " ").split(",") if word.strip()]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@per_pack
def _forms(pack: Pack) -> _Forms:
    words = pack["vocabulary"]
    devices, applications = words.get("devices", {}), words.get("applications", {})
    brands, before = _listed(devices.get("brands")), _listed(devices.get("before"))
    kinds, not_names = (
        applications.get("kinds", "(?!)").replace(", ", "|"),
        _any(_listed(applications.get("not_names"))),
    )
    forms = pack["things"]
    fill = {"brands": _any(brands), "before": _any(before), "kinds": kinds, "not_names": not_names}
    fill["number"] = str(pack["facts"].get("version_after_name", "(?!)"))

    def made(name: str) -> re.Pattern[str]:
        source = str(forms.get(name, "(?!)"))
        for key, value in fill.items():
            source = source.replace("{" + key + "}", f"(?:{value})")
        return re.compile(source)

    return _Forms(Lexicon(_terms(pack)), *(made(name) for name in _Forms._fields[1:]))


def _terms(pack: Pack) -> Iterator[tuple[str, Thing]]:
    words = pack["vocabulary"]
    devices, applications = words.get("devices", {}), words.get("applications", {})
    plain = set(_listed(applications.get("plain")))
    for key in ("names", "own"):
        for term in _listed(applications.get(key)):
            yield term, Thing("application", term, plain=term in plain)
        for term in _listed(words.get("systems", {}).get(key)):
            yield term, Thing("os", term)
    for name, listed in devices.get("models", {}).items():
        for term in _listed(listed):
            yield term, Thing("device", name)
    for name, listed in devices.get("generic", {}).items():
        for term in _listed(listed):
            yield term, Thing("device", name, generic=True)


def find_things(seen: View, pack: Pack) -> list[FoundFact]:
    """Every device, application, operating system and version named, in order; repetitions are left in."""
    forms = _forms(pack)
    hits = forms.terms.find(seen.folded)
    found: list[FoundFact] = []
    for place, hit in enumerate(hits):
        following = hits[place + 1] if place + 1 < len(hits) else None
        found.extend(_BY_FAMILY[hit.what.family](seen, hit, forms, following))
    formed = list(_formed(seen, forms, found))
    found = [fact for fact in found if not any(_within(fact, other) for other in formed)] + formed
    found = _listed_together(seen, sorted(set(found), key=lambda fact: (fact.start, fact.end)))
    if not any(fact.kind == "application" for fact in found):
        found.extend(_vaguely(seen, forms))
    return found


def _vaguely(seen: View, forms: _Forms) -> Iterator[FoundFact]:
    """A thing without its name: "my account", "the portal"."""
    for match in forms.vague_kind.finditer(seen.folded):
        yield FoundFact("application", *match.span(1), _value(match.group(1)), vague=True)


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


def _device(seen: View, hit: Hit[Thing], forms: _Forms, following: Hit[Thing] | None) -> Iterator[FoundFact]:
    text = seen.folded
    sentence = seen.sentence_at(hit.start)
    if following and following.what.family == "device" and following.start - hit.end <= 1:
        return
    if (
        hit.what.name == "phone"
        and hit.what.generic
        and forms.spoken_for.search(text, max(0, hit.start - 20), hit.start)
    ):
        return
    left = forms.left.search(text, max(sentence.start, hit.start - 45), hit.start)
    start = left.start() if left else hit.start
    right = (forms.model if hit.what.generic else forms.named_model).match(text, hit.end, sentence.end)
    end = right.end() if right and right.end() > hit.end else hit.end
    somewhere = forms.place.match(text, end, sentence.end) if hit.what.name in _STANDS_SOMEWHERE else None
    end = somewhere.end() if somewhere else end
    branded = bool(forms.brand.search(text, start, hit.start))
    vague = hit.what.generic and not branded and end == hit.end
    yield FoundFact("device", start, end, f"{hit.what.name}:{_value(text[start:end])}", vague)


def _application(seen: View, hit: Hit[Thing], forms: _Forms, _: Hit[Thing] | None) -> Iterator[FoundFact]:
    text = seen.folded
    if hit.what.plain and not _really_named(seen, hit, forms):
        return
    sentence = seen.sentence_at(hit.start)
    number = forms.number.match(text, hit.end, sentence.end)
    end = number.end() if number else hit.end
    yield FoundFact("application", hit.start, end, hit.term)
    if number:
        span = trimmed(text, number.start(), number.end())
        yield FoundFact("version", *span, _value(text[span.start : span.end]))


def _really_named(seen: View, hit: Hit[Thing], forms: _Forms) -> bool:
    """A plain word is an application when written like a name in the sentence, or when it is used like one."""
    sentence = seen.sentence_at(hit.start)
    written = seen.text[hit.start : hit.end]
    named = written[:1].isupper() and hit.start > sentence.start and not written.isupper()
    before = forms.opened.search(seen.folded, max(sentence.start, hit.start - 24), hit.start)
    after = forms.used.match(seen.folded, hit.end, sentence.end)
    return named or bool(before) or bool(after)


def _system(seen: View, hit: Hit[Thing], forms: _Forms, following: Hit[Thing] | None) -> Iterator[FoundFact]:
    text = seen.folded
    sentence = seen.sentence_at(hit.start)
    if following and following.what.family == "os" and following.start - hit.end <= 1:
        return
    release = forms.release.match(text, hit.end, sentence.end)
    end = release.end() if release else hit.end
    start = hit.start
    joined = forms.bare_release.search(text, max(sentence.start, start - 28), start)
    if joined:
        start = joined.start()
    if (
        hit.what.name in {"tiger", "lion", "leopard", "sierra", "ventura", "sequoia"}
        and not seen.text[hit.start].isupper()
    ):
        return
    yield FoundFact(
        "os",
        start,
        end,
        _value(text[start:end]),
        vague=start == hit.start
        and end == hit.end
        and hit.term in {"windows", "ios", "android", "linux", "macos", "os x", "mac os"},
    )


def _formed(seen: View, forms: _Forms, found: list[FoundFact]) -> Iterator[FoundFact]:
    """What no list holds, by its form: "the holiday page", a drive and its folder, "Brightledger won't open"."""
    taken = [(fact.start, fact.end, fact.kind) for fact in found]
    for pattern, text in (
        (forms.kinds, seen.folded),
        (forms.path, seen.text),
        (forms.unlisted, seen.text),
        (forms.into, seen.text),
        (forms.named, seen.text),
        (forms.camel, seen.text),
    ):
        for match in pattern.finditer(text):
            index = match.lastindex or 0
            start, end = match.span(index)
            if end > start and not any(_barred(start, end, other) for other in taken):
                taken.append((start, end, "device"))
                yield FoundFact("application", start, end, _value(seen.folded[start:end]))


def _barred(start: int, end: int, other: tuple[int, int, str]) -> bool:
    """Ground that is taken, unless an application's name stands inside the longer one ("the Outlook calendar")."""
    inside = start <= other[0] and other[1] <= end and other[2] == "application"
    return start < other[1] and other[0] < end and not inside


def _within(fact: FoundFact, other: FoundFact) -> bool:
    return fact.kind == other.kind and other.start <= fact.start and fact.end <= other.end


def _value(text: str) -> str:
    return " ".join(text.split())


_BY_FAMILY = {"device": _device, "application": _application, "os": _system}
