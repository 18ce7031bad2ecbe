"""Rendering the desk's own words with Liquid: strict, limited, and telling which variables a template uses.

Liquid is what service desks already write their macros in. An unknown variable, filter or tag is refused
when the pack is loaded, not when a reply is due; loops are capped.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from empathkit.errors import PackError

if TYPE_CHECKING:
    from liquid import BoundTemplate

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: A slot as most templates use it; what is written otherwise goes through Liquid.
_SLOT = re.compile(r"\{\{ (\w+)( \| start)? \}\}")

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
    if (parts := _plain(source)) is not None and all(part.name in values for part in parts if part.name):
        return " ".join("".join(_filled(part, values) for part in parts).split())
    shown = {name: printable(value) if isinstance(value, str) else value for name, value in values.items()}
    try:
        text = _template(source).render(**shown)
    except _liquid_error() as error:
        raise PackError("template", f"{type(error).__name__}: {source!r}") from error
    return " ".join(text.split())


class _Part(NamedTuple):
    """A piece of a template: text, or the name of a slot and whether its first letter is raised."""

    text: str
    name: str = ""
    raised: bool = False


@functools.lru_cache(maxsize=4096)
def _plain(source: str) -> tuple[_Part, ...] | None:
    """The pieces of a template that only fills in slots; None where it does more, which is left to Liquid."""
    pieces = _SLOT.split(source)
    if any("{{" in text or "{%" in text for text in pieces[::3]):
        return None
    parts = [_Part(pieces[0])]
    for name, raised, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        parts += [_Part("", name, bool(raised)), _Part(text)]
    return tuple(parts)


def _filled(part: _Part, values: Mapping[str, Any]) -> str:
    if not part.name:
        return part.text
    text = printable(str(values[part.name]))
    return start(text) if part.raised else text


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
