"""Whether what was read as the issue can be said: whole clauses with a subject, else their sentence of the fault."""

from __future__ import annotations

import re

from empathkit.reply.material import Material, pattern
from empathkit.reply.wording import as_written, proper, wording
from empathkit.text.fold import fold
from empathkit.text.person import addresses_reader, second_person
from empathkit.text.sentences import split
from empathkit.text.view import LONGEST

#: Words of a sentence of theirs that can be said back as it stands.
LONGEST_SENTENCE = 24
SHORTEST_SENTENCE = 4
#: A clause that holds so much of a step tells that step.
STEP = 0.7
_JOINTS = re.compile(r"(, (?:and|while|so|but) )")


def sayable(issue: str, material: Material) -> str:
    """The issue without clauses that were cut off; where its first tells nothing by itself, their own sentence that
    tells the fault, or "" where there is none."""
    if not issue:
        return ""
    words = material.pack["voice"]
    head, *rest = _JOINTS.split(issue.rstrip("."))
    broken, empty = pattern(str(words["broken_clause"])), pattern(str(words["empty_clause"]))
    if broken.search(head) or empty.match(head):
        return _their_sentence(material)
    for joint, clause in zip(rest[::2], rest[1::2], strict=True):
        if not broken.search(clause) and not _tells_a_step(clause, material):
            head += joint + clause
    return f"{head}."


def _tells_a_step(clause: str, material: Material) -> bool:
    """Whether a clause only tells a step they tried: that is credited, and no part of the issue."""
    words = set(re.findall(r"\w{4,}", clause.lower()))
    return clause.startswith("you ") and any(
        (tried := set(re.findall(r"\w{4,}", one.evidence.quote.lower()))) and len(tried & words) >= STEP * len(tried)
        for one in material.reading.tried
    )


def _their_sentence(material: Material) -> str:
    """The first sentence that tells of a fault, of the last message that holds one, in the second person."""
    if material.reading.situation in {"request", "access", "howto", "onboarding", "offboarding", "thanks"}:
        return ""
    for message in reversed(material.ticket.messages):
        body = message.body[:LONGEST] if message.author == "requester" else ""
        for start, end in split(body, material.pack):
            sentence = (
                pattern(str(material.pack["voice"]["greeting"])).sub("", " ".join(body[start:end].split())).strip(" .")
            )
            if _tells_fault(sentence, material):
                told = second_person(sentence)
                if pattern(str(material.pack["voice"]["broken_clause"])).search(told):
                    continue
                told = as_written(proper(told, material.pack), material.pack)
                return f"{told[:1].upper()}{told[1:]}."
    return ""


def _tells_fault(sentence: str, material: Material) -> bool:
    words = material.pack["voice"]
    long = not SHORTEST_SENTENCE <= len(sentence.split()) <= LONGEST_SENTENCE
    if long or "?" in sentence or "!" in sentence or "\n" in sentence or addresses_reader(sentence):
        return False
    if sum(word.isupper() and len(word) > 4 for word in sentence.split()) > 1 or sentence.count('"') % 2:
        return False
    opens = pattern(str(words["fault_sentence"])).match(fold(sentence))
    cut = pattern(str(words["broken_clause"])).search(sentence)
    return opens is not None and not cut and not wording(material.pack).unsayable.search(sentence)
