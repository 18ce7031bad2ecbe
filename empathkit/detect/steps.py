"""Steps a text names, done or suggested, with a normal action and a thing, so that they can be compared."""

from __future__ import annotations

import re
from typing import NamedTuple

from empathkit.detect.found import FoundStep
from empathkit.text.lexicon import Lexicon
from empathkit.text.pack import Pack, per_pack
from empathkit.text.view import View, view

_FORMS = ("told", "done", "doing")


class Verb(NamedTuple):
    """A word for a step: the action it stands for, and the form it has."""

    action: str
    form: str


class _Thing(NamedTuple):
    pattern: re.Pattern[str]
    none: frozenset[str]


@per_pack
def _thing(pack: Pack) -> _Thing:
    steps = pack["steps"]
    return _Thing(re.compile(steps.get("thing", "(?!)")), frozenset(str(steps.get("no_thing", "")).split()))


@per_pack
def verbs(pack: Pack) -> Lexicon[tuple[Verb, ...]]:
    """The pack's words for steps. A word may have more than one form ("reset")."""
    words: dict[str, list[Verb]] = {}
    for action, forms in pack["steps"].get("actions", {}).items():
        for form, listed in zip(_FORMS, forms, strict=True):
            for word in listed.split(","):
                words.setdefault(word.strip(), []).append(Verb(action, form))
    for action, listed in pack["steps"].get("named", {}).items():
        for word in listed.split(","):
            words.setdefault(word.strip(), []).append(Verb(action, "named"))
    return Lexicon({word: tuple(meanings) for word, meanings in words.items() if word})


def find_steps(text: str, pack: Pack) -> list[FoundStep]:
    """The steps in any text, in order: an agent's suggestions and a user's attempts alike."""
    return steps_in(view(text, pack), pack)


def steps_in(seen: View, pack: Pack) -> list[FoundStep]:
    """Like :func:`find_steps` on a text looked at already."""
    found: list[FoundStep] = []
    forms = _thing(pack)
    for hit in verbs(pack).find(seen.folded):
        verb = hit.what[0]
        sentence = seen.sentence_at(hit.start)
        match = forms.pattern.match(seen.folded, hit.end, sentence.end) if verb.form != "named" else None
        thing = _plain(match.group(1), forms) if match else None
        end = match.end() if match and thing else hit.end
        found.append(FoundStep(hit.start, end, verb.action, thing, verb.form))
    return found


def _plain(words: str, forms: _Thing) -> str | None:
    kept = [word.strip(".,'") for word in words.split() if word not in forms.none]
    return " ".join(kept) or None


@per_pack
def broad_actions(pack: Pack) -> frozenset[str]:
    """Actions that say nothing without their thing: to run, open or check one thing is not to do so with another."""
    return frozenset(pack["steps"].get("broad", ()))


def same_step(one: FoundStep, other: FoundStep, broad: frozenset[str] = frozenset()) -> bool:
    """Whether two steps come to the same: the same action on the same thing, or on one left unsaid where the action
    is none of the ``broad`` ones."""
    if one.action != other.action:
        return False
    if one.thing is None or other.thing is None:
        return one.action not in broad
    return bool(set(one.thing.split()) & set(other.thing.split()))
