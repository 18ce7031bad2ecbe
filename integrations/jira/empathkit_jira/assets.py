"""Jira Assets objects as devices and as what is known of a person. Pure.

Nothing about attribute names is fixed by Atlassian: each desk names them in its own schema
(:class:`empathkit_jira.settings.AssetNames`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from empathkit.models import Device
from empathkit_jira.attributes import AssetNames
from empathkit_jira.shape import Json, listing, table, text

#: An object, and the page it stood on.
Found = tuple[Json, Json]
_YES = frozenset({"true", "yes", "1", "vip"})


@dataclass(frozen=True)
class Profile:
    """What Assets knows of a requester: fields of :class:`empathkit.models.Requester`, and the devices."""

    person: Mapping[str, Any] = field(default_factory=dict)
    devices: tuple[Device, ...] = ()


def profile(owned: Iterable[Found], records: Iterable[Found], who: Iterable[str], names: AssetNames) -> Profile:
    """Sort what was found. A search may give more than was asked for, so each object must name this person again
    (``who``: accountId and e-mail address)."""
    people = frozenset(one.casefold() for one in who)
    about = [
        (one, values) for one, values in _read(records) if people & values.get(names.person.casefold(), _NONE).keys
    ]
    known = frozenset(text(one.get("id")) for one, _ in about)
    mine = [
        (one, values)
        for one, values in _read(owned)
        if people & values.get(names.owner.casefold(), _NONE).keys and text(one.get("id")) not in known
    ]
    devices = tuple(_device(one, values, names) for one, values in mine if _is_device(one, names))
    return Profile(_person(about[0][1], names) if about else {}, devices)


@dataclass(frozen=True)
class _Value:
    """An attribute: as it is shown, and all it may be compared with, folded."""

    shown: str
    keys: frozenset[str]


_NONE = _Value("", frozenset())


def _read(found: Iterable[Found]) -> Iterator[tuple[Json, Mapping[str, _Value]]]:
    for one, page in found:
        names = {
            text(table(each).get("id")): text(table(each).get("name"))
            for each in listing(page.get("objectTypeAttributes"))
        }
        values: dict[str, _Value] = {}
        for attribute in (table(each) for each in listing(one.get("attributes"))):
            name = text(table(attribute, "objectTypeAttribute").get("name")) or names.get(
                text(attribute.get("objectTypeAttributeId"))
            )
            if name:
                values[name.casefold()] = _value(listing(attribute.get("objectAttributeValues")))
        yield one, values


def _value(held: Iterable[Any]) -> _Value:
    shown, keys = [], set()
    for one in (table(each) for each in held):
        user = table(one, "user")
        label = text(user.get("displayName")) or text(one.get("displayValue")) or text(one.get("value"))
        if label:
            shown.append(label)
        candidates = (one.get("value"), one.get("searchValue"), one.get("displayValue"), user.get("key"))
        also = (user.get("accountId"), user.get("emailAddress"), user.get("name"))
        keys |= {name.casefold() for each in (*candidates, *also) if (name := text(each))}
    return _Value(", ".join(shown), frozenset(keys))


def _is_device(one: Json, names: AssetNames) -> bool:
    kind = (text(table(one, "objectType").get("name")) or "").casefold()
    return not names.types or kind in {name.casefold() for name in names.types}


def _device(one: Json, values: Mapping[str, _Value], names: AssetNames) -> Device:
    def shown(attribute: str) -> str | None:
        return values.get(attribute.casefold(), _NONE).shown or None

    return Device(
        name=shown(names.name) or text(one.get("label")),
        model=shown(names.model),
        os=shown(names.os),
        assigned=shown(names.assigned),
        warranty=shown(names.warranty),
        last_seen=shown(names.last_seen),
        usage=shown(names.usage),
    )


def _person(values: Mapping[str, _Value], names: AssetNames) -> Mapping[str, Any]:
    def shown(*attributes: str) -> dict[str, str]:
        held = {one: values.get(getattr(names, one).casefold(), _NONE).shown for one in attributes}
        return {name: value for name, value in held.items() if value}

    person: dict[str, Any] = {**shown("role", "manager", "site", "department")}
    if preferences := shown("channel", "detail", "hours"):
        person["preferences"] = preferences
    if shown("vip").get("vip", "").casefold() in _YES:
        person["vip"] = True
    return person
