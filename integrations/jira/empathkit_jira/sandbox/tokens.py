"""The token endpoint of OAuth 2.0 (3LO): JSON in, a refresh token that is good once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from empathkit.testing.control import AsciiJSON

if TYPE_CHECKING:
    from empathkit_jira.sandbox.desk import JiraSandbox

LIFE = 3600  #: seconds


def routes(desk: JiraSandbox) -> list[Route]:
    """``/oauth/token``, which stands on a host of its own in the cloud."""

    async def give(request: Request) -> Response:
        try:
            form = await request.json()
        except ValueError:
            return _refused("invalid_request")
        needs = ("client_id", "client_secret", "refresh_token")
        if not isinstance(form, dict) or form.get("grant_type") != "refresh_token" or not all(map(form.get, needs)):
            return _refused("invalid_request")
        with desk.lock:
            if form["refresh_token"] in desk.spent_tokens:
                return _refused("unauthorized_client", "refresh_token is invalid")
            desk.spent_tokens.add(form["refresh_token"])
        made = {"access_token": secrets.token_hex(8), "refresh_token": secrets.token_hex(8), "expires_in": LIFE}
        return AsciiJSON({**made, "token_type": "Bearer", "scope": "read:jira-work write:jira-work offline_access"})

    return [Route("/oauth/token", give, methods=["POST"])]


def _refused(error: str, description: str = "") -> Response:
    return AsciiJSON({"error": error, "error_description": description or error}, 403)
