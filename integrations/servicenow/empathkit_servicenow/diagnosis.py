"""What ``empathkit doctor`` looks at for ServiceNow, in order of dependency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from empathkit.errors import AuthenticationFailed, ConfigurationError, NotVisible, PermissionDenied, PlatformError
from empathkit.ports import Check
from empathkit.settings import Settings
from empathkit_servicenow.client import Client
from empathkit_servicenow.query import Query
from empathkit_servicenow.settings import (
    PASSWORD,
    SECRET,
    URL,
    USER,
    Account,
    read_account,
    read_desk,
    read_secrets,
)


class _Right(NamedTuple):
    table: str
    query: Query
    hint: str


_RIGHTS = (
    _Right("incident", Query(), "give the account read access to incident: the role sn_incident_read or itil"),
    _Right("sys_user", Query(), "give the account read access to sys_user: without it no requester is known"),
    _Right(
        "sys_journal_field",
        Query().where("name", "=", "incident"),
        "give the account read access to sys_journal_field: where notes can't be read, nothing will be written",
    ),
)


def diagnose(settings: Settings) -> Iterator[Check]:
    """The checks; those that need the instance are left out once it can't be reached or does not know us."""
    yield from _instance(settings)
    yield _secret(settings)


def _instance(settings: Settings) -> Iterator[Check]:
    try:
        desk = read_desk(settings)
    except ConfigurationError as error:
        yield Check(
            "servicenow: address", ok=False, detail=str(error), hint=f"set {URL} to https://<name>.service-now.com"
        )
        return
    yield Check("servicenow: address", ok=True, detail=desk.url)
    try:
        account = read_account(settings)
    except ConfigurationError as error:
        yield Check("servicenow: account", ok=False, detail=str(error), hint=f"set {USER} and {PASSWORD}")
        return
    yield Check("servicenow: account", ok=True, detail=account.user)
    yield from _answers(account)


def _answers(account: Account) -> Iterator[Check]:
    client = Client(account, attempts=1)
    reached, known = "servicenow: reachable", "servicenow: authenticated"
    try:
        client.page("incident", Query(), ("sys_id",), limit=1)
    except AuthenticationFailed as error:
        yield Check(reached, ok=True, detail=account.desk.site)
        yield Check(
            known, ok=False, detail=str(error), hint=f"check {USER} and {PASSWORD}, and that the user is active"
        )
        return
    except (PermissionDenied, NotVisible):
        pass  # it answered, and it knows us: what is missing is said below
    except PlatformError as error:
        hint = f"try again in a minute; if it stays, check {URL}, the proxy, and that the instance is awake"
        yield Check(reached, ok=False, detail=str(error), hint=hint)
        return
    yield Check(reached, ok=True, detail=account.desk.site)
    yield Check(known, ok=True, detail=account.user)
    for right in _RIGHTS:
        yield _may_read(client, right)


def _may_read(client: Client, right: _Right) -> Check:
    name = f"servicenow: read {right.table}"
    try:
        rows, total = client.page(right.table, right.query, ("sys_id",), limit=10)
    except PlatformError as error:
        return Check(name, ok=False, detail=str(error), hint=right.hint)
    if rows:
        return Check(name, ok=True, detail="readable")
    if total:
        return Check(name, ok=False, detail=f"{total} rows, all of the first hidden from this account", hint=right.hint)
    return Check(name, ok=True, detail="empty, so the right to read it could not be tried", caveat=True)


def _secret(settings: Settings) -> Check:
    try:
        secrets = read_secrets(settings)
    except ConfigurationError as error:
        hint = f"set {SECRET} to a long random text, and the same in the instance's property x_empathkit.webhook_secret"
        return Check("servicenow: webhook secret", ok=False, detail=str(error), hint=hint)
    return Check("servicenow: webhook secret", ok=True, detail=f"{len(secrets)} set")
