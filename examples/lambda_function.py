"""EmpathKit's webhooks on AWS Lambda. A function only takes events: it is frozen as soon as it has answered, so the
work is done by ``empathkit serve --workers 4`` on a host that shares its PostgreSQL (``EMPATHKIT_DATABASE_URL``).

Put ``pip install --target package ".[server,postgres]"`` and this file into the archive; the handler is
``lambda_function.handler``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from empathkit.adapters.aws_lambda import webhooks
from empathkit.serve.service import build_service
from empathkit.settings import Settings, load


def build(settings: Settings | None = None) -> Callable[[Mapping[str, Any], Any], dict[str, Any]]:
    return webhooks(build_service(settings or load(), workers=0).parts.handler)


@functools.lru_cache(maxsize=1)
def _function() -> Callable[[Mapping[str, Any], Any], dict[str, Any]]:
    return build()


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    return _function()(event, context)
