"""What a desk's own directories know of a requester, added to what the platform says."""

from __future__ import annotations

from collections.abc import Iterable

from empathkit.models import Requester
from empathkit.ports import ContextSource


def completed(requester: Requester, sources: Iterable[ContextSource]) -> Requester:
    """The requester with each gap filled by the first directory that can; what the platform says stays."""
    for source in sources:
        found = source.lookup(requester)
        if found is not None:
            gaps = {name: value for name, value in found if value and not _told(requester, name)}
            requester = requester.model_copy(update=gaps)
    return requester


def _told(requester: Requester, name: str) -> bool:
    value = getattr(requester, name)
    return bool(value) and value != type(requester).model_fields[name].default
