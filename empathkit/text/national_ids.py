"""National identity numbers of many countries: a form and a check digit, and for most a word for them nearby.

Forms, words and which check of python-stdnum each is held against stand in ``secrets.toml`` of the pack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from empathkit.text.literals import needs
from empathkit.text.pack import Pack, per_pack
from empathkit.text.patterns import Patterns
from empathkit.text.spans import Span

#: How far a number may stand from the word for it, in characters: before the word, and behind it.
_BEFORE, _BEHIND = 30, 80
_ALONE = r"(?<![\w•])(?:{})(?![\w•])"
_DIGIT = re.compile(r"\d")


class _Kind(NamedTuple):
    form: re.Pattern[str]
    valid: Callable[[str], bool]


class _Table(NamedTuple):
    """What a pack says of such numbers. The names of the groups of ``plain``, and what ``words``
    stand for, are keys of ``kinds``; no number has fewer ``digits``."""

    kinds: dict[str, _Kind]
    plain: re.Pattern[str]
    words: Patterns[str]
    digits: int


def national_ids(folded: str, pack: Pack) -> Iterator[Span]:
    """Where such numbers stand in a folded text."""
    table = _table(pack)
    if len(_DIGIT.findall(folded)) < table.digits:
        return
    for match in table.plain.finditer(folded):
        if table.kinds[str(match.lastgroup)].valid(match.group()):
            yield Span(*match.span())
    for word in table.words.find(folded):
        kind = table.kinds[word.what]
        for match in kind.form.finditer(folded, max(0, word.start - _BEFORE), word.end + _BEHIND):
            if kind.valid(match.group()):
                yield Span(*match.span())


@per_pack
def _table(pack: Pack) -> _Table:
    kinds: dict[str, _Kind] = {}
    plain: list[str] = []
    words: list[tuple[str, str]] = []
    for number, row in enumerate(pack["secrets"].get("national_ids", ())):
        name = f"id{number}"
        kinds[name] = _Kind(_alone(row["form"]), import_module(f"stdnum.{row['check']}").is_valid)
        if "near" in row:
            words.append((_ALONE.format(row["near"]), name))
        else:
            plain.append(f"(?P<{name}>{row['form']})")
    digits = min((needs(re.compile(row["form"])).digits for row in pack["secrets"].get("national_ids", ())), default=0)
    return _Table(kinds, _alone("|".join(plain) or "(?!)"), Patterns(words), digits)


def _alone(form: str) -> re.Pattern[str]:
    return re.compile(_ALONE.format(form))
