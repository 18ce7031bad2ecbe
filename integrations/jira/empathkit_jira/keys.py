"""What may stand in a path or a query. Nothing that fails here is ever sent."""

from __future__ import annotations

import re

from empathkit.errors import NotVisible, UnexpectedAnswer

_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,99}-[0-9]{1,18}")
_ID = re.compile(r"[1-9][0-9]{0,17}")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 255  # characters; an accountId has at most 128


def is_issue(value: str) -> bool:
    """Whether this is an issue key (``IT-12``) or an issue id (``10012``)."""
    return bool(_KEY.fullmatch(value) or _ID.fullmatch(value))


def issue(value: str) -> str:
    """The key in upper case, or the id. Raises NotVisible: no such ticket can exist."""
    upper = value.strip().upper()
    if not is_issue(upper):
        raise NotVisible("jira: not an issue key or id: a key looks like IT-12")
    return upper


def comment(value: str) -> str:
    """A comment's id. Raises UnexpectedAnswer."""
    if not _ID.fullmatch(value):
        raise UnexpectedAnswer("jira: a comment's id is not a number")
    return value


def quoted(value: str) -> str:
    """A literal of JQL or AQL: in double quotes, with backslash and quote escaped.
    Raises UnexpectedAnswer for what can't be said in one."""
    if not value.strip() or len(value) > _LONGEST or _UNSAYABLE.search(value):
        raise UnexpectedAnswer("jira: a value can't be put into a query")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
