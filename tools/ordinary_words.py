"""Prints the words the corpus writes with a small first letter in the middle of sentences: ordinary words, no names.

python -m tools.ordinary_words CORPUS.txt ... > empathkit/packs/en/ordinary.toml
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import Counter
from pathlib import Path

from tools.hearing.corpus import read  # type: ignore[attr-defined]

_WORD = re.compile(r"(?<=[a-z,] )([A-Za-z][a-z']+)\b")
#: A word counts when so many tickets write it small, and this much more often than with a capital.
TICKETS, MORE = 2, 4


def ordinary(bodies: list[str]) -> list[str]:
    """The words, sorted."""
    small, large = Counter[str](), Counter[str]()
    for body in bodies:
        for word in set(_WORD.findall(body)):
            (small if word[0].islower() else large)[word.lower()] += 1
    return sorted(word for word, count in small.items() if count >= TICKETS and count >= MORE * large[word])


def main() -> None:
    """Reads and prints."""
    tickets = (one for name in sys.argv[1:] for one in read(Path(name)))
    words = ordinary(["\n".join(body for author, body in one.messages if author == "requester") for one in tickets])
    print("# Words that lose their capital when they come to stand inside a sentence. Made by tools/ordinary_words.py.")
    print('words = """\n' + textwrap.fill(" ".join(words), 118) + '\n"""')


if __name__ == "__main__":
    main()
