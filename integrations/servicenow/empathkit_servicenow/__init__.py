"""ServiceNow for EmpathKit. Everything is imported when it is asked for, not before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from empathkit.ports import Check, Connector, Receiver
from empathkit.settings import Settings

__all__ = ["platform"]


class _ServiceNow:
    """Implements :class:`empathkit.ports.Platform`."""

    name = "servicenow"

    def setting_names(self) -> Iterable[str]:
        """All settings there are."""
        from empathkit_servicenow.settings import NAMES

        return NAMES

    def configured(self, settings: Settings) -> bool:
        """Whether an instance is named."""
        return settings.get("EMPATHKIT_SERVICENOW_URL") is not None

    def connector(self, settings: Settings) -> Connector:
        """Raises ConfigurationError naming the variable that is missing."""
        from empathkit_servicenow.connector import connect
        from empathkit_servicenow.settings import read_account

        return connect(read_account(settings))

    def receiver(self, settings: Settings) -> Receiver:
        """Raises ConfigurationError when there is no webhook secret, address or user."""
        from empathkit_servicenow.receiver import receiver
        from empathkit_servicenow.settings import read_desk, read_secrets, read_user

        desk = read_desk(settings)
        return receiver(desk.site, read_secrets(settings), own_user=read_user(settings), tables=desk.tables)

    def sandbox(self) -> Any:
        """An instance to play with; needs the extra ``server``."""
        from empathkit_servicenow.sandbox import ServiceNowSandbox

        return ServiceNowSandbox()

    def diagnose(self, settings: Settings) -> Iterable[Check]:
        """Checks in order of dependency, each with what to do about it."""
        from empathkit_servicenow.diagnosis import diagnose

        return diagnose(settings)


platform = _ServiceNow()
