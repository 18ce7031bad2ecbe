"""Rendering the desk's own words with Liquid: strict, limited, and telling which variables a template uses.

Liquid is what service desks already write their macros in. An unknown variable, filter or tag is refused
when the pack is loaded, not when a reply is due; loops are capped.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from empathkit.errors import PackError

if TYPE_CHECKING:
    from liquid import BoundTemplate

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: Rounds of all loops of one template, and characters it may give: no sane reply comes near.
MAX_ROUNDS = 1000
MAX_OUTPUT = 20_000


@functools.lru_cache(maxsize=4096)
def variables(source: str) -> frozenset[str]:
    """The names a template asks for. Raises PackError."""
    try:
        return frozenset(str(name) for name in _template(source).global_variables())
    except _liquid_error() as error:
        raise PackError("template", f"{type(error).__name__}: {source!r}") from error


def render(source: str, values: Mapping[str, Any]) -> str:
    """The template's text with ``values``, white space folded. What can't be printed, control characters and lone
    surrogates, is left out of the values. Raises PackError when it can't be rendered."""
    shown = {name: printable(value) if isinstance(value, str) else value for name, value in values.items()}
    try:
        text = _template(source).render(**shown)
    except _liquid_error() as error:
        raise PackError("template", f"{type(error).__name__}: {source!r}") from error
    return " ".join(text.split())


def printable(text: str) -> str:
    """The text without control characters, lone surrogates and marks that turn its direction around."""
    return _UNPRINTABLE.sub("", text)


def start(text: Any) -> str:
    """The filter ``start``: the first letter in upper case, the rest as it is ("VPN" stays)."""
    string = str(text)
    return string[:1].upper() + string[1:]


@functools.lru_cache(maxsize=4096)
def _template(source: str) -> BoundTemplate:
    template: BoundTemplate = _environment().from_string(source)
    return template


@functools.lru_cache(maxsize=1)
def _environment() -> Any:
    from liquid import Environment, Mode, StrictUndefined

    class Limited(Environment):
        loop_iteration_limit = MAX_ROUNDS
        output_stream_limit = MAX_OUTPUT
        context_depth_limit = 10

    environment = Limited(tolerance=Mode.STRICT, undefined=StrictUndefined)
    environment.add_filter("start", start)
    return environment


@functools.lru_cache(maxsize=1)
def _liquid_error() -> type[Exception]:
    from liquid.exceptions import LiquidError

    return LiquidError
