"""What a ticket is about: the topic whose recognition words weigh most. Words in the summary weigh double."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from empathkit.detect.topics import counted, topic_words
from empathkit.text.pack import Pack
from empathkit.text.view import View

#: How much more a word in the summary or the first message says than one in a later message.
FIRST = 2.0


def find_topic(summary: View, messages: list[View], pack: Pack) -> str | None:
    """The topic's name, or None when no word of any topic is said; the one named first where two weigh the same."""
    scores: Counter[str] = Counter()
    for seen, weight in [(summary, FIRST), *_weighted(messages)]:
        said: set[str] = set()
        for hit in topic_words(pack).find(seen.folded):
            if hit.term not in said:
                said.add(hit.term)
                for topic, worth in counted(hit, seen.folded, pack):
                    scores[topic] += worth * weight  # type: ignore[assignment]
    return max(scores, key=lambda topic: scores[topic]) if scores else None


def _weighted(messages: list[View]) -> Iterator[tuple[View, float]]:
    for place, seen in enumerate(messages):
        yield seen, FIRST if place == 0 else 1.0
