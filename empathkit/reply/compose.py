"""From what was read to a draft: the moves of the situation's shape, each filled with words, slots and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from empathkit.models import Draft, Reading, Reason, Sentence, Ticket, UserContext
from empathkit.reply.answers import answers
from empathkit.reply.flags import flags
from empathkit.reply.material import Material, Slot, said
from empathkit.reply.phrases import Phrase, choose
from empathkit.reply.questions import plan
from empathkit.reply.slots import said_once, slots
from empathkit.text.pack import Pack
from empathkit.text.render import render, variables

#: Moves that carry the issue already; after them a restatement would say it twice.
GREETING = "greet"


def compose(
    reading: Reading, ticket: Ticket, context: UserContext, pack: Pack, *, phrases: Sequence[str] = ()
) -> Draft:
    """A draft. ``phrases`` are fingerprints of sentences this user was sent lately, to be said in other words."""
    material = Material(reading, ticket, context, pack)
    shape = shape_of(reading, pack)
    sentences = tuple(_sentences(material, pack["shapes"][shape], phrases))
    todo = tuple(_before_sending(material))
    return draft_of(sentences, reading.language, f"{pack.language}/{shape}", todo)


def shape_of(reading: Reading, pack: Pack) -> str:
    """The name of the shape for this situation."""
    situation = reading.situation or ""
    return situation if situation in pack["shapes"] else "default"


def draft_of(
    sentences: tuple[Sentence, ...], language: str, template: str, before_sending: tuple[str, ...] = ()
) -> Draft:
    """A draft of these sentences: the greeting on a line of its own, the rest in one block."""
    greeting = "\n".join(one.text for one in sentences if one.move == GREETING)
    rest = " ".join(one.text for one in sentences if one.move != GREETING)
    text = "\n".join(part for part in (greeting, rest) if part)
    return Draft(text=text, language=language, template=template, sentences=sentences, before_sending=before_sending)


def _sentences(material: Material, shape: Sequence[str], phrases: Sequence[str]) -> Iterator[Sentence]:
    filled, marks = slots(material), flags(material)
    made: dict[str, tuple[Sentence, ...]] = {}
    for move in shape:
        if move == "ask":
            made[move] = tuple(_questions(material, filled))
        elif move == "next_step":
            made[move] = (_next_step(material, filled),)
        elif move != "answer":
            phrase = choose(move, material.pack, filled, marks, seed=material.ticket.key, avoid=phrases)
            made[move] = (_sentence(move, phrase, material),) if phrase else ()
            filled = said_once(filled, phrase) if phrase else filled
    others = [one for every in made.values() for one in every]
    for move in shape:
        yield from answers(material, others, marks) if move == "answer" else made[move]


def _sentence(move: str, phrase: Phrase, material: Material) -> Sentence:
    reasons = phrase.reasons or (Reason(rule=f"{move}.{material.reading.situation}", evidence=said(material)),)
    return Sentence(text=phrase.text, move=move, because=reasons)


def _questions(material: Material, filled: dict[str, Slot]) -> Iterator[Sentence]:
    for planned in plan(material, filled):
        yield Sentence(text=planned.ask, move="ask", because=planned.reasons)
        yield Sentence(text=planned.why, move="ask", because=planned.reasons)


def _next_step(material: Material, filled: dict[str, Slot]) -> Sentence:
    name, route = _route(material)
    values = {name: slot.text for name, slot in filled.items()}
    return Sentence(
        text=render(str(route["text"]), values), move="next_step", because=(Reason(rule="route", route=name),)
    )


def _route(material: Material) -> tuple[str, dict[str, object]]:
    """The desk's route for this topic, if all it needs is known, or the one that binds to nothing more."""
    routes = material.pack["routes"]
    name = material.reading.topic or ""
    stated = {fact.kind for fact in material.reading.facts} | {one.kind for one in material.context.known}
    route = routes.get(name)
    if route and stated.issuperset(route.get("needs", ())) and variables(str(route["text"])) <= slots(material).keys():
        return name, route
    return "default", routes["default"]


def _before_sending(material: Material) -> Iterator[str]:
    """What the reply commits the agent to: the route's own list, and the way they want to be reached."""
    moves = material.pack["shapes"][shape_of(material.reading, material.pack)]
    if "next_step" in moves:
        listed = _route(material)[1].get("before_sending", ())
        yield from (str(item) for item in listed) if isinstance(listed, list | tuple) else ()
    reach = slots(material).get("reach")
    if reach is not None and "contact" in moves:
        yield render(str(material.pack["note"]["keep_contact"]), {"reach": reach.text})
