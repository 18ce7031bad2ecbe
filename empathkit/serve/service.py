"""The service of a desk, put together from its settings."""

from __future__ import annotations

import logging
from typing import NamedTuple

from empathkit.connect import desk
from empathkit.connect.executor import LOSS, SETTLE, ThreadQueue, desk_run
from empathkit.connect.handler import Handler
from empathkit.memory import open_memory
from empathkit.serve.app import Parts
from empathkit.settings import Settings


class Service(NamedTuple):
    """What runs, and what its keeper should know before it does."""

    parts: Parts
    remarks: tuple[str, ...]


def build_service(settings: Settings) -> Service:
    """Raises ConfigurationError, so that nothing starts half configured: a platform without a webhook secret, a
    missing credential, a database that can't be opened. Logs a warning where no platform is configured."""
    receivers = desk.receivers(settings)
    connectors = desk.connectors(settings)
    settle = settings.seconds("EMPATHKIT_SETTLE_SECONDS", SETTLE)
    kit = desk.build_kit(settings)
    memory = open_memory(settings)
    queue = ThreadQueue(desk_run(connectors, kit, memory), settle=settle)
    token = settings.get("EMPATHKIT_API_TOKEN")
    parts = Parts(kit, Handler(receivers, queue), queue, token, ready=memory.ping, close=memory.close)
    if not receivers:
        logging.getLogger(__name__).warning(_NO_PLATFORM)
    return Service(parts, tuple(_remarks(tuple(receivers), token)))


def _remarks(platforms: tuple[str, ...], token: str | None) -> list[str]:
    remarks = [f"webhooks: {', '.join(f'/webhooks/{name}' for name in platforms)}", LOSS] if platforms else []
    if token is None:
        remarks.append("EMPATHKIT_API_TOKEN is not set: /v1 answers calls from this machine only")
    return remarks


_NO_PLATFORM = "no platform is configured: every webhook is answered 404 (empathkit doctor says what is missing)"
