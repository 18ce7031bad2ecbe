"""The vocabulary of things and the forms around them, made ready once for each pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from empathkit.text.lexicon import Lexicon
from empathkit.text.pack import Pack, per_pack


class Thing(NamedTuple):
    """What a term of the vocabulary stands for: ``family`` is device, application or os.

    ``generic``: the term names a kind, not a thing. ``plain``: it is a word of everyday language too.
    """

    family: str
    name: str
    generic: bool = False
    plain: bool = False


class Forms(NamedTuple):
    """The terms, and one expression for every form in ``things.toml``."""

    terms: Lexicon[Thing]
    not_titles: frozenset[str]
    left: re.Pattern[str]
    article: re.Pattern[str]
    brand: re.Pattern[str]
    model: re.Pattern[str]
    place: re.Pattern[str]
    named_model: re.Pattern[str]
    device_before: re.Pattern[str]
    device_after: re.Pattern[str]
    capital_beside: re.Pattern[str]
    longer_name: re.Pattern[str]
    glued: re.Pattern[str]
    branded_number: re.Pattern[str]
    brand_alone: re.Pattern[str]
    numbered: re.Pattern[str]
    host: re.Pattern[str]
    opened: re.Pattern[str]
    used: re.Pattern[str]
    number: re.Pattern[str]
    tells_release: re.Pattern[str]
    release: re.Pattern[str]
    bare_release: re.Pattern[str]
    runs_on: re.Pattern[str]
    system_number: re.Pattern[str]
    glued_system: re.Pattern[str]
    apple: re.Pattern[str]
    kind_after: re.Pattern[str]
    release_after: re.Pattern[str]
    used_after: re.Pattern[str]
    used_before: re.Pattern[str]
    inside: re.Pattern[str]
    within: re.Pattern[str]
    kinds: re.Pattern[str]
    path: re.Pattern[str]
    camel: re.Pattern[str]
    vague_kind: re.Pattern[str]


@per_pack
def forms_of(pack: Pack) -> Forms:
    """The forms of a pack. A form it does not have matches nothing."""
    words = pack["vocabulary"]
    devices, applications = words.get("devices", {}), words.get("applications", {})
    fill = {
        "brands": _any(_listed(devices.get("brands"))),
        "before": _any(_listed(devices.get("before"))),
        "kinds": str(applications.get("kinds", "(?!)")).replace(", ", "|"),
        "not_names": _any(_listed(applications.get("not_names"))),
        "number": str(pack["facts"].get("version_after_name", "(?!)")),
    }

    def made(name: str) -> re.Pattern[str]:
        source = str(pack["things"].get(name, "(?!)"))
        for key, value in fill.items():
            source = source.replace("{" + key + "}", f"(?:{value})")
        return re.compile(source)

    return Forms(
        Lexicon(terms_of(pack)),
        frozenset(_listed(applications.get("not_titles"))),
        *(made(name) for name in Forms._fields[2:]),
    )


def terms_of(pack: Pack) -> Iterator[tuple[str, Thing]]:
    """The terms of a pack's vocabulary, each with what it stands for."""
    words = pack["vocabulary"]
    yield from _named_terms("application", words.get("applications", {}))
    yield from _named_terms("os", words.get("systems", {}))
    devices = words.get("devices", {})
    plain = set(_listed(devices.get("plain")))
    for name, listed in devices.get("models", {}).items():
        for term in _listed(listed):
            yield term, Thing("device", name, plain=term in plain)
    for name, listed in devices.get("generic", {}).items():
        for term in _listed(listed):
            yield term, Thing("device", name, generic=True)


def _named_terms(family: str, words: dict[str, str]) -> Iterator[tuple[str, Thing]]:
    plain, generic = set(_listed(words.get("plain"))), set(_listed(words.get("generic")))
    for key in ("names", "own"):
        for term in _listed(words.get(key)):
            yield term, Thing(family, term, generic=term in generic, plain=term in plain)


def _listed(value: object) -> list[str]:
    return [word.strip() for word in str(value or "").replace("\n", " ").split(",") if word.strip()]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
