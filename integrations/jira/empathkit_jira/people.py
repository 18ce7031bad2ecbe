"""People as Jira names them: what identifies them, and their name where it is one."""

from __future__ import annotations

import re

from empathkit_jira.shape import Json, text

#: What Jira writes for somebody who closed their account, or whose data was erased.
_NOBODY = frozenset({"former user", "anonymous", "deleted user", "unknown user", "unknown"})
_LOCALE = re.compile(r"([a-z]{2,3})_[A-Z]{2}")


def account_id(person: Json) -> str | None:
    """What names a person: the accountId; on Data Center the key or name."""
    who = text(person.get("accountId")) or text(person.get("key")) or text(person.get("name"))
    return None if who is None or who.strip().casefold() in _NOBODY else who


def name_of(person: Json) -> str | None:
    """The name shown; None where Jira shows a placeholder."""
    name = text(person.get("displayName"))
    return None if name is None or name.strip().casefold() in _NOBODY else name


def language(locale: str | None) -> str | None:
    """The language of a locale: ``de`` of ``de_DE``. What is none is given as it is."""
    match = _LOCALE.fullmatch(locale or "")
    return match[1] if match else locale
