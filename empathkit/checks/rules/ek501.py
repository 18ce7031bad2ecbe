"""EK501: too many apologies, or one that goes on too long.

More than two go with lower satisfaction (Zendesk Benchmark Q2 2014, a correlation); beyond about 7 seconds, 20 words,
an apology loses its effect (Marinova, Singh, Singh, Journal of Marketing Research 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.patterns import Hit, hits
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.fold import fold
from empathkit.text.words import count_words


def check(subject: Subject) -> Iterator[Finding]:
    """Apologies over the limit, of this reply or of all our messages; and one that takes too many words."""
    table, found = subject.rule("EK501"), list(subject.hits("EK501"))
    limit = min(int(table["limit"]), max(0, int(table["thread"]) - _before(subject)))
    for hit in found[limit:]:
        yield subject.finding("EK501", hit.start, hit.end)
    for hit in found[:limit]:
        end = _end(subject, hit)
        if count_words(subject.text[hit.start : end]) > int(table["words"]):
            yield subject.finding("EK501", hit.start, end)


def _end(subject: Subject, hit: Hit) -> int:
    """Where the clause ends that holds the apology."""
    end = subject.sentence_at(hit.start)[1]
    stop = subject.text.find(";", hit.start, end)
    return stop if stop >= 0 else end


def _before(subject: Subject) -> int:
    """The apologies in what agents have written to this user on the ticket."""
    if subject.ticket is None:
        return 0
    told = [one.body for one in subject.ticket.messages if one.author == "agent" and one.public]
    return sum(len(hits(fold(body), subject.pack).get("EK501", ())) for body in told)
