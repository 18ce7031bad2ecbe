"""An endpoint: who calls, what they sent, and Atlassian's ways of refusing."""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from empathkit.testing.control import AsciiJSON
from empathkit.testing.sandbox import SandboxTicket
from empathkit_jira.sandbox import datacenter
from empathkit_jira.sandbox.state import Account, name_of
from empathkit_jira.shape import Json, table

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

NO_ISSUE = "Issue does not exist or you do not have permission to see it."
LOGIN = "You are not authenticated. Authentication required to perform this operation."


class Refused(Exception):
    """The request is refused with a status and messages, in the shape its API uses."""

    def __init__(self, status: int, message: str = "", errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = dict(errors or {})


@dataclass(frozen=True)
class Call:
    """A request, read. ``base`` is the address before ``/rest``, gateway prefix included."""

    request: Request
    account: Account
    body: Any
    base: str

    @property
    def version(self) -> str:
        """2 or 3: with 3, text is a document. Raises Refused for another."""
        given = str(self.request.path_params.get("version", "3"))
        if given not in ({"2", "latest"} if self.data_center else {"2", "3", "latest"}):
            raise Refused(404, "Not found")
        return "2" if given == "latest" else given

    @property
    def data_center(self) -> bool:
        """Whether it came to a Jira of that kind."""
        return bool(self.request.scope.get(datacenter.FLAG))

    @property
    def fields(self) -> Json:
        """The JSON object sent. Raises Refused."""
        if not isinstance(self.body, dict):
            raise Refused(400, "Invalid request payload. Refer to the REST API documentation and try again.")
        return table(self.body)

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def given(self, name: str, otherwise: str = "") -> str:
        """A parameter of the query."""
        return str(self.request.query_params.get(name, otherwise))

    def flag(self, name: str, otherwise: bool) -> bool:
        """A parameter that is true or false, in any case."""
        return self.given(name, str(otherwise)).lower() == "true"

    def number(self, name: str, otherwise: int, most: int) -> int:
        """A parameter that is a whole number from 0 to ``most``. Raises Refused."""
        given = self.given(name)
        if not given:
            return otherwise
        if not (given.isascii() and given.isdigit()):
            raise Refused(400, f"The {name} parameter must be a whole number.")
        return min(int(given[:9]), most)


Handler = Callable[[Call], Any]


def endpoint(handler: Handler, lock: threading.RLock, *, anonymous: bool = False) -> Callable[[Request], Any]:
    """A Starlette endpoint for a handler, which gives JSON or a whole response."""

    async def serve(request: Request) -> Response:
        try:
            account = caller(request.headers.get("authorization"))
            if account is None and not anonymous:
                raise Refused(401, LOGIN)
            call = Call(request, account or Account("", ""), await _body(request), base_of(request))
            with lock:
                if "version" in request.path_params:
                    call.version  # noqa: B018 - refused where there is no such version
                made = handler(call)
        except Refused as refused:
            return refusal(request.url.path, refused)
        return shown(call, made)

    return serve


def shown(call: Call, made: Any) -> Response:
    """The answer, in the form of this site."""
    if not call.data_center:
        return made if isinstance(made, Response) else AsciiJSON(made)
    if not isinstance(made, Response):
        return AsciiJSON(datacenter.as_served(made))
    if not made.body:
        return made
    return AsciiJSON(datacenter.as_served(json.loads(bytes(made.body))), made.status_code)


def caller(authorization: str | None) -> Account | None:
    """Whoever brings any credentials at all, the same account for the same ones; None for nobody."""
    scheme, _, value = (authorization or "").strip().partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return Account(f"712020:{name_of(value)}", "Token Holder")
    if scheme.lower() != "basic":
        return None
    try:
        email, _, token = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Account(f"712020:{name_of(email)}", email.partition("@")[0], email) if email and token else None


def base_of(request: Request) -> str:
    """The address before ``/rest`` or ``/jsm``."""
    cloud = request.path_params.get("cloud")
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return f"{origin}/ex/jira/{cloud}" if cloud else origin


def refusal(path: str, refused: Refused) -> Response:
    """The error body of the API this path belongs to."""
    return AsciiJSON(error_body(path, refused.status, [refused.message], refused.errors), refused.status)


def error_body(path: str, status: int, messages: Sequence[str], errors: Mapping[str, str]) -> Any:
    """Service management has one message, the platform a list and errors by field."""
    held = [message for message in messages if message]
    if "/rest/servicedeskapi" in path and status != 401:
        text = " ".join((*held, *errors.values()))
        return {"errorMessage": text, "i18nErrorMessage": {"i18nKey": "sd.sandbox.error", "parameters": []}}
    return {"errorMessages": held, "errors": dict(errors)}


async def _body(request: Request) -> Any:
    if request.method not in {"POST", "PUT"}:
        return None
    raw = await request.body()
    if not raw:
        return None
    try:
        return await request.json()
    except (ValueError, RecursionError) as error:
        raise Refused(400, "Invalid request payload. Refer to the REST API documentation and try again.") from error


def read_property(properties: Json, call: Call) -> Any:
    """The property named in the path. Raises Refused."""
    name = call.part("property")
    if name not in properties:
        raise Refused(404, f"The property {name} does not exist.")
    return {"key": name, "value": properties[name]}


def write_property(properties: dict[str, Any], call: Call) -> Any:
    """201 for a new one, 200 for one that was there."""
    known = call.part("property") in properties
    properties[call.part("property")] = call.body
    return Response(status_code=200 if known else 201)


def issue_of(desk: JiraSandbox, call: Call) -> SandboxTicket:
    """The issue named in the path. Raises Refused."""
    found = desk.find(call.part("key"))
    if found is None:
        raise Refused(404, NO_ISSUE)
    return found


def platform_routes(
    lock: threading.RLock, method: str, path: str, handler: Handler, *, anonymous: bool = False
) -> list[Route]:
    """A route of the platform API, under ``/rest/api/2|3`` of the site and of the gateway."""
    serve = endpoint(handler, lock, anonymous=anonymous)
    prefixes = ("", "/ex/jira/{cloud}")
    return [Route(f"{prefix}/rest/api/{{version}}{path}", serve, methods=[method]) for prefix in prefixes]
