"""Settings from the environment, ``.env`` and ``empathkit.toml``, in that order; read only on request.

A setting has one name, ``EMPATHKIT_JIRA_URL``; in ``empathkit.toml`` the same is ``jira.url``, ``[jira]`` with
``url``, or the full name. Secrets belong in the environment or ``.env``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from empathkit.errors import ConfigurationError

PREFIX = "EMPATHKIT_"
#: The table of ``empathkit.toml`` that sets the rules of the checker.
CHECK = "check"
#: The settings that belong to no platform.
NAMES = tuple(
    f"{PREFIX}{name}"
    for name in (
        "ADMIN_BIND",
        "ADMIN_TOKEN",
        "API_TOKEN",
        "DATABASE_URL",
        "DESK_MANAGER_TOKEN",
        "DESK_MANAGERS",
        "DESK_PROXY_SECRET",
        "DESK_TOKEN",
        "DESK_USER_HEADER",
        "DIRECTORIES",
        "LOG_FORMAT",
        "LOG_LEVEL",
        "PACK",
        "POLL_SECONDS",
        "PUBLIC_URL",
        "RETENTION_DAYS",
        "SETTLE_SECONDS",
        "SHADOW",
    )
)


@dataclass(frozen=True)
class Settings:
    """All settings by their ``EMPATHKIT_`` names. Its repr shows names only, never values."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value, or ``default`` where it is unset or blank."""
        return self.values.get(name, "").strip() or default

    def require(self, name: str) -> str:
        """The value. Raises ConfigurationError naming the variable."""
        value = self.get(name)
        if value is None:
            raise ConfigurationError(f"{name} is not set: put it in the environment, in .env or in empathkit.toml")
        return value

    def flag(self, name: str) -> bool:
        """Whether it is on; unset is off. Raises ConfigurationError for anything but yes or no."""
        value = (self.get(name) or "no").lower()
        if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
            raise ConfigurationError(f"{name} must be 1 or 0")
        return value in {"1", "true", "yes", "on"}

    def seconds(self, name: str, default: float) -> float:
        """A number of seconds, 0 or more. Raises ConfigurationError for anything else."""
        value = self.get(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            raise ConfigurationError(f"{name} must be a number of seconds, 0 or more")
        return number


def load(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read settings: ``environment`` (default: the process's) wins over ``.env``, that over ``empathkit.toml``,
    both looked for in ``folder`` (default: the working folder). Raises ConfigurationError for a broken file."""
    folder = folder or Path.cwd()
    environment = os.environ if environment is None else environment
    merged: dict[str, str] = {}
    for source in (_toml(folder / "empathkit.toml"), _dotenv(folder / ".env"), environment):
        merged |= {name: value for name, value in source.items() if name.startswith(PREFIX) and value.strip()}
    return Settings(merged)


def _dotenv(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        return {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()}
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8") from error


def check_table(folder: Path | None = None) -> Mapping[str, Any]:
    """The table ``[check]`` of ``empathkit.toml``: it sets the rules of the checker and is no setting of the service.
    Raises ConfigurationError for a broken file."""
    table = _document((folder or Path.cwd()) / "empathkit.toml").get(CHECK, {})
    if not isinstance(table, Mapping):
        raise ConfigurationError(f"empathkit.toml: {CHECK} must be a table, [{CHECK}]")
    return table


def _toml(path: Path) -> Mapping[str, str]:
    return dict(_flat({name: value for name, value in _document(path).items() if name != CHECK}, PREFIX))


def _document(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error


def _flat(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = name.upper() if name.upper().startswith(PREFIX) else f"{prefix}{name.upper()}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{key}_")
        elif isinstance(value, bool):
            yield key, str(value).lower()
        elif isinstance(value, str | int | float):
            yield key, str(value)
        elif isinstance(value, list):
            yield key, ",".join(str(item) for item in value)
