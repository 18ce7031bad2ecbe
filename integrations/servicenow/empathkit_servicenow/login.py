"""How an account proves itself to an instance. Nothing is sent until the first call."""

from __future__ import annotations

from functools import partial

from empathkit.connect.credentials import Credentials, Fixed, OAuth, basic
from empathkit.connect.rest import ask_token
from empathkit_servicenow.settings import (
    API_KEY,
    CERTIFICATE,
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    REFRESH_TOKEN,
    USER,
    Account,
)

TOKEN_PATH = "/oauth_token.do"  # noqa: S105 - a path


def credentials(account: Account) -> Credentials:
    """The first way there is: API key, OAuth, password, certificate alone."""
    if account.api_key:
        return Fixed({"x-sn-apikey": account.api_key.get_secret_value()})
    if account.client_id:
        return OAuth(partial(ask_token, account.desk.url + TOKEN_PATH, cert=account.cert), _grant(account))
    if account.password:
        return basic(account.user, account.password.get_secret_value())
    return Fixed({})


def named(account: Account) -> str:
    """The settings to look at when the instance does not know the account."""
    if account.api_key:
        return f"{API_KEY}, and the REST API access policy of the Table API"
    if account.client_id:
        also = REFRESH_TOKEN if account.refresh_token else f"{USER} and {PASSWORD}" if account.password else ""
        return f"{CLIENT_ID} and {CLIENT_SECRET}" + (f", {also}" if also else "")
    return f"{USER} and {PASSWORD}" if account.password else CERTIFICATE


def _grant(account: Account) -> dict[str, str]:
    secret = account.client_secret.get_secret_value() if account.client_secret else ""
    client = {"client_id": account.client_id or "", "client_secret": secret}
    if account.refresh_token:
        return {**client, "grant_type": "refresh_token", "refresh_token": account.refresh_token.get_secret_value()}
    if account.password:
        known = {"username": account.user, "password": account.password.get_secret_value()}
        return {**client, "grant_type": "password", **known}
    return {**client, "grant_type": "client_credentials"}
