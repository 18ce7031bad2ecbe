"""Running an ASGI app until it is told to stop, and saying where once it is ready."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import uvicorn

from empathkit.errors import ConfigurationError
from empathkit.testing.server import address, listen

log = logging.getLogger("empathkit.serve")

#: Seconds a stop waits for callers who are still sending; then the queue is worked off without them.
PATIENCE = 2
#: Seconds after which a stop ends whatever still hangs: ten are promised. What was under way is free again then, as
#: after a crash.
LAST = 9.0


def run_app(app: Any, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve ``app`` until SIGINT or SIGTERM; ``say`` gets ``listening on http://HOST:PORT`` once it is ready.
    Raises ConfigurationError where the address can't be had."""
    bound = _listen(host, port, "choose another --host or --port")
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    _Server(config, lambda: say(f"listening on {address(bound)}")).run(sockets=[bound])


@contextlib.contextmanager
def beside(app: Any, host: str, port: int) -> Iterator[str]:
    """Serve ``app`` in a thread of its own, at the address given back. Raises ConfigurationError as run_app does."""
    bound = _listen(host, port, "choose another EMPATHKIT_ADMIN_BIND")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield address(bound)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        bound.close()


def _listen(host: str, port: int, remedy: str) -> socket.socket:
    try:
        return listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(f"can't listen on {host}:{port} ({reason}): {remedy}") from error


class _Server(uvicorn.Server):
    """Calls ``ready`` when start-up is over."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, and see to it that it ends."""
        super().handle_exit(sig, frame)
        last = threading.Timer(LAST, _end)
        last.daemon = True
        last.start()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._ready()


def _end() -> None:
    log.error("the stop took too long: what is under way is left to the next process")
    os._exit(1)
