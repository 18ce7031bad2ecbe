"""Where the conversation stands: whether they are done talking, and whether it has happened before."""

from __future__ import annotations

from empathkit.reading.conversation import Heed
from empathkit.reading.words import hearing
from empathkit.text.pack import Pack


def done_talking(messages: list[Heed], pack: Pack) -> bool:
    """False only when their last message says that more is to come."""
    if not messages:
        return True
    last = messages[-1].seen
    more = hearing(pack)["more"]
    return not any(more.any_in(last.folded, last.sentences[-4:]))


def repeated(messages: list[Heed], pack: Pack) -> bool:
    """Whether they say it happened, or was reported, before."""
    words = hearing(pack)
    for message in messages:
        folded, sentences = message.seen.folded, message.seen.sentences
        for sentence, told in zip(sentences, words["repeat"].any_in(folded, sentences), strict=True):
            if told and not words["not_repeat"].any(folded, *sentence):
                return True
    return False
