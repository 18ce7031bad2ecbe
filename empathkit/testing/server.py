"""Run an ASGI app on a free loopback port in a thread. Needs the extra ``server``."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn


def listen(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A bound, listening socket; port 0 picks a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    bound.listen(128)
    return bound


def address(bound: socket.socket) -> str:
    """The ``http://HOST:PORT`` of a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def running(app: Any, port: int = 0) -> Iterator[str]:
    """The address of ``app`` while it runs."""
    bound = listen(port=port)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.005)
    try:
        yield address(bound)
    finally:
        server.should_exit = True
        thread.join(10)
        bound.close()
