"""Admin webhooks: listed, made and changed as in the settings page, and then called. Source: Atlassian, "Webhooks"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from empathkit.testing.control import AsciiJSON, Hook
from empathkit.testing.faults import now
from empathkit_jira.sandbox.state import at, millis
from empathkit_jira.sandbox.web import Call, Refused, endpoint
from empathkit_jira.shape import Json, text

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

PATH = "/rest/webhooks/1.0/webhook"


def routes(desk: JiraSandbox) -> list[Route]:
    """The routes, on the site alone. Only administrators are let in (``JiraSandbox(administrator=True)``)."""
    made = _Hooks(desk)
    return [
        Route(PATH, endpoint(made.listed, desk.lock), methods=["GET"]),
        Route(PATH, endpoint(made.made, desk.lock), methods=["POST"]),
        Route(f"{PATH}/{{number}}", endpoint(made.changed, desk.lock), methods=["PUT"]),
    ]


class _Hooks:
    def __init__(self, desk: JiraSandbox) -> None:
        self._desk = desk

    def listed(self, call: Call) -> Any:
        """All of them, without their secrets."""
        self._allowed()
        return [self._shown(number, call) for number in self._desk.webhooks]

    def made(self, call: Call) -> Any:
        """A new one, which is called from now on."""
        self._allowed()
        number = str(len(self._desk.webhooks) + 1)
        self._keep(number, call.fields)
        return AsciiJSON(self._shown(number, call), 201)

    def changed(self, call: Call) -> Any:
        """Another in place of the one there was."""
        self._allowed()
        number = call.part("number")
        if number not in self._desk.webhooks:
            raise Refused(404, "No webhook of this number.")
        old = self._desk.webhooks[number]
        self._desk.hooks[:] = [one for one in self._desk.hooks if one.url != old.get("url")]
        self._keep(number, {**old, **call.fields})
        return self._shown(number, call)

    def _keep(self, number: str, given: Json) -> None:
        url = text(given.get("url")) or ""
        if not url.startswith(("http://", "https://")) or not text(given.get("name")):
            raise Refused(400, "A webhook needs a name and a URL.")
        self._desk.webhooks[number] = {**given, "at": millis(at(None, now()))}
        self._desk.hooks.append(Hook.model_validate({"url": url, "secret": text(given.get("secret")) or ""}))

    def _shown(self, number: str, call: Call) -> Json:
        held = self._desk.webhooks[number]
        shown = {name: held.get(name) for name in ("name", "description", "url", "events", "filters", "excludeBody")}
        more = {"enabled": held.get("enabled", True), "isSigned": bool(held.get("secret"))}
        return {**shown, **more, "self": f"{call.base}{PATH}/{number}", "lastUpdated": held["at"]}

    def _allowed(self) -> None:
        if not self._desk.administrator:
            raise Refused(
                403, "You are not authorized to perform this operation. Administrator privileges are required."
            )
