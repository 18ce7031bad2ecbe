"""The calls we make to an instance, and nothing else. Every method raises PlatformError.

ServiceNow drops a condition or a field it does not understand and runs the rest, and hides rows after it has
counted a page: so what comes back is held against what was asked for, and a short page ends nothing.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from empathkit.connect.rest import ATTEMPTS, Answer, Rest
from empathkit.errors import NotVisible, PermissionDenied, PlatformUnavailable, UnexpectedAnswer
from empathkit_servicenow import batch, login
from empathkit_servicenow import query as encoded
from empathkit_servicenow.cells import Record, stored
from empathkit_servicenow.query import Query
from empathkit_servicenow.settings import Account

PAGE = 200  #: rows a page; above about 1000 the platform cuts answers short
STREAM = 500  #: rows a page where many tables are gone through
MAX_PAGES = 50
TABLE = "/api/now/v2/table"
STATS = "/api/now/stats"
ARTICLES = "/api/sn_km_api/knowledge/articles"


@dataclass
class _Instance:
    """What was learned of the instance, shared by the copies of a client."""

    batches: bool = True
    knowledge: bool = True


class Client:
    """One instance as one account sees it."""

    def __init__(
        self, account: Account, *, attempts: int = ATTEMPTS, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.user = account.user
        self.base = account.desk.url
        self._instance = _Instance()
        self.held: Mapping[str, batch.Served] = {}
        self._rest = Rest(
            "servicenow",
            account.desk.url,
            login.credentials(account),
            remedies=_remedies(account),
            cert=account.cert,
            attempts=attempts,
            sleep=sleep,
        )

    def find(self, table: str, name: str, value: str, fields: Iterable[str]) -> Record:
        """The one record whose field ``name`` holds ``value``. Raises NotVisible where there is none."""
        rows, _ = self.page(table, Query().where(name, "=", value), (name, *fields), limit=2)
        if not rows:
            raise NotVisible(f"servicenow: {table} {value}: not found, or hidden from this account")
        if len(rows) > 1 or stored(rows[0], name) != value:
            raise UnexpectedAnswer(f"servicenow: {table} {value}: the instance answered with other records")
        return rows[0]

    def rows(self, table: str, query: Query, fields: Iterable[str]) -> list[Record]:
        """All rows, page by page until the platform's count is reached; the query must have an order."""
        wanted = tuple(fields)
        found: list[Record] = []
        for number in range(MAX_PAGES):
            page, total = self.page(table, query, wanted, limit=PAGE, offset=number * PAGE)
            found += page
            if (number + 1) * PAGE >= total:
                return found
        raise UnexpectedAnswer(f"servicenow: {table}: more than {PAGE * MAX_PAGES} rows for one ticket")

    def stream(self, table: str, query: Query, fields: Iterable[str]) -> Iterator[Record]:
        """All rows by sys_id, however many: each page begins after the last row seen, so that rows that come and go
        move none of the others. A page whose rows are all hidden is stepped over. Raises UnexpectedAnswer where the
        instance did not do as it was told."""
        wanted, last, offset = ("sys_id", *fields), "", 0
        while True:
            after = query.where("sys_id", ">", last) if last else query
            rows, total = self.page(table, after.ordered("sys_id"), wanted, limit=STREAM, offset=offset)
            for row in rows:
                name = stored(row, "sys_id")
                if name <= last:
                    raise UnexpectedAnswer(f"servicenow: {table}: the instance did not answer in order")
                last = name
                yield row
            offset = 0 if rows else offset + STREAM
            if (STREAM if rows else offset) >= total:
                return

    def page(
        self, table: str, query: Query, fields: Iterable[str], *, limit: int, offset: int = 0
    ) -> tuple[list[Record], int]:
        """One page, and how many rows there are in all: those hidden from this account count too."""
        answer = self._read(*_page_of(table, query, fields, limit=limit, offset=offset))
        rows = _result(answer.document, table)
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise UnexpectedAnswer(f"servicenow: {table}: the answer holds no list of records")
        count = answer.headers.get("X-Total-Count", "")
        seen = offset + len(rows) + (1 if len(rows) >= limit else 0)  # without a count: a full page has a next one
        return rows, int(count) if count.isascii() and count.isdigit() else seen

    def count(self, table: str, query: Query) -> int:
        """How many rows there are, by the instance's own count. Raises UnexpectedAnswer where it gives none."""
        result = _result(self._read(*_count_of(table, query)).document, table)
        stats = result.get("stats") if isinstance(result, Mapping) else None
        given = stats.get("count") if isinstance(stats, Mapping) else None
        if not isinstance(given, str) or not (given.isascii() and given.isdigit()):
            raise UnexpectedAnswer(f"servicenow: {table}: the answer holds no count")
        return int(given)

    def articles(self, words: str, most: int) -> list[Mapping[str, Any]]:
        """What the Knowledge API finds, best first."""
        result = _result(self._read(ARTICLES, articles_params(words, most)).document, "knowledge")
        found = result.get("articles") if isinstance(result, Mapping) else None
        return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []

    @property
    def has_knowledge(self) -> bool:
        """Whether the instance has the Knowledge API, as far as is known."""
        return self._instance.knowledge

    @has_knowledge.setter
    def has_knowledge(self, there: bool) -> None:
        self._instance.knowledge = there

    def ahead(self, urls: Iterable[str]) -> Client:
        """This client with these reads made in one round trip. Where the instance has no batches, or none for this
        account, nothing is read ahead; the reads are then made when they are needed."""
        wanted = tuple(urls)
        made = copy.copy(self)
        if not self._instance.batches:
            return made
        try:
            document = self._rest.query(batch.PATH, batch.body(wanted))
        except (NotVisible, PermissionDenied, UnexpectedAnswer):
            self._instance.batches = False
        else:
            made.held = batch.served(document, wanted)
        return made

    def _read(self, path: str, params: Mapping[str, str | int]) -> batch.Served | Answer:
        held = self.held.get(read_url(path, params))
        if held is None:
            return self._rest.read(path, params)
        if held.error is not None:
            raise held.error
        return held

    def keep(self, table: str, sys_id: str, name: str, value: str) -> None:
        """Set one column and see that it was kept. Raises UnexpectedAnswer."""
        path = record_path(table, sys_id)
        answer = self._rest.write("PATCH", path, {encoded.field(name): value}, _shape((name,)))
        row = _result(answer, table)
        if not isinstance(row, Mapping) or stored(row, name) != value:
            raise UnexpectedAnswer(f"servicenow: {table}: {name} was not kept: is it there, long enough and writable?")

    def stage(self, table: str, values: Mapping[str, str]) -> None:
        """A row of an import set; its transform map decides what becomes of it. Raises UnexpectedAnswer."""
        answer = self._rest.write("POST", f"/api/now/import/{encoded.table(table)}", dict(values))
        rows = _result(answer, table)
        states = [row.get("status") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        if not states or "error" in states:
            raise UnexpectedAnswer(
                f"servicenow: import set {table}: the row was not transformed: look at its import log"
            )

    def patch(self, table: str, sys_id: str, document: Mapping[str, str], fields: Iterable[str]) -> None:
        """Change fields of one record. That it was taken does not mean it was kept: read it back."""
        self._rest.write("PATCH", record_path(table, sys_id), dict(document), _shape(fields))


def url_of(table: str, query: Query, fields: Iterable[str], *, limit: int, offset: int = 0) -> str:
    """The path and query of one page. Raises InputError."""
    return read_url(*_page_of(table, query, fields, limit=limit, offset=offset))


def count_url(table: str, query: Query) -> str:
    """The path and query of a count. Raises InputError."""
    return read_url(*_count_of(table, query))


def _count_of(table: str, query: Query) -> tuple[str, dict[str, str | int]]:
    return f"{STATS}/{encoded.table(table)}", {"sysparm_query": str(query), "sysparm_count": "true"}


def articles_params(words: str, most: int) -> dict[str, str | int]:
    """A question to the Knowledge API."""
    return {"query": words, "limit": most}


def read_url(path: str, params: Mapping[str, str | int]) -> str:
    """A read as a batch names it."""
    return f"{path}?{urlencode(params)}"


def _page_of(
    table: str, query: Query, fields: Iterable[str], *, limit: int, offset: int
) -> tuple[str, dict[str, str | int]]:
    params: dict[str, str | int] = {
        "sysparm_query": str(query),
        **_shape(fields),
        "sysparm_limit": limit,
        "sysparm_offset": offset,
    }
    return f"{TABLE}/{encoded.table(table)}", params


def record_path(table: str, sys_id: str) -> str:
    """The path of one record. Raises InputError."""
    return f"{TABLE}/{encoded.table(table)}/{encoded.sys_id(sys_id)}"


def _remedies(account: Account) -> Mapping[int, str]:
    return {
        401: f"the instance does not know this account: check {login.named(account)}, and that the user is active",
        403: "the account lacks a right: see the roles in the integration's README",
        404: "not found, or hidden from this account",
        429: "the instance limits calls: see its Rate Limit Rules",
    }


def _shape(fields: Iterable[str]) -> dict[str, str]:
    return {
        "sysparm_fields": ",".join(dict.fromkeys(encoded.field(name) for name in fields)),
        "sysparm_display_value": "all",
        "sysparm_exclude_reference_link": "true",
    }


def _result(document: Any, table: str) -> Any:
    if isinstance(document, Mapping) and document.get("error"):  # "Transaction cancelled" comes with 200
        raise PlatformUnavailable(f"servicenow: {table}: the instance gave up half-way through the answer")
    if not isinstance(document, Mapping) or "result" not in document:
        raise UnexpectedAnswer(f"servicenow: {table}: the answer holds no result")
    return document["result"]
