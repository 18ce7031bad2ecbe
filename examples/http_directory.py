"""A directory of people behind HTTP, as a ContextSource: asked for each ticket, what it says is held for an hour.

It answers GET {PEOPLE_URL}/{id} with a JSON object whose names are those of a Requester, and 404 for somebody it
does not know. Put this file where Python finds it and set

    EMPATHKIT_DIRECTORIES=http_directory:directory
    PEOPLE_URL=https://people.example.org/api/people
    PEOPLE_TOKEN=...
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from urllib.parse import quote

import requests

from empathkit.models import Requester
from empathkit.settings import Settings

#: Seconds to connect, and to wait for an answer: a directory that is slow must not hold up the note.
TIMEOUT = (2.0, 5.0)
#: Seconds for which an answer is good, and how many answers are held.
FRESH, MOST = 3600.0, 10_000


class HttpDirectory:
    """People by their id. When it can't be reached, :meth:`lookup` raises, and the note is made without it."""

    def __init__(self, url: str, token: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._token, self._clock = url.rstrip("/"), token, clock
        self._held: dict[str, tuple[float, Requester | None]] = {}

    def lookup(self, requester: Requester) -> Requester | None:
        """The person as the directory has them. Raises requests.RequestException, and ValueError for what is no
        person."""
        if not requester.id:
            return None
        until, person = self._held.get(requester.id, (0.0, None))
        if until <= self._clock():
            person = self._ask(requester.id)
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[requester.id] = (self._clock() + FRESH, person)
        return person

    def _ask(self, name: str) -> Requester | None:
        answer = requests.get(
            f"{self._url}/{quote(name, safe='')}",
            headers={"Authorization": f"Bearer {self._token}", "Accept": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        if answer.status_code == requests.codes.not_found:
            return None
        answer.raise_for_status()
        return Requester.model_validate({**answer.json(), "id": name})


def directory(_settings: Settings) -> HttpDirectory:
    """What EMPATHKIT_DIRECTORIES names."""
    return HttpDirectory(os.environ["PEOPLE_URL"], os.environ.get("PEOPLE_TOKEN", ""))
