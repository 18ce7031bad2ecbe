"""CSV exports: a header, and one reply a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from empathkit.checks.library.fields import REPLY, name_field, reply_field
from empathkit.checks.library.reply import CannedReply, readable
from empathkit.errors import InputError

#: Characters one field may have; more is no reply.
LONGEST = 4_000_000


def table_replies(text: str, own: Sequence[str] = ()) -> list[CannedReply]:
    """The replies of a CSV text with a header; comma, semicolon or tab. Raises InputError."""
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = next(reader, [])
        field, name = reply_field(header, own), name_field(header)
        if field is None:
            known = ", ".join(REPLY[:6])
            raise InputError(f"no column holds a reply: looked for {known}, ...; --field NAME says which it is")
        return list(_rows(reader, header.index(field), header.index(name) if name in header else None))
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", line=max(1, reader.line_num)) from error


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _rows(reader: Any, field: int, name: int | None) -> Iterator[CannedReply]:
    start = reader.line_num + 1
    for row in reader:
        if field < len(row) and row[field].strip():
            line = start + sum(cell.count("\n") for cell in row[:field])
            named = row[name].strip() if name is not None and name < len(row) else ""
            shown = readable(row[field])
            yield CannedReply(shown, line=line, name=named or None, as_written=shown == row[field])
        start = reader.line_num + 1
