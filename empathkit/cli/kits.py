"""The pipeline as the desk has set it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from empathkit.pipeline import Kit


def desk_kit() -> Kit:
    """The kit with the desk's own pack. Raises ConfigurationError or PackError."""
    from empathkit import settings
    from empathkit.connect.desk import build_kit

    return build_kit(settings.load())
