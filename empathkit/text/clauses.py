"""Where a clause begins: words taken from the middle of one can say the opposite of what was said."""

from __future__ import annotations

import re

from empathkit.text.pack import Pack, per_pack

_MARK = '.!?;:,\n()–—-•*>"“”'


@per_pack
def _joins(pack: Pack) -> re.Pattern[str]:
    return re.compile(r"(?:^|\W)(?:" + "|".join(pack["grammar"]["joins"]) + r")\s*\Z", re.IGNORECASE)


def begins_clause(text: str, start: int, pack: Pack) -> bool:
    """Whether a clause begins at ``start``: at the beginning, after a mark, or after a word that joins clauses.

    "nobody else on the team has access" must not be taken up as "the team has access".
    """
    before = text[max(0, start - 40) : start].rstrip(" \t\r")
    return not before or before[-1] in _MARK or _joins(pack).search(before) is not None
