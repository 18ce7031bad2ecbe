"""A sandbox's own page of a ticket: conversation and note as the platform shows them, public and internal apart.

What a platform renders it gives as :class:`markupsafe.Markup`; all else is text. Needs the extra ``server``.
"""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from empathkit.testing.sandbox import Sandbox, SandboxTicket

_NAMES = {"agent": "Agent", "integration": "EmpathKit"}


class Shown(NamedTuple):
    """A message on the page."""

    author: str
    public: bool
    html: Markup


def plain(text: str) -> Markup:
    """Text as HTML that shows exactly it."""
    return Markup('<div class="text">{}</div>').format(text)


def element(tag: str, inner: Markup, attributes: str = "") -> Markup:
    """An element around what is markup already. Tag and attributes are ours, never a user's."""
    return Markup(f"<{tag}{attributes}>") + inner + Markup(f"</{tag}>")  # noqa: S704


def link(inner: Markup, href: str) -> Markup:
    """A link where it leads to a web address; what it shows otherwise."""
    if not href.startswith(("https://", "http://")):
        return inner
    return element("a", inner, f' href="{escape(href)}" rel="noreferrer"')


def ticket_page(sandbox: Sandbox, ticket: SandboxTicket) -> HTMLResponse:
    """The page. Nothing on it runs: it may hold one style and no script."""
    person = ticket.ticket.requester
    names = {"requester": person.name or person.id or "Requester", **_NAMES}
    messages = [Shown(names.get(one.author, one.author), one.public, sandbox.html_of(one)) for one in ticket.messages]
    nonce = secrets.token_urlsafe(12)
    html = _templates().get_template("ticket.html").render(
        nonce=nonce,
        platform=sandbox.platform,
        key=ticket.key,
        requester=names["requester"],
        summary=ticket.ticket.summary,
        inside=sandbox.inside,
        messages=messages,
    )  # fmt: skip
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
    return HTMLResponse(html.encode("utf-8", "replace"), headers={"Content-Security-Policy": policy})


@functools.lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=PackageLoader("empathkit.testing"), autoescape=True, undefined=StrictUndefined)
