"""EmpathKit: user context and replies that let people feel heard and are true.

Names are loaded when first used: ``import empathkit`` reads nothing and connects to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from empathkit.errors import EmpathKitError
    from empathkit.models import CheckReport, Reading, Rewrite, Suggestion, Ticket
    from empathkit.pipeline import Kit, check, read, rewrite, suggest

__version__ = "0.1.0"

__all__ = [
    "CheckReport",
    "EmpathKitError",
    "Kit",
    "Reading",
    "Rewrite",
    "Suggestion",
    "Ticket",
    "check",
    "read",
    "rewrite",
    "suggest",
]

_HOMES = {
    "errors": ("EmpathKitError",),
    "models": ("CheckReport", "Reading", "Rewrite", "Suggestion", "Ticket"),
    "pipeline": ("Kit", "check", "read", "rewrite", "suggest"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
