"""What is heard in each message: by the models of the pack, which take the rules' word for what it is worth; by the
rules alone where a language has no models."""

from __future__ import annotations

from collections.abc import Sequence

from empathkit.detect.asks import asks_in
from empathkit.detect.facts import every_fact
from empathkit.detect.feelings import feelings_in
from empathkit.detect.found import FoundFact
from empathkit.detect.tagging.hits import Ruled
from empathkit.detect.tagging.said import heard
from empathkit.detect.tagging.tagger import models_of
from empathkit.reading.conversation import Heed
from empathkit.reading.impact import find_impact
from empathkit.reading.tried import find_tried
from empathkit.text.pack import Pack
from empathkit.text.spans import overlaps


def hear_all(messages: Sequence[Heed], pack: Pack) -> list[Ruled]:
    """What is heard in each message, in the same order."""
    models = models_of(pack)
    ruled = [by_rules(message, pack) for message in messages]
    if models is None:
        return ruled
    said = heard([(message.seen, rules) for message, rules in zip(messages, ruled, strict=True)], models, pack)
    return _by_the_rules(said, ruled, pack)


def _by_the_rules(said: Sequence[Ruled], ruled: Sequence[Ruled], pack: Pack) -> list[Ruled]:
    """Where the models hear no feeling in a whole conversation, or nothing of a kind that has plain names, the rules'
    word counts: to take somebody who is upset for calm, or to ask again what was said, is the worse mistake."""
    heard = {fact.kind for one in said for fact in one.facts}
    left = frozenset(pack["tagging"].get("plain", ())) - heard
    calm = not any(one.feelings for one in said)
    return [
        one._replace(
            facts=sorted([*one.facts, *_plain(rules, left)], key=lambda fact: fact.start),
            feelings=rules.feelings if calm else one.feelings,
        )
        for one, rules in zip(said, ruled, strict=True)
    ]


def _plain(rules: Ruled, kinds: frozenset[str]) -> list[FoundFact]:
    """What the rules found of some kinds; without what is only named in a step: "I restarted the laptop"."""
    return [
        fact
        for fact in rules.facts
        if fact.kind in kinds
        and not (fact.vague and any(overlaps((fact.start, fact.end), step) for step in rules.tried))
    ]


def by_rules(message: Heed, pack: Pack) -> Ruled:
    """What the rules find in a message."""
    seen, tried = message.seen, find_tried(message, pack)
    impact = find_impact(message, tried, pack)
    return Ruled(every_fact(seen, pack), asks_in(seen, pack), feelings_in(seen, pack), tried, impact)
