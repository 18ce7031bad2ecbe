"""The settings of one Jira site. Read on request; a missing one is named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from empathkit.errors import ConfigurationError
from empathkit.settings import Settings
from empathkit_jira import attributes
from empathkit_jira.attributes import AssetNames, asset_names

GATEWAY = "https://api.atlassian.com"
TOKEN_URL = "https://auth.atlassian.com/oauth/token"  # noqa: S105 - an address
PREFIX = "EMPATHKIT_JIRA_"
_CLOUD_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,99}")
_LONGEST_ROLE = 255  #: characters
_PORTS = {"http": 80, "https": 443}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


#: All settings there are, by name.
NAMES = (
    *(
        f"{PREFIX}{name}"
        for name in (
            "URL",
            "EMAIL",
            "TOKEN",
            "CLOUD_ID",
            "CLIENT_ID",
            "CLIENT_SECRET",
            "REFRESH_TOKEN",
            "TOKEN_FILE",
            "TOKEN_URL",
            "WEBHOOK_SECRET",
            "ACCOUNT_ID",
            "JQL",
            "PROPERTY",
            "DEPLOYMENT",
            "NOTE_ROLE",
            "API_URL",
            "ASSETS_URL",
        )
    ),
    *attributes.NAMES,
)


@dataclass(frozen=True)
class OAuthApp:
    """An app of OAuth 2.0 (3LO). Its refresh token changes with each use: ``file`` keeps the latest."""

    client_id: str
    client_secret: SecretStr
    refresh_token: SecretStr
    file: Path
    url: str = TOKEN_URL


@dataclass(frozen=True)
class JiraSettings:
    """``oauth`` stands in for e-mail and token. ``url`` is the site people open, ``api`` where calls go, ``assets`` the
    base before ``/workspace``; ``note_role`` the project role that sees notes where a project is no service project
    (None: no notes there)."""

    url: str
    api: str
    assets: str
    email: str | None
    token: SecretStr
    cloud_id: str | None = None
    names: AssetNames = field(default_factory=AssetNames)
    oauth: OAuthApp | None = None
    jql: str = "projectType = service_desk"
    prop: str | None = None
    data_center: bool = False
    note_role: str | None = None

    @property
    def site(self) -> str:
        """The host, with the port where it is not the usual one."""
        return host(self.url)


@dataclass(frozen=True)
class HookSettings:
    """What a receiver needs. ``site`` and ``account`` (our own accountId) may be unknown."""

    secrets: tuple[SecretStr, ...]
    site: str
    account: str | None = None


def read(settings: Settings) -> JiraSettings:
    """The settings for calls. Raises ConfigurationError naming the variable."""
    url = address(settings.require(f"{PREFIX}URL"), f"{PREFIX}URL")
    cloud_id = _cloud_id(settings)
    oauth = _oauth(settings, cloud_id)
    token = "" if oauth else settings.require(f"{PREFIX}TOKEN")
    api = _api(settings, url, cloud_id)
    email = settings.get(f"{PREFIX}EMAIL")
    _sendable(token, f"{PREFIX}TOKEN")
    _sendable(email or "", f"{PREFIX}EMAIL")
    return JiraSettings(
        url,
        api,
        _assets(settings, url, api, cloud_id),
        email,
        SecretStr(token),
        cloud_id,
        asset_names(settings),
        oauth,
        _filter(settings),
        _property(settings),
        on_servers(settings),
        _note_role(settings),
    )


def read_hook(settings: Settings) -> HookSettings:
    """The settings for webhooks. Raises ConfigurationError when there is no secret."""
    given = settings.require(f"{PREFIX}WEBHOOK_SECRET")
    secrets = tuple(SecretStr(one.strip()) for one in given.split(",") if one.strip())
    if not secrets:
        raise ConfigurationError(f"{PREFIX}WEBHOOK_SECRET holds no secret")
    url = settings.get(f"{PREFIX}URL")
    site = host(address(url, f"{PREFIX}URL")) if url else "jira"
    return HookSettings(secrets, site, settings.get(f"{PREFIX}ACCOUNT_ID"))


def address(value: str, variable: str) -> str:
    """A base address without trailing slash. Raises ConfigurationError."""
    try:
        parts = urlsplit(value.strip())
        well_formed = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed or re.search(r"\s", value.strip()):
        raise ConfigurationError(f"{variable} must be an address such as https://your-site.atlassian.net")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError(f"{variable} must be a bare address, without user, password, ? or #")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ConfigurationError(f"{variable} must begin with https://: a token would travel in the clear")
    return value.strip().rstrip("/")


def host(url: str) -> str:
    """Host in lower case, with the port where it is not the usual one of the scheme; empty for what is no address."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    name = f"[{name}]" if ":" in name else name
    return name if port is None or port == _PORTS.get(parts.scheme) else f"{name}:{port}"


