"""How a Jira on servers of the desk's own differs: people by key and user name, not a word on who sees a comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Where a request's scope says that it came to such a Jira.
FLAG = "empathkit.data_center"
_CLOUD_ONLY = frozenset({"accountId", "accountType", "jsdPublic"})


def as_served(document: Any) -> Any:
    """A document of Cloud in the form of Data Center."""
    if isinstance(document, list):
        return [as_served(one) for one in document]
    if not isinstance(document, Mapping):
        return document
    made = {name: as_served(value) for name, value in document.items() if name not in _CLOUD_ONLY}
    account = document.get("accountId")
    return {**made, "key": account, "name": login(account)} if isinstance(account, str) else made


def login(account: str) -> str:
    """The user name of an account, which is not its key."""
    return f"login-{account}"


def account_of(name: str) -> str:
    """The account of a user name."""
    return name.removeprefix("login-")
