"""The next step: what the desk lets a draft say the agent will do, or the agent's own work on this very thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from empathkit.models import Reason, Sentence
from empathkit.reply.advice import Advice
from empathkit.reply.material import Material, Slot, heard_in, pattern, said, situation_words, texts, topic_words
from empathkit.reply.phrases import fill, turned
from empathkit.text.render import render, variables


class Route(NamedTuple):
    """A route, by its name in the pack."""

    name: str
    table: Mapping[str, Any]


def next_step(
    material: Material, filled: Mapping[str, Slot], advice: Advice | None, *, first: bool = False
) -> Sentence:
    """One sentence with its owner. Its reason names the route and what it rests on. ``first``: it opens the reply."""
    route = route_of(material, filled)
    seen = look(material, filled, advice)
    text = str(route.table[_wording(route, advice, first=first)])
    values = {**filled, "look": seen._replace(text=seen.text.rstrip(",")) if first else seen}
    phrase = fill(text, values)
    reasons = (Reason(rule="route", route=route.name, evidence=said(material)), *phrase.reasons)
    return Sentence(text=phrase.text, move="next_step", because=reasons)


def _wording(route: Route, advice: Advice | None, *, first: bool) -> str:
    """The key of the route's text that fits the place it is said at."""
    helped = advice is not None and advice.entry.get("move") != "safety" and "meanwhile" not in str(advice.entry)
    wanted = "first" if first else "meanwhile" if helped else "text"
    return wanted if wanted in route.table else "text"


def route_of(material: Material, filled: Mapping[str, Slot]) -> Route:
    """The desk's first route for this situation or topic that fits what they wrote and for which all it needs is known,
    or the one that binds to nothing more."""
    routes = material.pack["routes"]
    stated = {fact.kind for fact in material.reading.facts} | {one.kind for one in material.context.known}
    for name in (material.reading.situation or "", material.reading.topic or ""):
        listed = routes.get(name, ()) if name != "default" else ()
        for route in [listed] if isinstance(listed, Mapping) else listed:
            fits = "when" not in route or heard_in(material, str(route["when"])) is not None
            known = stated.issuperset(route.get("needs", ()))
            if fits and known and variables(str(route["text"])) <= {*filled, "look"}:
                return Route(name, route)
    return Route("default", routes["default"])


def look(material: Material, filled: Mapping[str, Slot], advice: Advice | None) -> Slot:
    """What the agent looks at, as it follows "I'll": by the advice, the situation, the topic, or the thing itself."""
    sources = [
        advice.entry.get("look", ()) if advice else (),
        *_agreed_or_due(material, filled),
        situation_words(material).get("look", ()),
        () if situation_words(material).get("no_topic_look") else topic_words(material).get("look", ()),
        material.pack["voice"]["look"],
    ]
    for source in sources:
        fit = [text for text in texts(source) if variables(text) <= filled.keys()]
        for text in turned(fit, f"{material.ticket.key}:look"):
            phrase = fill(text, filled)
            return Slot(phrase.text, phrase.reasons)
    return Slot("", ())


def _agreed_or_due(material: Material, filled: Mapping[str, Slot]) -> Iterator[object]:
    """What the situation says where somebody has agreed already, or where the reply has named the day it's needed."""
    words, agreed, due = situation_words(material), "approver" in filled, "by_then" in filled
    if "owner" in filled:
        yield words.get("look_owner", ())
    asked = filled["asked_for"].text if "asked_for" in filled else ""
    if not agreed and asked:
        yield topic_words(material).get("request_look", ())
        light = str(words.get("light", "(?!)"))
        yield words.get("look_light", ()) if pattern(light).search(asked) else ()
    if due:
        yield words.get("look_due_agreed" if agreed else "look_due", ())
    yield words.get("look_agreed", ()) if agreed else ()


def before_sending(material: Material, filled: Mapping[str, Slot]) -> Iterator[str]:
    """What the reply commits the agent to: the route's own list, the situation's, and how they want to be reached."""
    listed = (*texts(route_of(material, filled).table.get("before_sending", ())),)
    if route_of(material, filled).name == "default":
        listed = (*listed, *texts(situation_words(material).get("before_sending", ())))
    values = {name: slot.text for name, slot in filled.items()}
    yield from (render(text, values) for text in listed if variables(text) <= filled.keys())
    if asked := filled.get("asked_reach"):
        yield render(str(material.pack["note"]["keep_contact"]), {"reach": asked.text})
