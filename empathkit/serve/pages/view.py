"""What the playground shows of a suggestion, ready for the template. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from empathkit.connect.note import reason_text
from empathkit.models import Known, Message, Sentence, Suggestion, Ticket
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


def view(ticket: Ticket, suggestion: Suggestion, words: Mapping[str, Any]) -> View:
    """The page of a suggestion; ``words`` are those of the note."""
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
        sentences=tuple(_sentences(suggestion, words)),
        known=suggestion.context.known,
        as_ticket=_indented(ticket.model_dump(mode="json", exclude_defaults=True)),
        as_json=_indented(suggestion.model_dump(mode="json")),
    )


def _sentences(suggestion: Suggestion, words: Mapping[str, Any]) -> list[Shown]:
    if suggestion.draft is None:
        return []
    shown, at = [], 0
    for sentence in suggestion.draft.sentences:
        start = suggestion.draft.text.find(sentence.text, at)
        breaks = "\n" in suggestion.draft.text[at:start]
        at = start + len(sentence.text)
        evidence = [reason.evidence for reason in sentence.because if reason.evidence]
        lights = " ".join(f"{one.message}:{one.start}:{one.end}" for one in evidence)
        reasons = tuple(dict.fromkeys(reason_text(one, words) for one in sentence.because))
        shown.append(Shown(sentence, reasons, lights, breaks))
    return shown


def _indented(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
