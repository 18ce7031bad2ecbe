"""From a template to an answer. What a template shows is text: nothing in it becomes markup."""

from __future__ import annotations

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles


@functools.lru_cache(maxsize=1)
def templates() -> Environment:
    """All templates of the pages."""
    return Environment(
        loader=PackageLoader("empathkit.serve.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page. Lone surrogates, which no page can carry, become a question mark."""
    html = templates().get_template(template).render(**shown)
    return HTMLResponse(html.encode("utf-8", "replace"), status)


def static() -> Mount:
    """Style and script."""
    return Mount("/static", StaticFiles(packages=[("empathkit.serve.pages", "static")]))
