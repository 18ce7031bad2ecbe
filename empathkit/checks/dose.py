"""EK5: how much, and where: one apology, warm at the ends and competent in between, "I" where the agent acts."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.checks.registry import group, patterns, rule
from empathkit.checks.subject import Subject
from empathkit.models import Finding
from empathkit.text.words import count_words, fingerprint


@rule("EK501")
def apologises_too_much(subject: Subject) -> Iterator[Finding]:
    """More apologies than the limit, or one that goes on for too many words."""
    table = subject.rule("EK501")
    found = list(subject.matches(patterns(subject.pack)["EK501"]))
    for match in found[int(table["limit"]) :]:
        yield subject.finding("EK501", *match.span())
    for match in found[: int(table["limit"])]:
        start, end = subject.sentence_at(match.start())
        if count_words(subject.text[start:end]) > int(table["words"]) and len(subject.sentences) < 3:
            yield subject.finding("EK501", start, end)


@rule("EK502")
def warm_in_the_middle(subject: Subject) -> Iterator[Finding]:
    """Feeling words in the middle third of a reply long enough to have one."""
    sentences = subject.sentences
    if len(sentences) < int(subject.rule("EK502")["sentences"]):
        return
    third = len(sentences) / 3
    first, last = sentences[int(third + 0.5)], sentences[min(len(sentences) - 1, int(2 * third - 0.5))]
    for match in subject.matches(patterns(subject.pack)["EK502"]):
        if first[0] <= match.start() and match.end() <= last[1]:
            yield subject.finding("EK502", *match.span())


@rule("EK503")
def we_where_i_act(subject: Subject) -> Iterator[Finding]:
    """The word "we" before something one person does."""
    swap = subject.rule("EK503")["swap"]
    for match in subject.matches(patterns(subject.pack)["EK503"]):
        start, end = group(match, "fix") or match.span()
        follows = subject.text[end : end + 4].lower()
        fix = swap["we"] if not follows.startswith((" are", "'re", "’re")) else None
        yield subject.finding("EK503", start, end, fix=fix)


@rule("EK504")
def said_lately(subject: Subject) -> Iterator[Finding]:
    """A sentence this user was sent lately, word for word."""
    used = set(subject.phrases)
    for start, end in subject.sentences:
        if fingerprint(subject.text[start:end]) in used:
            yield subject.finding("EK504", start, end)
