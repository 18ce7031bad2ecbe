"""EK402: a claim of work that nothing on the ticket shows.

Evidence is an agent's message, internal ones included, that tells the same doing of the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.checks.patterns import tables
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.fold import fold
from empathkit.text.pack import Pack, per_pack
from empathkit.text.sentences import split
from empathkit.text.words import content_words, stem


@per_pack
def _planned(pack: Pack) -> re.Pattern[str]:
    return re.compile(str(tables(pack)["EK402"]["planned"]))


def check(subject: Subject) -> Iterator[Finding]:
    """Work said to be done, unless an agent's message says so too. Silent without a ticket: nothing to hold it to."""
    if subject.ticket is None:
        return
    done = [fold(one.body) for one in subject.ticket.messages if one.author != "requester"]
    sentences = [body[start:end] for body in done for start, end in split(body, subject.pack)]
    for hit in subject.hits("EK402"):
        start, end = subject.sentence_at(hit.start)
        if not any(_shows(sentence, subject.flat[hit.start : hit.end], subject, start, end) for sentence in sentences):
            yield subject.finding("EK402", start, end)


def _shows(sentence: str, verb: str, subject: Subject, start: int, end: int) -> bool:
    """Whether a sentence tells this doing as done, and of a thing the claim names (or of none)."""
    places = [match.start() for match in re.finditer(rf"\b{re.escape(verb)}\b", sentence)]
    if not any(not _planned(subject.pack).search(sentence[:at]) for at in places):
        return False
    told = content_words(sentence, subject.pack).keys() - {stem(verb)}
    claimed = content_words(subject.text[start:end], subject.pack).keys() - {stem(verb)}
    return not told or not claimed or bool(told & claimed)
