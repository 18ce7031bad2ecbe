"""Formality: a formal reply writes "I will" for "I'll"; a quotation stays as it is."""

from __future__ import annotations

import re

from empathkit.text.pack import Pack, per_pack

_QUOTED = re.compile(r"(“[^”]*”|\"[^\"]*\")")


@per_pack
def _contractions(pack: Pack) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<![\w']){re.escape(short)}(?![\w'])"), full)
        for given, whole in pack["voice"]["full_forms"].items()
        for short, full in ((given, whole), (given[:1].upper() + given[1:], whole[:1].upper() + whole[1:]))
    )


def in_full(text: str, pack: Pack) -> str:
    """The text without contractions."""
    parts = _QUOTED.split(text)
    for place in range(0, len(parts), 2):
        for short, full in _contractions(pack):
            parts[place] = short.sub(full, parts[place])
    return "".join(parts)
