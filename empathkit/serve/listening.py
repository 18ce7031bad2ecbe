"""Running an ASGI app until it is told to stop, and saying where once it is ready."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from empathkit.errors import ConfigurationError
from empathkit.testing.server import address, listen

#: Seconds a stop waits for callers who are still sending; then the queue is worked off without them.
PATIENCE = 3


def run_app(app: Any, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve ``app`` until SIGINT or SIGTERM; ``say`` gets ``listening on http://HOST:PORT`` once it is ready.
    Raises ConfigurationError where the address can't be had."""
    try:
        bound = listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(
            f"can't listen on {host}:{port} ({reason}): choose another --host or --port"
        ) from error
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    _Server(config, lambda: say(f"listening on {address(bound)}")).run(sockets=[bound])


class _Server(uvicorn.Server):
    """Calls ``ready`` when start-up is over."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()
