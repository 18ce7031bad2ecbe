"""The flags by which phrases are chosen: what kind of ticket, person and moment this is."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.reply.material import Material

#: From so many facts on, a message has told us exactly what we needed.
MANY_FACTS = 5
_REGISTERS = {
    "dear": "dear", "good morning": "morning", "morning": "morning", "good afternoon": "afternoon", "hi": "hi",
    "hey": "hi", "hiya": "hi", "hello": "hello",
}  # fmt: skip


def flags(material: Material) -> frozenset[str]:
    """All flags of this ticket; packs/en/phrases.toml lists them."""
    return frozenset(_flags(material))


def _flags(material: Material) -> Iterator[str]:
    reading = material.reading
    yield f"situation:{reading.situation}"
    yield f"topic:{reading.topic}"
    yield f"register:{_register(material)}"
    yield "turn:later" if any(one.author == "agent" for one in material.ticket.messages) else "turn:first"
    for one in reading.feelings:
        yield f"feeling:{one.feeling}"
        yield f"level:{one.level}"
    for preference in material.context.preferences:
        yield f"{preference.name}:{preference.value}"
    if reading.repeat:
        yield "repeat"
    if reading.unknown:
        yield "unknown"
    if len(reading.facts) >= MANY_FACTS:
        yield "many_facts"
    if any(point.topic == reading.topic for point in material.context.pain_points):
        yield "history"


def _register(material: Material) -> str:
    """How the requester greets, from their last message that greets at all."""
    for message in reversed(material.ticket.messages):
        if message.author == "requester":
            start = message.body.lstrip().lower()[:20]
            for opening, register in _REGISTERS.items():
                if start.startswith(opening) and not start[len(opening) : len(opening) + 1].isalpha():
                    return register
    return "none"
