"""Words to features: what a model is told of each word of a sentence. Pure, and the same for training and reading."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from empathkit.detect.tagging.hits import Mark, spread
from empathkit.detect.tagging.tokens import Token, plain, shape, tokens
from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span
from empathkit.text.view import View

T = TypeVar("T")
_SIGNS = frozenset(',;:()!?.–—-"“”…')
#: Words shorter than this have no ending worth knowing.
_SHORT = 5


@per_pack
def _joins(pack: Pack) -> frozenset[str]:
    """The words that begin a clause."""
    return frozenset(str(pack["tagging"].get("joins", "")).split())


@lru_cache(maxsize=20_000)
def of_word(written: str, word: str) -> tuple[tuple[str, ...], ...]:
    """What a word tells by itself: of itself, then of the words before and behind it (two, one; one, two off)."""
    folded = plain(word)
    near = [f"w={folded}"]
    if not (form := shape(written)).islower() or not word.isalpha():
        near.append(f"s={form}")
    own = list(near)
    if len(word) >= _SHORT and word.isalpha():
        own += [f"x={word[-3:]}", f"x={word[-2:]}", f"p={word[:4]}"]
    return (tuple(own), *(tuple(f"{off}{one}" for one in near) for off in (-2, -1, 1, 2)))


class Words(Generic[T]):
    """What words tell by themselves, in the terms of who reads it: features as they are, or as rows of a model. The
    same few words come again and again: what each tells is kept."""

    def __init__(self, known: Callable[[Iterable[str]], tuple[T, ...]]) -> None:
        self.known = known
        self.of_word = lru_cache(maxsize=20_000)(self._of_word)
        self.of_marks = lru_cache(maxsize=5_000)(self._of_marks)
        self.spots = {spot: known((f"at={spot}",)) for spot in "01mz"}

    def _of_word(self, written: str, word: str) -> tuple[tuple[T, ...], ...]:
        return tuple(self.known(names) for names in of_word(written, word))

    def _of_marks(self, names: tuple[str, ...]) -> tuple[tuple[T, ...], ...]:
        """What the marks on a word tell of itself, of the word before it and of the one behind it."""
        return tuple(self.known(f"{off}{name}" for name in names) for off in ("", 1, -1))


_NAMES: Words[str] = Words(tuple)


def of_sentence(
    seen: View, sentence: Span, message: int, marks: Sequence[Mark], pack: Pack, words: Words[Any] = _NAMES
) -> tuple[list[Token], list[list[Any]]]:
    """The tokens of a sentence, and for each all that the model is told. ``marks`` are those of the message,
    ``message`` is its number. Where in it the sentence stands is not told: adding another must change nothing."""
    row = tokens(seen.text, seen.folded, sentence)
    told = [words.of_word(seen.text[one.start : one.end], one.word) for one in row]
    covered = spread(row, (mark for mark in marks if mark.start < sentence.end and sentence.start < mark.end))
    marked = [words.of_marks(tuple(names)) for names in covered]
    whole = words.known(_of_whole(seen, sentence, row, message))
    clauses = _of_clauses(row, _joins(pack), words)
    last = len(row) - 1
    features = []
    for at in range(len(row)):
        all_told = [*told[at][0], *marked[at][0], *whole, *clauses[at]]
        if at > 1:
            all_told += told[at - 2][1]
        if at > 0:
            all_told += (*told[at - 1][2], *marked[at - 1][2])
        if at < last:
            all_told += (*told[at + 1][3], *marked[at + 1][1])
        if at < last - 1:
            all_told += told[at + 2][4]
        features.append(all_told)
    if features:
        features[0] += words.known(("first",))
        features[-1] += words.known(("last",))
    return row, features


def of_span(seen: View, span: Span, sentence: Span, marks: Sequence[Mark]) -> list[str]:
    """What a span tells as a whole: its words, what is known of them and of their sentence, and how it is written."""
    row = [plain(one.word) for one in tokens(seen.text, seen.folded, span)]
    told = {f"w={word}" for word in row} | {f"b={one}|{two}" for one, two in itertools.pairwise(row)}
    told |= {f"x={word[-3:]}" for word in row if len(word) >= _SHORT}
    for mark in marks:
        if mark.start < span.end and span.start < mark.end:
            told.add(mark.name)
        elif mark.start < sentence.end and sentence.start < mark.end:
            told.add(f"near {mark.name}")
    around = tokens(seen.text, seen.folded, sentence)
    told |= {f"s={plain(one.word)}" for one in around}
    written = seen.text[slice(*span)]
    told |= {f"sign={sign}" for sign in "!?" if sign in seen.text[slice(*sentence)]}
    if sum(mark.isupper() for mark in written) > len(written) // 2:
        told.add("shouted")
    return sorted(told)


def _of_whole(seen: View, sentence: Span, row: Sequence[Token], message: int) -> list[str]:
    """What holds for every word of a sentence."""
    if not row:
        return []
    end = seen.text[sentence.end - 1]
    first = plain(row[0].word)
    told = [f"q={end if end in '?!.' else '_'}", f"f1={first}", f"m={min(message, 2)}"]
    if len(row) > 1:
        told.append(f"f2={first}|{plain(row[1].word)}")
    if len(row) <= 4:
        told.append("short")
    return told


def _of_clauses(row: Sequence[Token], joins: frozenset[str], words: Words[T]) -> list[tuple[T, ...]]:
    """What holds for every word of a clause: how it begins, and how those before and behind it do."""
    starts = [at for at, one in enumerate(row) if at == 0 or row[at - 1].word in _SIGNS or one.word in joins]
    ends = [*starts[1:], len(row)]
    heads = [plain(row[at].word) for at in starts]
    told: list[tuple[T, ...]] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        inside = [plain(one.word) for one in row[start : start + 3]][: end - start]
        shared = [f"h{count}={'|'.join(inside[:count])}" for count in range(1, len(inside) + 1)]
        if number:
            shared.append(f"hb={heads[number - 1]}")
        if number + 1 < len(starts):
            shared.append(f"ha={heads[number + 1]}")
        of_all = words.known(shared)
        for at in range(start, end):
            spot = "0" if at == start else "1" if at == start + 1 else "z" if at == end - 1 else "m"
            told.append((*of_all, *words.spots[spot]))
    return told
