"""What the playground shows of a suggestion, ready for the template. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from empathkit.models import Known, Message, Reason, Sentence, Suggestion, Ticket
from empathkit.serve.pages.marking import Heard, Piece, everything, pieces

FAMILIES = {
    "fact": "a fact, with its kind",
    "tried": "what they tried",
    "impact": "what it keeps them from",
    "feeling": "a feeling they showed, with its level",
    "ask": "what they ask",
}


@dataclass(frozen=True)
class Said:
    """A message, and its text in pieces."""

    number: int
    message: Message
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Shown:
    """A sentence of the draft, why it is there, and where in the conversation that stands: ``lights`` is
    "message:start:end", space between."""

    sentence: Sentence
    reasons: tuple[str, ...]
    lights: str
    breaks: bool


@dataclass(frozen=True)
class View:
    """All of a page."""

    ticket: Ticket
    suggestion: Suggestion
    said: tuple[Said, ...]
    heard: tuple[Heard, ...]
    sentences: tuple[Shown, ...]
    known: tuple[Known, ...]
    as_ticket: str
    as_json: str


def view(ticket: Ticket, suggestion: Suggestion) -> View:
    """The page of a suggestion."""
    heard = everything(suggestion.reading)
    said = [
        Said(number, message, tuple(pieces(message.body, number, heard)))
        for number, message in enumerate(ticket.messages)
    ]
    return View(
        ticket=ticket,
        suggestion=suggestion,
        said=tuple(said),
        heard=tuple(heard),
        sentences=tuple(_sentences(suggestion)),
        known=suggestion.context.known,
        as_ticket=_indented(ticket.model_dump(mode="json", exclude_defaults=True)),
        as_json=_indented(suggestion.model_dump(mode="json")),
    )


def _sentences(suggestion: Suggestion) -> list[Shown]:
    if suggestion.draft is None:
        return []
    shown, at = [], 0
    for sentence in suggestion.draft.sentences:
        start = suggestion.draft.text.find(sentence.text, at)
        breaks = "\n" in suggestion.draft.text[at:start]
        at = start + len(sentence.text)
        evidence = [reason.evidence for reason in sentence.because if reason.evidence]
        lights = " ".join(f"{one.message}:{one.start}:{one.end}" for one in evidence)
        shown.append(Shown(sentence, tuple(map(_reason, sentence.because)), lights, breaks))
    return shown


def _reason(reason: Reason) -> str:
    name = reason.rule.replace("_", " ")
    if reason.evidence is not None:
        return f"{name}: they wrote “{reason.evidence.quote}” (message {reason.evidence.message + 1})"
    if reason.known is not None:
        return f"{name}: {reason.known.kind} {reason.known.value} ({reason.known.source})"
    return f"{name}: route {reason.route}" if reason.route else name


def _indented(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
