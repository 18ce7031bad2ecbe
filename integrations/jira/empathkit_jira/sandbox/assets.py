"""Assets: the requesters' records and devices as objects, found by AQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.routing import Route

from empathkit.models import Device, Requester
from empathkit_jira.adf import storable
from empathkit_jira.sandbox.query import QueryError, parse
from empathkit_jira.sandbox.servicedesk import WORKSPACE
from empathkit_jira.sandbox.state import number_of
from empathkit_jira.sandbox.web import Call, Refused, endpoint
from empathkit_jira.settings import AssetNames
from empathkit_jira.shape import text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

#: What AQL knows of every object, in lower case.
_BUILT_IN = frozenset({"objecttype", "key", "label", "object id"})


class _Object(NamedTuple):
    id: str
    type: str
    label: str
    attributes: Mapping[str, str]
    owner: str  # the name of the attribute that holds the account


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


def _found(desk: JiraSandbox, aql: str) -> list[_Object]:
    known = {name.casefold() for name in _names(desk.names)} | _BUILT_IN
    try:
        query = parse(aql)

        def values_of(one: _Object) -> Any:
            held = {name.casefold(): value for name, value in one.attributes.items()}
            held |= {"objecttype": one.type, "label": one.label, "key": f"AST-{one.id}"}

            def lookup(name: str) -> Sequence[str]:
                if name.casefold() not in known:
                    raise QueryError(f"AQL: unknown attribute '{name}'")
                value = held.get(name.casefold())
                return [value, *_addresses(desk, value)] if value else []

            return lookup

        held = list(_objects(desk))
        probe = _Object("0", "", "", {}, "")
        if query.test is not None:
            query.test(values_of(probe))
        return [one for one in held if query.test is None or query.test(values_of(one))]
    except QueryError as error:
        raise Refused(400, errors={"iql": str(error)}) from error


def _addresses(desk: JiraSandbox, account: str) -> Sequence[str]:
    """A user attribute is found by the address too."""
    person = desk.people.get(account)
    return [person.email] if person and person.email else []


def _names(names: AssetNames) -> list[str]:
    fields = (
        names.owner, names.name, names.model, names.os, names.assigned, names.last_seen, names.usage, names.person,
        names.role, names.manager, names.site, names.department, names.vip, names.channel, names.detail, names.hours,
    )  # fmt: skip
    return sorted(set(fields))


def _objects(desk: JiraSandbox) -> Iterator[_Object]:
    for account, person in desk.people.items():
        about = _about(person, desk.names)
        if about:
            label = person.name or account
            attributes = {desk.names.name: label, desk.names.person: account, **about}
            yield _Object(str(number_of(account, 6)), "Person", label, attributes, desk.names.person)
        for index, device in enumerate(person.devices):
            label = device.name or device.model or "Device"
            attributes = {desk.names.owner: account, **_of(device, desk.names)}
            yield _Object(str(number_of(f"{account}/{index}", 6)), "Device", label, attributes, desk.names.owner)


def _about(person: Requester, names: AssetNames) -> Mapping[str, str]:
    held = {
        names.role: person.role,
        names.manager: person.manager,
        names.site: person.site,
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
        names.last_seen: device.last_seen,
        names.usage: device.usage,
    }
    return {name: value for name, value in held.items() if value}


def _form(desk: JiraSandbox, one: _Object, attributes: bool) -> dict[str, Any]:
    made = {
        "id": one.id,
        "label": storable(one.label),
        "objectKey": f"AST-{one.id}",
        "objectType": {"id": str(number_of(one.type, 3)), "name": one.type},
    }
    held = [_attribute(desk, one, name, value) for name, value in one.attributes.items()]
    return {**made, "attributes": held} if attributes else made


def _attribute(desk: JiraSandbox, one: _Object, name: str, value: str) -> dict[str, Any]:
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
