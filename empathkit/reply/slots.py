"""What a reply may be made of: each slot a piece of text with the reason it is true."""

from __future__ import annotations

import re

from empathkit.reply.burden import deadline, impact, stake
from empathkit.reply.deeds import deeds
from empathkit.reply.done import approval, clues, coming, details, exceptions, tried
from empathkit.reply.material import Material, Slot
from empathkit.reply.people import names, reach
from empathkit.reply.phrases import Phrase
from empathkit.reply.points import points
from empathkit.reply.records import device, due, history, records
from empathkit.reply.requested import requested
from empathkit.reply.restated import issue
from empathkit.reply.starter import starter
from empathkit.reply.things import topic

#: The slots that say the issue back, and those another sentence may have carried before.
ISSUES = frozenset({"issue", "issue_in", "about", "wish"})
CARRIED = frozenset({"impact", "deadline", "before", "stake"})
DEADLINES = frozenset({"deadline", "before", "occasion", "due_clause", "due_words"})
#: A clause of whose words so many were said has been said.
SAID = 0.7


def slots(material: Material) -> dict[str, Slot]:
    """Every slot that can be filled for this ticket."""
    filled: dict[str, Slot] = {}
    for fill in (
        records,
        names,
        reach,
        topic,
        points,
        issue,
        requested,
        deadline,
        impact,
        stake,
        tried,
        deeds,
        starter,
        clues,
        details,
        coming,
        approval,
        exceptions,
        device,
        history,
        due,
    ):
        filled |= {name: slot for name, slot in fill(material).items() if slot.text}
    return filled


def said_once(filled: dict[str, Slot], phrase: Phrase) -> dict[str, Slot]:
    """The slots that are left when a phrase has been said: the issue without what the phrase has carried already."""
    told = phrase.used & DEADLINES or any(_says(phrase.text, filled.get(name)) for name in DEADLINES)
    left = {name: slot for name, slot in filled.items() if not (told and name in DEADLINES)}
    if "with_it" in phrase.used:
        left.pop("exceptions", None)
    if {"fault", "told"} & phrase.used:
        return {name: slot for name, slot in left.items() if name not in ISSUES}
    for name in ISSUES & filled.keys():
        text = filled[name].text
        if "newest" in phrase.used:
            text = _without_answer(text, filled["newest"].text)
        for carried in CARRIED & phrase.used:
            for joint in (", and ", ", so ", " and ", ", "):
                text = text.replace(joint + filled[carried].text, "")
            text = _without_clause(_without_head(text, filled[carried].text), filled[carried].text)
        left[name] = Slot(_without_tail(text, phrase.text), filled[name].reasons)
        if not left[name].text:
            del left[name]
            continue
        if left[name].text.rstrip(".").lower() in phrase.text.lower():
            del left[name]
    return left


def _without_answer(issue: str, answer: str) -> str:
    """The issue without the clauses that hold a piece of the answer that was said."""
    pieces = [one.strip("“”") for one in answer.split(", ")]
    clauses = issue.rstrip(".").split(", and ")
    text = ", and ".join(one for one in clauses if not any(piece in one for piece in pieces))
    if clauses[0].startswith(text[:1]) or not text:
        return f"{text}." if text else ""
    return f"{text[:1].upper()}{text[1:]}."


def _says(text: str, slot: Slot | None) -> bool:
    return slot is not None and slot.text.lower() in text.lower()


def _without_clause(issue: str, said: str) -> str:
    """The issue without a last clause that holds what was said."""
    head, joint, tail = issue.rpartition(", and ")
    return f"{head}." if joint and _plain(said) in _plain(tail) else issue


def _without_head(issue: str, said: str) -> str:
    """The issue without a first clause that was said, where another one follows it."""
    head, joint, tail = issue.partition(", and ")
    return f"{tail[:1].upper()}{tail[1:]}" if joint and _plain(head) == _plain(said) else issue


def _plain(text: str) -> str:
    return text.lower().replace("'ve", " have").replace("'re", " are")


def _without_tail(issue: str, said: str) -> str:
    """The issue without a last clause most of whose words were said."""
    head, joint, tail = issue.rpartition(", and ")
    if not joint:
        return issue
    words = set(re.findall(r"\w{3,}", tail.lower()))
    heard = set(re.findall(r"\w{3,}", said.lower()))
    return f"{head}." if words and len(words & heard) >= SAID * len(words) else issue
