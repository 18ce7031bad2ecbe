"""From settings to a client: which one, and what proves who we are. Nothing is sent yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial

from empathkit.connect.credentials import Credentials, Fixed, OAuth, TokenFile, basic, bearer
from empathkit.connect.rest import ATTEMPTS, Rest, ask_token
from empathkit_jira.client import JiraClient
from empathkit_jira.datacenter import EXPERIMENTAL, DataCenterClient
from empathkit_jira.settings import PREFIX, JiraSettings


def connect(
    settings: JiraSettings, *, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep
) -> JiraClient:
    """A client for these settings; nothing is sent yet."""
    proof, remedies = credentials(settings), _remedies(settings)
    api, assets = (
        Rest(name, base, proof, remedies=remedies, attempts=attempts, sleep=sleep)
        for name, base in (("jira", settings.api), ("jira assets", settings.assets))
    )
    return DataCenterClient(api, assets) if settings.data_center else JiraClient(api, assets)


def credentials(settings: JiraSettings) -> Credentials:
    """OAuth 2.0 where there is an app, Basic with an e-mail address, else Bearer (a personal access token)."""
    if app := settings.oauth:
        grant = {
            "grant_type": "refresh_token",
            "client_id": app.client_id,
            "client_secret": app.client_secret.get_secret_value(),
            "refresh_token": app.refresh_token.get_secret_value(),
        }
        store = TokenFile(app.file, f"{PREFIX}TOKEN_FILE")
        return OAuth(partial(ask_token, app.url, as_json=True), grant, store)
    token = settings.token.get_secret_value()
    proof = bearer(token) if settings.email is None else basic(settings.email, token)
    return Fixed({**proof.headers(), **EXPERIMENTAL}) if settings.data_center else proof


def _remedies(settings: JiraSettings) -> Mapping[int, str]:
    scoped = "" if settings.data_center else _about_scopes(settings)
    given = "CLIENT_ID and EMPATHKIT_JIRA_REFRESH_TOKEN" if settings.oauth else "EMAIL and EMPATHKIT_JIRA_TOKEN"
    return {
        401: f"check EMPATHKIT_JIRA_{given} (tokens expire) for {settings.site}{scoped}",
        403: "the account lacks a right: make it an agent of the service project with Browse projects, Add comments",
        404: "no such ticket, or hidden from this account: give it access to the project",
        410: "this address is gone: check EMPATHKIT_JIRA_DEPLOYMENT",
        413: "the ticket holds as many comments as Jira allows",
    }


def _about_scopes(settings: JiraSettings) -> str:
    return "; " + (
        "check that the token has all scopes the set-up lists, and EMPATHKIT_JIRA_CLOUD_ID"
        if settings.cloud_id
        else "a scoped token, or one of a service account, is only good with EMPATHKIT_JIRA_CLOUD_ID set"
    )
