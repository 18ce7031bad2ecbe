"""What a desk has configured, put together from its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from empathkit import settings as core
from empathkit.connect import platforms
from empathkit.connect.around import Linked
from empathkit.connect.templates import refuse_broken
from empathkit.errors import ConfigurationError
from empathkit.pipeline import Kit
from empathkit.ports import Connector, Platform, Receiver
from empathkit.settings import Settings
from empathkit.text.pack import load_pack


def build_kit(settings: Settings) -> Kit:
    """The pipeline with the desk's own pack (``EMPATHKIT_PACK``) laid over the built-in one. Raises PackError."""
    own = settings.get("EMPATHKIT_PACK")
    folder = Path(own).expanduser() if own else None
    pack = load_pack("en", folder)
    if folder:
        refuse_broken(folder)
    return Kit(pack)


def setting_names() -> Mapping[str, frozenset[str]]:
    """The names of all settings: by platform, and those of no platform under ``""``. A platform that does not tell
    its own is left out."""
    named = {"": frozenset(core.NAMES)}
    for name in platforms.names():
        tell: Callable[[], Iterable[str]] | None = getattr(platforms.find(name), "setting_names", None)
        if tell is not None:
            named[name] = frozenset(tell())
    return named


def configured(settings: Settings) -> Mapping[str, Platform]:
    """The platforms this desk has set up, by name."""
    found = {name: platforms.find(name) for name in platforms.names()}
    return {name: platform for name, platform in found.items() if platform.configured(settings)}


def receivers(settings: Settings) -> Mapping[str, Receiver]:
    """A receiver for each configured platform. Raises ConfigurationError naming a secret that is missing."""
    return {name: platform.receiver(settings) for name, platform in configured(settings).items()}


def connectors(settings: Settings) -> Mapping[str, Connector]:
    """A connector for each configured platform. Raises ConfigurationError naming a variable that is missing."""
    return {name: platform.connector(settings) for name, platform in configured(settings).items()}


def linked(connectors: Mapping[str, Connector], settings: Settings, kit: Kit) -> Mapping[str, Connector]:
    """The connectors, whose notes lead to their page at the desk where the service has a public address. Raises
    ConfigurationError for one that is none."""
    base = settings.get("EMPATHKIT_PUBLIC_URL")
    if base is None:
        return connectors
    if not base.startswith(("https://", "http://")):
        raise ConfigurationError(
            "EMPATHKIT_PUBLIC_URL must be the address of the service, such as https://desk.example"
        )
    return {name: Linked(one, base, str(kit.pack["note"]["page"])) for name, one in connectors.items()}
