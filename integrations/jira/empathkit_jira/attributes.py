"""What the attributes of the desk's Assets schema are called: each desk names them in its own way."""

from __future__ import annotations

from dataclasses import dataclass, fields

from empathkit.settings import Settings

_PREFIX = "EMPATHKIT_JIRA_ASSETS_"


@dataclass(frozen=True)
class AssetNames:
    """What the attributes are called in the desk's Assets schema: ``EMPATHKIT_JIRA_ASSETS_`` and the field's name.

    ``owner`` is the attribute of a device that names its user, ``person`` the attribute of a person's record
    that names the account; ``types`` the object types that are devices (empty: all that have the owner).
    """

    owner: str = "Owner"
    name: str = "Name"
    model: str = "Model"
    os: str = "Operating system"
    assigned: str = "Assigned"
    warranty: str = "Warranty"
    last_seen: str = "Last seen"
    usage: str = "Usage"
    person: str = "User"
    role: str = "Role"
    manager: str = "Manager"
    site: str = "Site"
    department: str = "Department"
    vip: str = "VIP"
    channel: str = "Preferred channel"
    detail: str = "Preferred detail"
    hours: str = "Working hours"
    types: tuple[str, ...] = ()


#: All settings of this kind, by name.
NAMES = tuple(f"{_PREFIX}{one.name.upper()}" for one in fields(AssetNames))


def asset_names(settings: Settings) -> AssetNames:
    """The attribute names, each the default where it is not set."""
    given = {one.name: settings.get(f"{_PREFIX}{one.name.upper()}") for one in fields(AssetNames)}
    types = tuple(part.strip() for part in (given.pop("types") or "").split(",") if part.strip())
    return AssetNames(types=types, **{name: value for name, value in given.items() if value})
