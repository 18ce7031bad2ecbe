"""What the commands on documents share: one document for people or as JSON, or one a line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from empathkit.cli.console import Console
from empathkit.connect.documents import read_ticket, to_json
from empathkit.errors import EmpathKitError, InputError, place_of
from empathkit.models import Ticket

#: Makes an answer of a document's bytes that begin on a line. Raises InputError.
Verb = Callable[[bytes, int], BaseModel]


def add_document_options(parser: argparse.ArgumentParser) -> None:
    """FILE, ``--json`` and ``--jsonl``."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="answer as ASCII-escaped JSON")
    parser.add_argument("--jsonl", action="store_true", help="one document a line, answered line by line in order")


def ticket_in(file: str, console: Console) -> Ticket:
    """The ticket of a file, or of standard input for ``-``. Raises InputError, which says where a whole one is to be
    seen when this is not even JSON."""
    raw = console.read(file)
    try:
        return read_ticket(raw)
    except InputError as error:
        if error.field:
            raise located(file, error) from error
        pointed = f"{error.message}; a ticket is a JSON object like examples/ticket.json"
        raise located(file, InputError(pointed, line=error.line)) from error


def answer_lines(
    file: str, verb: Verb, console: Console, look: Callable[[BaseModel], None] = lambda _answer: None
) -> int:
    """Answer each line in order; a bad line gets an error in its place and the rest goes on. Exit code 2 if any was
    bad. ``look`` sees every good answer."""
    bad = total = 0
    for number, line in console.lines(file):
        total += 1
        try:
            answer = verb(line, number)
        except Exception as error:  # noqa: BLE001 - one line's bug must not lose the lines after it; it is said below
            bad += 1
            console.say(to_json(line_error(error, number)))
            continue
        console.say(to_json(answer))
        look(answer)
    if bad:
        console.remark(f"{bad} of {total} lines could not be answered: their answers say why")
    return 2 if bad else 0


def line_error(error: Exception, number: int) -> dict[str, Any]:
    """What stands in the place of an answer."""
    if isinstance(error, InputError):
        said = {"line": error.line, "field": error.field, "message": error.message}
    else:
        message = str(error) if isinstance(error, EmpathKitError) else place_of(error)
        said = {"line": number, "field": "", "message": message}
    return {"error": said}


def located(file: str, error: InputError) -> InputError:
    """The error with its file, line and field in the message."""
    name = "standard input" if file == "-" else file
    field = f"{error.field}: " if error.field else ""
    return InputError(f"{name}:{error.line}: {field}{error.message}", line=error.line, field=error.field)
