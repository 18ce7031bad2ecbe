"""Zendesk for EmpathKit: an example of a third connector, kept by the contract tests. :data:`platform` is all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from empathkit.errors import ConfigurationError, PlatformError
from empathkit.ports import Check, Connector, Platform, Receiver
from empathkit.settings import Settings

__all__ = ["platform"]

URL, EMAIL, TOKEN, SECRET = (f"EMPATHKIT_ZENDESK_{name}" for name in ("URL", "EMAIL", "TOKEN", "WEBHOOK_SECRET"))


class _Zendesk:
    name = "zendesk"

    def setting_names(self) -> Iterable[str]:
        """All settings there are."""
        return URL, EMAIL, TOKEN, SECRET

    def configured(self, settings: Settings) -> bool:
        """Whether a Zendesk is named."""
        return settings.get(URL) is not None

    def connector(self, settings: Settings) -> Connector:
        """Raises ConfigurationError naming the variable that is missing."""
        from empathkit_zendesk.connector import ZendeskConnector

        return ZendeskConnector(_address(settings), settings.require(EMAIL), settings.require(TOKEN))

    def receiver(self, settings: Settings) -> Receiver:
        """Raises ConfigurationError when there is no webhook secret."""
        from empathkit_zendesk.receiver import receiver

        return receiver(_site(_address(settings)), settings.require(SECRET))

    def sandbox(self) -> Any:
        """A small Zendesk on this machine."""
        from empathkit_zendesk.sandbox import ZendeskSandbox

        return ZendeskSandbox()

    def diagnose(self, settings: Settings) -> Iterable[Check]:
        """Whether the account is known."""
        try:
            who = self.connector(settings).whoami()  # type: ignore[attr-defined]
        except (ConfigurationError, PlatformError) as error:
            yield Check("zendesk: account", ok=False, detail=str(error), hint=f"check {URL}, {EMAIL} and {TOKEN}")
            return
        yield Check("zendesk: account", ok=who == "agent", detail=f"role {who}", hint="notes need an agent's account")


def _address(settings: Settings) -> str:
    url = settings.require(URL).rstrip("/")
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ConfigurationError(f"{URL} must begin with https://: a token would travel in the clear")
    return url


def _site(url: str) -> str:
    return url.partition("://")[2]


platform: Platform = _Zendesk()
