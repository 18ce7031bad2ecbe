"""EmpathKit for Jira Service Management, Cloud and Data Center. :data:`platform` is all the outside needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from empathkit.ports import Check, Connector, Platform, Receiver
from empathkit.settings import Settings

__all__ = ["platform"]


class _Jira:
    """Jira as a kind of service desk; what costs time to import is imported when it is used."""

    name = "jira"

    def setting_names(self) -> Iterable[str]:
        """All settings there are."""
        from empathkit_jira.settings import NAMES

        return NAMES

    def configured(self, settings: Settings) -> bool:
        """Whether a Jira site is named at all."""
        return settings.get("EMPATHKIT_JIRA_URL") is not None

    def connector(self, settings: Settings) -> Connector:
        """Raises ConfigurationError naming the variable that is missing."""
        from empathkit_jira.connector import JiraConnector
        from empathkit_jira.settings import read

        return JiraConnector(read(settings))

    def receiver(self, settings: Settings) -> Receiver:
        """Raises ConfigurationError when there is no webhook secret."""
        from empathkit_jira.receiver import receiver
        from empathkit_jira.settings import read_hook

        return receiver(read_hook(settings))

    def sandbox(self) -> Any:
        """A :class:`empathkit_jira.sandbox.JiraSandbox`; needs the extra ``server``."""
        from empathkit_jira.sandbox import JiraSandbox

        return JiraSandbox()

    def sandbox_for(self, settings: Settings) -> Any:
        """The same, in the form of Data Center where ``EMPATHKIT_JIRA_DEPLOYMENT`` says so. Raises
        ConfigurationError."""
        from empathkit_jira.sandbox import JiraSandbox
        from empathkit_jira.settings import on_servers

        return JiraSandbox(data_center=on_servers(settings))

    def install_webhook(self, settings: Settings, url: str) -> str:
        """Make the webhook that calls ``url``; what was done, in a line."""
        from empathkit_jira.install import install

        return install(settings, url)

    def diagnose(self, settings: Settings) -> Iterable[Check]:
        """Checks in order of dependency."""
        from empathkit_jira.diagnose import diagnose

        return diagnose(settings)


platform: Platform = _Jira()
