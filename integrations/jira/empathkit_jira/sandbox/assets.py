"""Assets: the requesters' records and devices as objects, found by AQL."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.routing import Route

from empathkit.models import Device, Requester
from empathkit_jira.adf import storable
from empathkit_jira.attributes import AssetNames
from empathkit_jira.sandbox.query import QueryError, ValuesOf, parse
from empathkit_jira.sandbox.servicedesk import WORKSPACE
from empathkit_jira.sandbox.state import number_of
from empathkit_jira.sandbox.web import Call, Refused, endpoint
from empathkit_jira.shape import text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: What AQL knows of every object, in lower case.
_BUILT_IN = frozenset({"objecttype", "key", "label", "object id"})


class AssetObject(NamedTuple):
    """An object, and what it is found by."""

    id: str
    type: str
    label: str
    attributes: Mapping[str, str]
    owner: str  # the name of the attribute that holds the account
    values: Mapping[str, Sequence[str]]  # what a search compares, by folded name; a user is found by address too


def routes(desk: JiraSandbox) -> list[Route]:
    """The search, on the gateway's path under the site and under its prefix."""

    def find(call: Call) -> Any:
        return _page(desk, call)

    return [
        Route(f"{prefix}/jsm/assets/workspace/{{workspace}}/v1/object/aql", endpoint(find, desk.lock), methods=["POST"])
        for prefix in ("", "/ex/jira/{cloud}", "/gateway/api")
    ]


def _page(desk: JiraSandbox, call: Call) -> Any:
    if not desk.has_assets or call.part("workspace") != WORKSPACE:
        raise Refused(404, "The workspace does not exist.")
    found = _found(desk, text(call.fields.get("qlQuery")) or "")
    start, most = call.number("startAt", 0, 1_000_000), call.number("maxResults", 25, 100)
    shown = found[start : start + most]
    attributes = call.flag("includeAttributes", otherwise=True)
    return {
        "startAt": start,
        "maxResults": most,
        "total": len(found),
        "isLast": start + len(shown) >= len(found),
        "values": [_form(desk, one, attributes) for one in shown],
        "objectTypeAttributes": [{"id": str(number_of(name)), "name": name} for name in _names(desk.names)],
    }


def _found(desk: JiraSandbox, aql: str) -> list[AssetObject]:
    """Raises Refused: an attribute the schema does not know makes the query invalid."""
    known = {name.casefold() for name in _names(desk.names)} | _BUILT_IN
    try:
        test = parse(aql).test or (lambda _: True)
        test(lambda name: [_known(name, known)])
        return [one for held in desk.objects.values() for one in held if test(_values_of(one, known))]
    except QueryError as error:
        raise Refused(400, errors={"iql": str(error)}) from error


def _known(name: str, known: Container[str]) -> str:
    if name.casefold() not in known:
        raise QueryError(f"AQL: unknown attribute '{name}'")
    return name.casefold()


def _values_of(one: AssetObject, known: Container[str]) -> ValuesOf:
    return lambda name: one.values.get(_known(name, known), ())


def _names(names: AssetNames) -> list[str]:
    fields = (
        names.owner, names.name, names.model, names.os, names.assigned, names.warranty, names.last_seen, names.usage,
        names.person,
        names.role, names.manager, names.site, names.department, names.vip, names.channel, names.detail, names.hours,
    )  # fmt: skip
    return sorted(set(fields))


def objects_of(account: str, person: Requester, names: AssetNames) -> tuple[AssetObject, ...]:
    """The record of somebody of whom there is something to say, and the devices."""
    made = []
    if about := _about(person, names):
        label = person.name or account
        attributes = {names.name: label, names.person: account, **about}
        made.append(_object(account, "Person", label, attributes, names.person, person))
    for index, device in enumerate(person.devices):
        label = device.name or device.model or "Device"
        attributes = {names.owner: account, **_of(device, names)}
        made.append(_object(f"{account}/{index}", "Device", label, attributes, names.owner, person))
    return tuple(made)


def _object(
    name: str, kind: str, label: str, attributes: Mapping[str, str], owner: str, person: Requester
) -> AssetObject:
    number = str(number_of(name, 6))
    values = {each.casefold(): (value,) for each, value in attributes.items()}
    built_in = {"objecttype": (kind,), "label": (label,), "key": (f"AST-{number}",), "object id": (number,)}
    by_address = {owner.casefold(): (attributes[owner], *([person.email] if person.email else []))}
    return AssetObject(number, kind, label, attributes, owner, {**values, **built_in, **by_address})


def _about(person: Requester, names: AssetNames) -> Mapping[str, str]:
    held = {
        names.role: person.role,
        names.manager: person.manager,
        names.site: person.site,
        names.department: person.department if person.organization else None,  # else it is the organisation
        names.channel: person.preferences.channel,
        names.detail: person.preferences.detail,
        names.hours: person.preferences.hours,
        names.vip: "true" if person.vip else None,
    }
    return {name: value for name, value in held.items() if value}


def _of(device: Device, names: AssetNames) -> Mapping[str, str]:
    held = {
        names.name: device.name,
        names.model: device.model,
        names.os: device.os,
        names.assigned: device.assigned,
        names.warranty: device.warranty,
        names.last_seen: device.last_seen,
        names.usage: device.usage,
    }
    return {name: value for name, value in held.items() if value}


def _form(desk: JiraSandbox, one: AssetObject, attributes: bool) -> dict[str, Any]:
    made = {
        "id": one.id,
        "label": storable(one.label),
        "objectKey": f"AST-{one.id}",
        "objectType": {"id": str(number_of(one.type, 3)), "name": one.type},
    }
    held = [_attribute(desk, one, name, value) for name, value in one.attributes.items()]
    return {**made, "attributes": held} if attributes else made


def _attribute(desk: JiraSandbox, one: AssetObject, name: str, value: str) -> dict[str, Any]:
    stored: dict[str, Any] = {"value": storable(value), "displayValue": storable(value), "searchValue": storable(value)}
    person = desk.people.get(value)
    if name == one.owner and person is not None:
        stored["displayValue"] = storable(person.name or value)
        stored["user"] = {"key": value, "displayName": stored["displayValue"]}
    return {
        "id": str(number_of(f"{one.id}/{name}", 6)),
        "objectTypeAttributeId": str(number_of(name)),
        "objectAttributeValues": [stored],
    }
