"""What ServiceNow needs to know of a desk, read from its settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from empathkit.errors import ConfigurationError
from empathkit.settings import Settings
from empathkit_servicenow.tables import TABLES

URL = "EMPATHKIT_SERVICENOW_URL"
USER = "EMPATHKIT_SERVICENOW_USER"
PASSWORD = "EMPATHKIT_SERVICENOW_PASSWORD"  # noqa: S105 - the name of a setting
SECRET = "EMPATHKIT_SERVICENOW_WEBHOOK_SECRET"  # noqa: S105 - the name of a setting
TABLE_NAMES = "EMPATHKIT_SERVICENOW_TABLES"
API_KEY = "EMPATHKIT_SERVICENOW_API_KEY"
CLIENT_ID = "EMPATHKIT_SERVICENOW_CLIENT_ID"
CLIENT_SECRET = "EMPATHKIT_SERVICENOW_CLIENT_SECRET"  # noqa: S105 - the name of a setting
REFRESH_TOKEN = "EMPATHKIT_SERVICENOW_REFRESH_TOKEN"  # noqa: S105 - the name of a setting
CERTIFICATE = "EMPATHKIT_SERVICENOW_CERTIFICATE"
KEY = "EMPATHKIT_SERVICENOW_KEY"
PROFILE_FIELD = "EMPATHKIT_SERVICENOW_PROFILE_FIELD"
PROFILE_IMPORT = "EMPATHKIT_SERVICENOW_PROFILE_IMPORT"
#: All settings there are.
NAMES = (
    URL, USER, PASSWORD, API_KEY, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, CERTIFICATE, KEY, SECRET, TABLE_NAMES,
    PROFILE_FIELD, PROFILE_IMPORT,
)  # fmt: skip

#: A column or table of the desk's own: never one that the platform brings, so never one that requesters are shown.
_OWN = re.compile(r"(u|x)_[a-z0-9_]{1,78}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Desk:
    """An instance: its address without a slash at the end, its host as ``site``, and the tables to look in; and where
    the profile goes, if anywhere: a column of the ticket, or a staging table of an import set."""

    url: str
    site: str
    tables: tuple[str, ...]
    profile_field: str | None = None
    profile_import: str | None = None


@dataclass(frozen=True)
class Account:
    """The integration user on an instance, and what proves that we are it: the first of API key, OAuth client (with
    the refresh token, with the password, or for itself) and password that is there. ``cert`` is a certificate and its
    key, beside any of them or alone."""

    desk: Desk
    user: str
    password: SecretStr | None = None
    api_key: SecretStr | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None
    cert: tuple[str, str] | None = None


def read_desk(settings: Settings) -> Desk:
    """Raises ConfigurationError naming the variable."""
    url = settings.require(URL).rstrip("/")
    field, staging = _own(settings, PROFILE_FIELD), _own(settings, PROFILE_IMPORT)
    return Desk(url, _site(url), _tables(settings.get(TABLE_NAMES)), field, staging)


def _own(settings: Settings, name: str) -> str | None:
    given = settings.get(name)
    if given is not None and not _OWN.fullmatch(given):
        raise ConfigurationError(f"{name} must be one of your own, which begin with u_ or x_")
    return given


def read_user(settings: Settings) -> str:
    """The integration user's name. Raises ConfigurationError."""
    user = settings.require(USER)
    if ":" in user:
        raise ConfigurationError(f"{USER} can't hold a colon: basic authentication ends the name there")
    return user


def read_account(settings: Settings) -> Account:
    """Raises ConfigurationError naming the variable."""
    desk, user = read_desk(settings), read_user(settings)
    key, password, client_secret, refresh = (
        _secret(settings, name) for name in (API_KEY, PASSWORD, CLIENT_SECRET, REFRESH_TOKEN)
    )
    client, cert = settings.get(CLIENT_ID), _certificate(settings)
    if (client is None) != (client_secret is None):
        raise ConfigurationError(f"{CLIENT_ID} and {CLIENT_SECRET} belong together: one is missing")
    if refresh and client is None:
        raise ConfigurationError(f"{REFRESH_TOKEN} needs {CLIENT_ID} and {CLIENT_SECRET}")
    if not (key or client or cert):
        settings.require(PASSWORD)
    return Account(desk, user, password, key, client, client_secret, refresh, cert)


def _certificate(settings: Settings) -> tuple[str, str] | None:
    cert, key = settings.get(CERTIFICATE), settings.get(KEY)
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        raise ConfigurationError(f"{CERTIFICATE} and {KEY} belong together: one is missing")
    for name, path in ((CERTIFICATE, cert), (KEY, key)):
        if not Path(path).is_file():
            raise ConfigurationError(f"{name}: there is no such file")
    return cert, key


def _secret(settings: Settings, name: str) -> SecretStr | None:
    value = settings.get(name)
    if value is not None and not (value.isascii() and value.isprintable()) and name != PASSWORD:
        raise ConfigurationError(f"{name} holds characters that can't be sent: copy it again")
    return SecretStr(value) if value else None


def read_secrets(settings: Settings) -> tuple[SecretStr, ...]:
    """The webhook secrets, the new one and the old one while they rotate. Raises ConfigurationError."""
    given = (part.strip() for part in settings.require(SECRET).split(","))
    secrets = tuple(SecretStr(part) for part in given if part)
    if not secrets:
        raise ConfigurationError(f"{SECRET} holds no secret")
    return secrets


def _site(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"{URL} is not an address: it looks like https://desk.service-now.com") from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ConfigurationError(f"{URL} must look like https://desk.service-now.com, without a path")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"{URL} must not hold a user or password: use {USER} and {PASSWORD}")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ConfigurationError(f"{URL} must begin with https://: a password would travel in the clear")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return host if port in {None, _PORTS[parts.scheme]} else f"{host}:{port}"


def _tables(given: str | None) -> tuple[str, ...]:
    if given is None:
        return tuple(TABLES)
    names = tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    unknown = sorted(set(names) - set(TABLES))
    if unknown or not names:
        raise ConfigurationError(f"{TABLE_NAMES} can name {', '.join(TABLES)}; not {', '.join(unknown) or 'nothing'}")
    return names
