"""One look at a text for all detectors: the text, its folded form and its sentences, with one set of offsets."""

from __future__ import annotations

from typing import NamedTuple

from empathkit.text.fold import fold
from empathkit.text.pack import Pack
from empathkit.text.sentences import split
from empathkit.text.spans import Span, holding

#: Detectors read this many characters of a text; no person reads on after that either.
LONGEST = 30_000


class View(NamedTuple):
    """``text`` and ``folded`` have the same length; ``sentences`` are spans of both."""

    text: str
    folded: str
    sentences: list[Span]

    def sentence_at(self, at: int) -> Span:
        """The sentence that holds the offset ``at``."""
        return self.sentences[holding(self.sentences, at)]


def view(text: str, pack: Pack) -> View:
    """A look at ``text`` as it is. Blank what is not to be heard before."""
    text = text[:LONGEST]
    return View(text, fold(text), split(text, pack))
