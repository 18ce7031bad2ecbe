"""Postal addresses in signatures: where somebody lives or works is nobody's business here, and no ticket needs it.

Only lines after a closing ("Kind regards") or a dashed line are looked at: an address in the message itself may be
where a device is to be brought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from empathkit.text.pack import Pack, per_pack
from empathkit.text.spans import Span

#: Lines of a signature at most.
_LINES = 12
_LINE = re.compile(r"[^\n\x1e]*")
_PART = re.compile(r"[^|·]+")


def addresses(folded: str, pack: Pack) -> Iterator[Span]:
    """Where such addresses stand in a folded text; texts are parted by U+001E."""
    closing, form = _closing(pack), _form(pack)
    left = 0
    for line in _LINE.finditer(folded):
        text = line.group().strip()
        if folded[line.start() - 1 : line.start()] == "\x1e":
            left = 0
        if text == "--" or closing.fullmatch(text):
            left = _LINES
        elif left and text:
            left -= 1
            for part in _PART.finditer(line.group()):
                found = part.group().strip()
                if form.fullmatch(found):
                    start = part.start() + part.group().index(found) + line.start()
                    yield Span(start, start + len(found))


@per_pack
def _closing(pack: Pack) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{source})" for source in pack["mail"].get("closing", ())) or r"(?!)")


@per_pack
def _form(pack: Pack) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{source})" for source in pack["secrets"].get("addresses", ())) or r"(?!)")
