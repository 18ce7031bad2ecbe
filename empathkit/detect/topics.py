"""Which topic a text is about, by the pack's recognition words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from empathkit.text.fold import fold
from empathkit.text.lexicon import Hit, Lexicon
from empathkit.text.pack import Pack, per_pack

#: What a recognition word weighs: one that settles it, a strong one, one that many topics share, a weak one; and how
#: much more one of several words does.
WEIGHTS = {"sure": 9.0, "strong": 3.0, "common": 2.0, "weak": 1.0}
SEVERAL_WORDS = 1.5
#: How far before a word it is looked for what keeps it from counting, in characters.
_BEFORE = 60


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


def counted(hit: Hit[tuple[tuple[str, float], ...]], folded: str, pack: Pack) -> Iterator[tuple[str, float]]:
    """The topics a word that was found speaks for, and its weight: none of those it stands only beside."""
    kept_from = _not_behind(pack)
    before = folded[max(0, hit.start - _BEFORE) : hit.start]
    for topic, weight in hit.what:
        if not (topic in kept_from and kept_from[topic].search(before)):
            yield topic, weight


@per_pack
def _not_behind(pack: Pack) -> Mapping[str, re.Pattern[str]]:
    """What must not stand before a topic's word for it to count, by topic."""
    tables = ((topic, table.get("recognise", {})) for topic, table in pack["topics"].items())
    return {topic: re.compile(table["not_behind"]) for topic, table in tables if "not_behind" in table}


def find_topic(text: str, pack: Pack) -> str | None:
    """The topic whose words weigh most in a short text, the first named where two weigh the same."""
    scores: Counter[str] = Counter()
    folded = fold(text)
    for hit in topic_words(pack).find(folded):
        for topic, weight in counted(hit, folded, pack):
            scores[topic] += weight  # type: ignore[assignment]
    return max(scores, key=lambda topic: scores[topic]) if scores else None


def speaks_for(text: str, topic: str, pack: Pack, least: str = "common") -> bool:
    """Whether a word of the topic stands in the text that weighs as much as a word of the group ``least``."""
    enough, folded = WEIGHTS[least], fold(text)
    return any(
        name == topic and weight >= enough
        for hit in topic_words(pack).find(folded)
        for name, weight in counted(hit, folded, pack)
    )
