"""The command line. ``empathkit --help`` lists the commands; DESIGN's contract names their exit codes."""

from __future__ import annotations

from empathkit.cli.main import main

__all__ = ["main"]
