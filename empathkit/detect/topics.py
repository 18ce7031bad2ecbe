"""Which topic a text is about, by the pack's recognition words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from empathkit.text.fold import fold
from empathkit.text.lexicon import Lexicon
from empathkit.text.pack import Pack, per_pack

#: What a recognition word weighs: one that settles it, a strong one, one that many topics share, a weak one; and how
#: much more one of several words does.
WEIGHTS = {"sure": 9.0, "strong": 3.0, "common": 2.0, "weak": 1.0}
SEVERAL_WORDS = 1.5


@per_pack
def topic_words(pack: Pack) -> Lexicon[tuple[tuple[str, float], ...]]:
    """The recognition words, each with the topics it speaks for and its weight for them."""
    terms: dict[str, list[tuple[str, float]]] = {}
    for topic, weight, word in _listed(pack):
        terms.setdefault(word, []).append((topic, weight * (SEVERAL_WORDS if " " in word else 1.0)))
    return Lexicon({word: tuple(meanings) for word, meanings in terms.items()})


def _listed(pack: Pack) -> Iterator[tuple[str, float, str]]:
    for topic, table in pack["topics"].items():
        groups = table.get("recognise", {})
        for group, weight in WEIGHTS.items():
            for word in str(groups.get(group, "")).replace("\n", " ").split(","):
                if word.strip():
                    yield topic, weight, word.strip()


def find_topic(text: str, pack: Pack) -> str | None:
    """The topic whose words weigh most in a short text, the first named where two weigh the same."""
    scores: Counter[str] = Counter()
    for hit in topic_words(pack).find(fold(text)):
        for topic, weight in hit.what:
            scores[topic] += weight  # type: ignore[assignment]
    return max(scores, key=lambda topic: scores[topic]) if scores else None


def speaks_for(text: str, topic: str, pack: Pack, least: str = "common") -> bool:
    """Whether a word of the topic stands in the text that weighs as much as a word of the group ``least``."""
    enough = WEIGHTS[least]
    return any(
        name == topic and weight >= enough for hit in topic_words(pack).find(fold(text)) for name, weight in hit.what
    )