def _oauth(settings: Settings, cloud_id: str | None) -> OAuthApp | None:
    """The app, if there is one. Raises ConfigurationError naming what is missing beside the client's id."""
    client = settings.get(f"{PREFIX}CLIENT_ID")
    if client is None:
        return None
    if cloud_id is None:
        raise ConfigurationError(f"{PREFIX}CLOUD_ID is missing: OAuth 2.0 works over the gateway only")
    secret, refresh, file = (
        settings.require(f"{PREFIX}{name}") for name in ("CLIENT_SECRET", "REFRESH_TOKEN", "TOKEN_FILE")
    )
    url = address(settings.get(f"{PREFIX}TOKEN_URL") or TOKEN_URL, f"{PREFIX}TOKEN_URL")
    return OAuthApp(client, SecretStr(secret), SecretStr(refresh), Path(file), url)


def _cloud_id(settings: Settings) -> str | None:
    cloud_id = settings.get(f"{PREFIX}CLOUD_ID")
    if cloud_id is not None and not _CLOUD_ID.fullmatch(cloud_id):
        raise ConfigurationError(f"{PREFIX}CLOUD_ID must be the site's id: letters, digits and dashes")
    return cloud_id


def _api(settings: Settings, url: str, cloud_id: str | None) -> str:
    """Scoped tokens are good for the gateway only; ``_API_URL`` puts another gateway in its place."""
    given = settings.get(f"{PREFIX}API_URL")
    base = address(given, f"{PREFIX}API_URL") if given else (GATEWAY if cloud_id else url)
    if cloud_id is None or "/ex/jira/" in base:
        return base
    return f"{base}/ex/jira/{cloud_id}"


def _assets(settings: Settings, url: str, api: str, cloud_id: str | None) -> str:
    """Assets answers under the gateway; a Cloud site itself does not serve it, so its older gateway path is used."""
    given = settings.get(f"{PREFIX}ASSETS_URL")
    if given:
        return address(given, f"{PREFIX}ASSETS_URL")
    on_site = api == url and cloud_id is None
    return f"{GATEWAY}/jsm/assets" if on_site and host(url).endswith(".atlassian.net") else f"{api}/jsm/assets"


def _filter(settings: Settings) -> str:
    """Which tickets are ours, for the webhook and for polling. Raises ConfigurationError."""
    given = settings.get(f"{PREFIX}JQL", JiraSettings.jql) or ""
    if re.search(r"\border\s+by\b", given, re.IGNORECASE) or not given.isprintable():
        raise ConfigurationError(f"{PREFIX}JQL must be one line of JQL without ORDER BY, such as project in (IT, HR)")
    return given


def _property(settings: Settings) -> str | None:
    """The issue property that holds the profile; none unless the desk wants it. Raises ConfigurationError."""
    given = settings.get(f"{PREFIX}PROPERTY")
    if given is not None and (not _PROPERTY.fullmatch(given) or given.startswith("sd.")):
        raise ConfigurationError(f"{PREFIX}PROPERTY must be a plain name, such as empathkit")
    return given


def on_servers(settings: Settings) -> bool:
    """Whether the site is Jira Data Center, on servers of the desk's own. Raises ConfigurationError."""
    given = (settings.get(f"{PREFIX}DEPLOYMENT") or "cloud").strip().casefold().replace(" ", "")
    if given not in {"cloud", "datacenter"}:
        raise ConfigurationError(f"{PREFIX}DEPLOYMENT must be cloud or datacenter")
    if given == "datacenter" and settings.get(f"{PREFIX}CLOUD_ID") is not None:
        raise ConfigurationError(f"{PREFIX}CLOUD_ID is for Jira Cloud: Data Center has no gateway")
    return given == "datacenter"


def _note_role(settings: Settings) -> str | None:
    given = settings.get(f"{PREFIX}NOTE_ROLE")
    if given is not None and not (given.strip() and given.isprintable() and len(given) <= _LONGEST_ROLE):
        raise ConfigurationError(f"{PREFIX}NOTE_ROLE must be the name of a project role, such as Service Desk Team")
    return given and given.strip()


def _sendable(value: str, variable: str) -> None:
    """A header carries no line breaks and nothing outside Latin-1. Raises ConfigurationError without the value."""
    if not value.isprintable() or not value.isascii():
        raise ConfigurationError(f"{variable} holds characters that can't be sent: copy it again")
