"""A directory of people from a CSV export, as a ContextSource: what the platform leaves out is filled from it.

The header names fields of a Requester: id,name,email,role,department,manager,site,timezone,language. To have every note
of the service use it, put this file where Python finds it and set

    EMPATHKIT_DIRECTORIES=csv_directory:directory
    PEOPLE_CSV=/srv/desk/people.csv
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from empathkit import Ticket, suggest
from empathkit.context.sources import completed
from empathkit.models import Requester
from empathkit.settings import Settings


class CsvDirectory:
    """People by their id or, without one, by their e-mail address."""

    def __init__(self, file: Path) -> None:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            people = [Requester.model_validate({k: v or None for k, v in row.items()}) for row in csv.DictReader(lines)]
        self._by_id = {one.id: one for one in people if one.id}
        self._by_email = {one.email.lower(): one for one in people if one.email}

    def lookup(self, requester: Requester) -> Requester | None:
        """The person as the export has them."""
        return self._by_id.get(requester.id or "") or self._by_email.get((requester.email or "").lower())


def directory(_settings: Settings) -> CsvDirectory:
    """What EMPATHKIT_DIRECTORIES names; the file is the one of PEOPLE_CSV."""
    return CsvDirectory(Path(os.environ["PEOPLE_CSV"]))


def main() -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "people.csv")
        file.write_text("id,name,site,department\nu1,Ana Prado,Porto,Finance\n", encoding="utf-8")
        people = CsvDirectory(file)
    said = [{"author": "requester", "body": "The printer shows error 50.1 since this morning."}]
    ticket = Ticket.model_validate({"key": "IT-1", "requester": {"id": "u1", "name": "Ana Prado"}, "messages": said})
    ticket = ticket.model_copy(update={"requester": completed(ticket.requester, [people])})
    for one in suggest(ticket).context.known:
        print(f"{one.kind}: {one.value} ({one.source})")


if __name__ == "__main__":
    main()
