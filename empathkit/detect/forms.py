"""The vocabulary of things and the forms around them, made ready once for each pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from empathkit.text.gated import Regex, compiled
from empathkit.text.lexicon import Lexicon
from empathkit.text.pack import Pack, per_pack
from empathkit.text.trie import any_of


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
    left: Regex
    article: Regex
    brand: Regex
    model: Regex
    place: Regex
    named_model: Regex
    device_before: Regex
    device_after: Regex
    capital_beside: Regex
    longer_name: Regex
    glued: Regex
    branded_number: Regex
    brand_alone: Regex
    numbered: Regex
    host: Regex
    opened: Regex
    used: Regex
    number: Regex
    tells_release: Regex
    release: Regex
    bare_release: Regex
    runs_on: Regex
    system_number: Regex
    glued_system: Regex
    apple: Regex
    kind_after: Regex
    release_after: Regex
    used_after: Regex
    used_before: Regex
    inside: Regex
    within: Regex
    kinds: Regex
    path: Regex
    camel: Regex
    vague_kind: Regex


@per_pack
def forms_of(pack: Pack) -> Forms:
    """The forms of a pack. A form it does not have matches nothing."""
    words = pack["vocabulary"]
    devices, applications = words.get("devices", {}), words.get("applications", {})
    fill = {
        "brands": any_of(_listed(devices.get("brands"))),
        "before": any_of(_listed(devices.get("before"))),
        "kinds": str(applications.get("kinds", "(?!)")).replace(", ", "|"),
        "not_names": any_of(_listed(applications.get("not_names"))),
        "number": str(pack["facts"].get("version_after_name", "(?!)")),
    }

    def made(name: str) -> Regex:
        source = str(pack["things"].get(name, "(?!)"))
        for key, value in fill.items():
            source = source.replace("{" + key + "}", f"(?:{value})")
        return compiled(source)

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
