"""How likely each word a requester used stands in a careful reader's one-sentence account of their issue.

A logistic model over a dozen plain signs of a word: it stands in the title, in a sentence that tells of a fault, in a
fact of this kind, early, twice ... The weights are in ``issue.toml``, table ``weights``; ``tools/weigh_issue.py``
learns them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from empathkit.reading.voice import Voice, voice
from empathkit.reading.words import fault_words
from empathkit.text.gated import Regex
from empathkit.text.pack import Pack
from empathkit.text.spans import Span, overlaps
from empathkit.text.view import View

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
#: A title of so few words of weight says little of the issue.
_SHORT_TITLE = 3
#: A sentence of more words of weight says less by each.
_LONG_SENTENCE = 16
#: Sentences counted from the start of a message's telling part fall in these classes.
_PLACES = ((1, "first"), (2, "second"), (4, "early"), (8, "middle"))
_SIZES = ((8, "tiny"), (20, "short"), (45, "medium"), (90, "long"))


class Sentence(NamedTuple):
    """A sentence of a requester: which message, where in it, and whether it tells of the issue."""

    message: int
    span: Span
    tells: bool


class Weighed(NamedTuple):
    """The words with how likely each is told, how many words of weight the account should have, and how likely it uses
    words that are not the requester's own ("you would like")."""

    odds: Mapping[str, float]
    size: float
    framed: Mapping[str, float]


def content(words: str, spoken: Voice) -> list[str]:
    """The words of weight in a folded text."""
    return [word for word in WORD.findall(words) if word not in spoken.small]


def signs(
    title: View, seen: Sequence[View], told: Sequence[Sentence], spans: Iterable[tuple[int, Span, str]], pack: Pack
) -> dict[str, set[str]]:
    """The signs of every word. ``spans`` are what was heard: the message, where in it, and as what."""
    spoken = voice(pack)
    found: dict[str, set[str]] = {}
    heads = content(title.folded, spoken)
    kind = "title" if len(set(heads)) > _SHORT_TITLE else "title_short"
    for word in heads:
        found.setdefault(word, set()).add(kind)
    spans = list(spans)
    _in_sentences(found, seen, told, _Marks(frozenset(heads), spans, fault_words(pack), spoken))
    for message, span, name in spans:
        for word in content(seen[message].folded[span.start : span.end], spoken):
            found.setdefault(word, set()).add(name)
    size = next((name for most, name in _SIZES if len(found) <= most), "huge")
    for word, has in found.items():
        has.update(_of_word(word, spoken), (size,))
        if has & {"title", "title_short"} and "body" in has:
            has.add("both")
        elif kind == "title" and "title" not in has:
            has.add("untitled")
    return found


class _Marks(NamedTuple):
    """What sentences are looked at for."""

    title: frozenset[str]
    spans: Sequence[tuple[int, Span, str]]
    fault: Regex
    spoken: Voice


def _in_sentences(found: dict[str, set[str]], seen: Sequence[View], told: Sequence[Sentence], marks: _Marks) -> None:
    place, last, faulty = 0, len(seen) - 1, False
    for one in told:
        words = seen[one.message].folded[one.span.start : one.span.end]
        said = content(words, marks.spoken)
        place += one.tells
        names = {"body", *_of_sentence(words, said, one, marks)}
        if "fault" in names and "tells" in names and not faulty:
            names.add("first_fault")
            faulty = True
        where = next((name for most, name in _PLACES if place <= most), "late")
        for word in said:
            has = found.setdefault(word, set())
            if "body" in has:
                has.add("again")
            else:
                has.add(where)
                if one.message == last and last:
                    has.add("last_message")
            has |= names


def _of_sentence(words: str, said: Sequence[str], one: Sentence, marks: _Marks) -> Iterator[str]:
    if marks.fault.search(words):
        yield "fault"
    if not one.tells or marks.spoken.beside.search(words):
        yield "beside"
    else:
        yield "tells"
    if words.endswith("?"):
        yield "question"
    if marks.spoken.background.match(words):
        yield "background"
    if marks.spoken.unsayable.search(words):
        yield "vent"
    if len(marks.title & set(said)) * 2 >= min(len(marks.title), 4) > 0:
        yield "on_title"
    if len(said) > _LONG_SENTENCE:
        yield "long_sentence"
    for message, span, name in marks.spans:
        if message == one.message and overlaps(span, one.span):
            yield "near_" + name


def _of_word(word: str, spoken: Voice) -> Iterator[str]:
    if word in spoken.filler:
        yield "filler"
    if any(mark.isdigit() for mark in word):
        yield "digit"
    if len(word) > 6:
        yield "long_word"
    if word.endswith("n't") or word in {"not", "no", "cannot", "without", "nothing", "only"}:
        yield "negated"


def weigh(found: Mapping[str, set[str]], pack: Pack) -> Weighed:
    """The odds of every word from its signs."""
    weights = pack["issue"].get("weights", {})
    bias = float(weights.get("bias", 0.0))
    odds: dict[str, float] = {}
    known: dict[frozenset[str], float] = {}
    for word, has in found.items():
        key = frozenset(has)
        if key not in known:
            known[key] = 1 / (1 + math.exp(-bias - math.fsum(weights.get(name, 0.0) for name in has)))
        odds[word] = known[key]
    return Weighed(
        odds, sum(odds.values()) / float(pack["issue"].get("own_words", 0.75)), pack["issue"].get("framed", {})
    )


def fit(words: Iterable[str], weighed: Weighed) -> float:
    """The overlap (F1) an account of these words of weight can expect with a careful reader's."""
    count, shared = 0, 0.0
    said: set[str] = set()
    for word in words:
        count += 1
        if word not in said:
            said.add(word)
            shared += weighed.odds.get(word, weighed.framed.get(word, 0.0))
    return 2 * shared / (count + weighed.size) if count else 0.0
