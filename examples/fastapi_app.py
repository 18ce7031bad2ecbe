"""EmpathKit's webhooks and drafts inside a FastAPI service.

Install ``pip install ".[server]" fastapi`` and run it from the root of the checkout::

    uvicorn --factory examples.fastapi_app:build
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from empathkit import Suggestion, Ticket
from empathkit.adapters.asgi import webhooks
from empathkit.serve.service import build_service
from empathkit.settings import Settings, load


def build(settings: Settings | None = None) -> FastAPI:
    parts = build_service(settings or load()).parts

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        parts.start()  # what waited when the last one stopped
        yield
        await run_in_threadpool(parts.stop)  # what is not done waits for the next start

    app = FastAPI(lifespan=lifespan)
    app.mount("/webhooks", webhooks(parts.handler))

    @app.post("/draft")
    def draft(ticket: Ticket) -> Suggestion:
        return parts.kit.suggest(ticket)

    return app


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(build(), port=8080)
