"""EmpathKit's webhooks inside a Starlette service.

Install ``pip install ".[server]"`` and run it from the root of the checkout::

    uvicorn --factory examples.starlette_app:build
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from empathkit.adapters.asgi import webhooks
from empathkit.serve.service import build_service
from empathkit.settings import Settings, load


def build(settings: Settings | None = None) -> Starlette:
    parts = build_service(settings or load()).parts

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        parts.start()  # what waited when the last one stopped
        yield
        await run_in_threadpool(parts.stop)  # what is not done waits for the next start

    return Starlette(routes=[Mount("/webhooks", app=webhooks(parts.handler))], lifespan=lifespan)


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(build(), port=8080)
