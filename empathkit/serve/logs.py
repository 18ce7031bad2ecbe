"""Logs of the service: one JSON object a line, with the id of the call it belongs to. Never words of a ticket."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

#: The id of the HTTP call that is being answered, in the task or thread at hand.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, ASCII only. An exception is named by its type: its message may hold values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (call := request_id.get()) is not None:
            line["request"] = call
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line)


def set_up(*, as_json: bool, level: int = logging.INFO) -> None:
    """Log to standard error, for machines or for people. ``level`` is that of our own loggers."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if as_json else plain)
    logging.basicConfig(level=max(level, logging.INFO), handlers=[handler])
    logging.getLogger("empathkit").setLevel(level)
    # Libraries may log what they were asked for.
    for name in ("httpx", "urllib3", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("urllib3.connectionpool").addFilter(_without_query)


def _without_query(record: logging.LogRecord) -> bool:
    """Cuts the query off each address in a record: what was searched for may be words of a ticket."""
    if isinstance(record.args, tuple):
        record.args = tuple(one.partition("?")[0] if isinstance(one, str) else one for one in record.args)
    return True
