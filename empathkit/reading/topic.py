"""What a ticket is about: the topic whose recognition words weigh most. Words in the summary weigh double."""

from __future__ import annotations

from collections.abc import Iterator

from empathkit.text.lexicon import Lexicon
from empathkit.text.pack import Pack, per_pack
from empathkit.text.view import View

_FIRST_MESSAGE = 2.0


@per_pack
def _words(pack: Pack) -> Lexicon[tuple[tuple[str, float], ...]]:
    terms: dict[str, list[tuple[str, float]]] = {}
    for topic, weight, word in _listed(pack):
        terms.setdefault(word, []).append((topic, weight))
    return Lexicon({word: tuple(meanings) for word, meanings in terms.items()})


def _listed(pack: Pack) -> Iterator[tuple[str, float, str]]:
    for topic, groups in pack["recognition"].items():
        for weight, group in ((3.0, "strong"), (1.0, "weak")):
            for word in str(groups.get(group, "")).replace("\n", " ").split(","):
                if word.strip():
                    yield topic, weight, word.strip()


def find_topic(summary: View, messages: list[View], pack: Pack) -> str | None:
    """The topic's name, or None when no word of any topic is said."""
    scores: dict[str, float] = {}
    order: dict[str, int] = {}
    for place, (seen, weight) in enumerate([(summary, 2.0), *_weighted(messages)]):
        said: set[str] = set()
        for hit in _words(pack).find(seen.folded):
            for topic, worth in hit.what:
                if (key := f"{topic}:{hit.term}") not in said:
                    said.add(key)
                    scores[topic] = scores.get(topic, 0.0) + worth * weight * (1.5 if " " in hit.term else 1.0)
                    order.setdefault(topic, place * 100_000 + hit.start)
    if not scores:
        return None
    return min(scores, key=lambda topic: (-scores[topic], order[topic]))


def _weighted(messages: list[View]) -> Iterator[tuple[View, float]]:
    for place, seen in enumerate(messages):
        yield seen, _FIRST_MESSAGE if place == 0 else 1.0
