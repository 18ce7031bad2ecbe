"""What ``empathkit doctor`` asks of a Jira site, in order of dependency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from empathkit.errors import AuthenticationFailed, ConfigurationError, NotVisible, PermissionDenied, PlatformError
from empathkit.ports import Check
from empathkit.settings import Settings
from empathkit_jira import install
from empathkit_jira.client import JiraClient
from empathkit_jira.connection import connect
from empathkit_jira.people import account_id
from empathkit_jira.settings import PREFIX, JiraSettings, address, read, read_hook
from empathkit_jira.shape import table, text

_WHERE = f"check {PREFIX}URL, {PREFIX}CLOUD_ID, proxy and firewall"


def diagnose(settings: Settings) -> Iterator[Check]:
    """Stops after the first check that makes the rest meaningless. Each call is made once."""
    for step in (_url, _credentials):
        check = step(settings)
        yield check
        if not check.ok:
            return
    made = read(settings)
    jira = connect(made, attempts=1)
    for ask in (_reachable, _authenticated):
        check = ask(jira, made)
        yield check
        if not check.ok:
            return
    yield _service_projects(jira)
    yield _webhook_secret(settings)
    yield install.unchecked() if made.data_center else install.check(jira)
    yield _assets(jira)


def _well(name: str, detail: str) -> Check:
    return Check(name, ok=True, detail=detail)


def _caveat(name: str, detail: str) -> Check:
    return Check(name, ok=True, detail=detail, caveat=True)


def _ill(name: str, detail: str, hint: str) -> Check:
    return Check(name, ok=False, detail=detail, hint=hint)


def _url(settings: Settings) -> Check:
    try:
        url = address(settings.require(f"{PREFIX}URL"), f"{PREFIX}URL")
    except ConfigurationError as error:
        return _ill("jira: address", str(error), f"set {PREFIX}URL to https://your-site.atlassian.net")
    return _well("jira: address", url)


def _credentials(settings: Settings) -> Check:
    try:
        made = read(settings)
    except ConfigurationError as error:
        hint = f"make an API token for a service account and set {PREFIX}EMAIL and {PREFIX}TOKEN"
        return _ill("jira: credentials", str(error), hint)
    if made.oauth:
        return _well("jira: credentials", f"OAuth 2.0, over {made.api}; tokens in {made.oauth.file}")
    if made.email:
        return _well("jira: credentials", f"e-mail address and token, over {made.api}")
    return _caveat("jira: credentials", f"token alone, as Bearer ({PREFIX}EMAIL is not set), over {made.api}")


def _reachable(client: JiraClient, made: JiraSettings) -> Check:
    name = "jira: reachable"
    try:
        server = client.server()
    except (AuthenticationFailed, PermissionDenied):
        return _well(name, client.base)
    except NotVisible as error:
        return _ill(name, str(error), f"Jira's REST API is not at this address: check {PREFIX}DEPLOYMENT")
    except PlatformError as error:
        return _ill(name, str(error), f"try again in a minute; if it stays, {_WHERE}")
    kind = "datacenter" if text(server.get("deploymentType")) == "Server" else "cloud"
    if (kind == "datacenter") != made.data_center:
        called = "Data Center" if kind == "datacenter" else "Cloud"
        return _ill(name, f"this is Jira {called}", f"set {PREFIX}DEPLOYMENT to {kind}")
    return _well(name, f"{client.base}, Jira {text(server.get('version')) or 'Cloud'}")


def _authenticated(client: JiraClient, made: JiraSettings) -> Check:
    try:
        account = account_id(client.myself())
    except PlatformError as error:
        scoped = "" if made.data_center else f"; a scoped token needs {PREFIX}CLOUD_ID"
        hint = f"check {PREFIX}EMAIL and {PREFIX}TOKEN{scoped}"
        return _ill("jira: authenticated", str(error), hint)
    return _well("jira: authenticated", f"as account {account}")


def _service_projects(client: JiraClient) -> Check:
    name = "jira: service projects"
    hint = "add the account to a service project as an agent (role Service Desk Team)"
    try:
        found: list[Any] = list(client.service_projects())
    except PlatformError as error:
        return _ill(name, str(error), hint)
    seen = ", ".join(text(table(one).get("key")) or "?" for one in found)
    return _well(name, seen) if found else _ill(name, "none is visible to this account", hint)


def _webhook_secret(settings: Settings) -> Check:
    try:
        count = len(read_hook(settings).secrets)
    except ConfigurationError as error:
        hint = f"set {PREFIX}WEBHOOK_SECRET to the secret typed in under System > WebHooks"
        return _ill("jira: webhook secret", str(error), hint)
    return _well("jira: webhook secret", f"{count} set")


def _assets(client: JiraClient) -> Check:
    """Assets is an extra of the Premium plan: its absence is no fault."""
    try:
        found = [text(one.get("workspaceId")) for one in client.workspaces()]
    except PlatformError as error:
        return _caveat("jira: assets", f"not readable, so no devices and roles ({type(error).__name__})")
    if not found:
        return _caveat("jira: assets", "none: no devices and roles from Jira")
    return _well("jira: assets", f"workspace {found[0]}")
