"""From what was read to a draft: the moves of the situation's shape, each filled with words, slots and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from empathkit.models import Draft, Reading, Reason, Sentence, Ticket, UserContext
from empathkit.reply.advice import Advice, advise, beside_the_topic, find_advice
from empathkit.reply.answers import answers
from empathkit.reply.flags import call_first, called, flags
from empathkit.reply.layout import draft_of, limit_of, shortened
from empathkit.reply.material import Material, Slot, all_said, last_said, said, situation_words, texts
from empathkit.reply.phrases import Phrase, choose
from empathkit.reply.questions import Planned, plan, questions
from empathkit.reply.routes import before_sending, next_step
from empathkit.reply.second_look import weighed
from empathkit.reply.slots import DEADLINES, said_once, slots
from empathkit.reply.tone import in_full
from empathkit.text.pack import Pack

__all__ = ["compose", "draft_of", "shape_of"]

#: Where a phrase of one move counts as another in the draft.
MOVES = {
    "clue": "credit",
    "thank_answers": "credit",
    "credit_thanks": "credit",
    "expect": "expectation",
    "wait": "known",
    "side_failure": "own_failure",
    "exceptions": "restate",
    "verify": "advise",
    "need_nothing": "known",
}
#: Moves left out again, the first first, where a reply would be too long.
LEAST = ("need_nothing", "verify", "clue", "known", "credit", "close")


def compose(
    reading: Reading, ticket: Ticket, context: UserContext, pack: Pack, *, phrases: Sequence[str] = ()
) -> Draft:
    """A draft. ``phrases`` are fingerprints of sentences this user was sent lately, to be said in other words."""
    heard, reading = reading, weighed(reading, ticket, pack)
    material = Material(reading, ticket, context, pack)
    shape = shape_of(reading, pack)
    composer = _Composer(material, phrases)
    composer.flags |= {"heard:thanks"} if heard.situation == "thanks" else set()
    sentences, todo = composer.sentences(pack["shapes"][shape])
    return draft_of(sentences, reading.language, f"{pack.language}/{shape}", todo)


def shape_of(reading: Reading, pack: Pack) -> str:
    """The name of the shape for this situation."""
    situation = reading.situation or ""
    return situation if situation in pack["shapes"] else "default"


class _Composer:
    """One reply in the making: the slots, what is left of them, and the sentences made so far."""

    def __init__(self, material: Material, phrases: Sequence[str]) -> None:
        self.material, self.avoid = material, phrases
        self.filled = slots(material)
        self.due = next((self.filled[name] for name in sorted(DEADLINES & self.filled.keys())), None)
        own = flags(material)
        self.flags = own | call_first(self.filled, own)
        self.said = all_said(material)
        self.advice: Advice | None = None
        self.planned: tuple[Planned, ...] = ()

    def sentences(self, shape: Sequence[str]) -> tuple[tuple[Sentence, ...], tuple[str, ...]]:
        """The sentences in the order of the shape, and what is to be done before they are sent."""
        if {"help", "safety"} & set(shape) and "thin" not in self.flags:
            self.advice = find_advice(self.material, self.filled, self.flags)
            if self.advice is None and beside_the_topic(self.material):
                reading = self.material.reading.model_copy(update={"topic": None})
                self.material = self.material._replace(reading=reading)
            self.flags |= {"answered"} if self.advice and self.advice.entry.get("enough") else set()
        if "ask" in shape and not (self.advice and self.advice.entry.get("enough")):
            self.planned = plan(self.material, self.filled, advised=self.advice is not None)
            self.planned = () if called(self.filled) else self.planned
            self.flags |= {"asked"} if self.planned else set()
        if "call_first" in self.flags and "safety" not in shape:
            shape = ["greet", "next_step", *(move for move in shape if move not in {"greet", "next_step"})]
        made = {move: tuple(self._made(move)) for move in shape if move != "answer"}
        others = [one for every in made.values() for one in every]
        answered = answers(self.material, self.filled, others, self.flags)
        made["answer"] = answered.sentences
        ordered = tuple(one for move in shape for one in made.get(move, ()))
        todo = [*answered.before_sending] if "answer" in shape else []
        if made.get("next_step"):
            todo.extend(before_sending(self.material, self.filled))
        if any("closing" in one.text for one in made.get("close", ())):
            todo.extend(texts(situation_words(self.material).get("closing", ())))
        return self._finished(ordered), tuple(dict.fromkeys(todo))

    def _made(self, move: str) -> Iterator[Sentence]:
        if move in {"help", "safety"}:
            yield from self._advised(move)
        elif move == "ask":
            yield from questions(self.planned, self.material.pack)
        elif move == "next_step":
            yield from self._next_step()
        elif phrase := self._phrase(move):
            self.filled = said_once(self.filled, phrase)
            if phrase.text:
                yield self._sentence(move, phrase)

    def _phrase(self, move: str) -> Phrase | None:
        seed, pack = self.material.ticket.key, self.material.pack
        last = last_said(self.material)
        return choose(move, pack, self.filled, self.flags, seed=seed, avoid=self.avoid, said=self.said, said_last=last)

    def _next_step(self) -> Iterator[Sentence]:
        """The route; where a how-to is answered, what to do if it looks different; none while little is said yet."""
        situation = self.material.reading.situation
        if situation == "more_to_come" and "many_facts" not in self.flags:
            return
        answered = situation == "howto" and self.advice and "look" not in self.advice.entry
        if self.advice and answered and (phrase := self._phrase("after_help")):
            because = (Reason(rule=self.advice.name, evidence=self.advice.evidence),)  # it goes where the help goes
            yield Sentence(text=phrase.text, move="next_step", because=because)
            return
        first = "call_first" in self.flags
        yield next_step(self.material, {**self.filled, **self._by_then()}, self.advice, first=first)

    def _by_then(self) -> dict[str, Slot]:
        """That the reply has named the day or hour by which they need it."""
        named = self.due is not None and not DEADLINES & self.filled.keys()
        return {"by_then": self.due} if self.due and named else {}

    def _advised(self, move: str) -> Iterator[Sentence]:
        """Danger is spoken of where the shape says "safety", all other help where it says "help"."""
        if self.advice and (self.advice.entry.get("move") == "safety") == (move == "safety"):
            yield from advise(self.advice, self.filled, self.flags, self.material.pack)

    def _sentence(self, move: str, phrase: Phrase) -> Sentence:
        reasons = phrase.reasons or (
            Reason(rule=f"{move}.{self.material.reading.situation}", evidence=said(self.material)),
        )
        return Sentence(text=phrase.text, move=move, because=reasons)

    def _finished(self, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        """Within its length, in the tone of this person, each move by its public name."""
        words = next(
            len(one.body.split()) for one in reversed(self.material.ticket.messages) if one.author == "requester"
        )
        kept = shortened(sentences, limit_of(words, self.flags, self.material.pack["voice"]), LEAST)
        formal = "formal" in self.flags
        return tuple(
            one.model_copy(
                update={
                    "move": MOVES.get(one.move, one.move),
                    "text": in_full(one.text, self.material.pack) if formal else one.text,
                }
            )
            for one in kept
        )
