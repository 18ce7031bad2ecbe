"""What commands read from and write to."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from empathkit.errors import InputError

STANDARD_INPUT = "-"

#: What could steer a terminal; a user's text must not.
_START = re.compile(r"(?:ok    |FAIL  |note  )| *(?:• |-> )?")
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")


def remark(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(_writable(" ".join(f"empathkit: {text}".split()), sys.stderr.encoding) + "\n")


def fold(text: str, width: int) -> str:
    """The text with each line that is too long broken between words; what follows stands under its first word."""
    return "\n".join(_fold_line(line, width) for line in text.split("\n"))


def _fold_line(line: str, width: int) -> str:
    start = _START.match(line)
    indent = len(start[0]) if start else 0
    if len(line) <= width or width <= indent:
        return line
    return textwrap.fill(
        line[indent:],
        width,
        initial_indent=line[:indent],
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns() -> int | None:
    """The width of the terminal, or what ``COLUMNS`` says; None where nobody looks and no line needs breaking."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return None
    return shutil.get_terminal_size().columns


class Console:
    """Standard input and output. What an output can't encode, or a terminal would obey, is written as an escape."""

    def say(self, text: str = "") -> None:
        """A line on standard output, there at once."""
        sys.stdout.write(_writable(text, sys.stdout.encoding) + "\n")
        sys.stdout.flush()

    def say_folded(self, text: str) -> None:
        """Text for people, broken at the terminal's width."""
        width = columns()
        self.say(fold(text, width) if width else text)

    def remark(self, text: str) -> None:
        """A line on standard error."""
        remark(text)

    def read(self, name: str) -> bytes:
        """All of a file, or of standard input for ``-``. Raises InputError."""
        if name == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        try:
            return Path(name).read_bytes()
        except (OSError, ValueError) as error:
            raise InputError(_unreadable(name, error)) from error

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Number (from 1) and bytes of each line that is not blank, as it comes. Raises InputError."""
        with contextlib.ExitStack() as stack:
            file: BinaryIO = sys.stdin.buffer
            if name != STANDARD_INPUT:
                try:
                    file = stack.enter_context(Path(name).open("rb"))
                except (OSError, ValueError) as error:
                    raise InputError(_unreadable(name, error)) from error
            yield from ((number, line.rstrip(b"\r\n")) for number, line in enumerate(file, 1) if line.strip())


def _unreadable(name: str, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a usable name"
    return f"can't read {name}: {reason}"


def _writable(text: str, encoding: str | None) -> str:
    harmless = _STEERING.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    encoding = encoding or "utf-8"
    return harmless.encode(encoding, "backslashreplace").decode(encoding)
