"""What the knowledge base has for a ticket's title. Source: ServiceNow, "Knowledge API" (the plugin sn_km_api).

An instance without the plugin is asked for published articles whose title holds words of the ticket's. Titles and
addresses are all that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from empathkit.errors import NotVisible, PermissionDenied, UnexpectedAnswer
from empathkit.models import Article
from empathkit_servicenow.cells import Record, stored
from empathkit_servicenow.client import ARTICLES, Client, articles_params, read_url, url_of
from empathkit_servicenow.query import Query

FEW = 3  #: articles we name
LONGEST = 200  #: characters of a question
TABLE = "kb_knowledge"
FIELDS = ("sys_id", "number", "short_description", "workflow_state")
_ROWS = 20
_NUMBER = re.compile(r"[A-Z]{1,12}[0-9]{1,12}")
_WORD = re.compile(r"[^\W\d_]{4,30}")
_MOST_WORDS = 6


def urls(client: Client, title: str) -> Iterator[str]:
    """The read to be made ahead."""
    if client.has_knowledge:
        if asked := _asked(title):
            yield read_url(ARTICLES, articles_params(asked, FEW))
    elif words := _words(title):
        yield url_of(TABLE, _query(words), FIELDS, limit=_ROWS)


def articles(client: Client, title: str) -> tuple[Article, ...]:
    """The first few. Raises PlatformError."""
    if client.has_knowledge and _asked(title):
        try:
            found = client.articles(_asked(title), FEW)
        except (NotVisible, PermissionDenied, UnexpectedAnswer):
            client.has_knowledge = False  # the plugin is missing, or not for this account: that does not change soon
        else:
            return tuple(_named(client, found))
    words = _words(title)
    if not words:
        return ()
    rows, _ = client.page(TABLE, _query(words), FIELDS, limit=_ROWS)
    return tuple(_named(client, best(rows, words)))


def best(rows: Sequence[Record], words: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Published articles that share most words with the title; one word in common among several proves nothing."""
    ranked = sorted(rows, key=lambda row: -_shared(row, words))
    for row in ranked:
        if _shared(row, words) >= min(2, len(words)) and stored(row, "workflow_state") == "published":
            yield {"title": stored(row, "short_description"), "number": stored(row, "number")}


def _shared(row: Record, words: Sequence[str]) -> int:
    title = stored(row, "short_description").casefold()
    return sum(word in title for word in words)


def _named(client: Client, found: Iterator[Mapping[str, Any]] | Sequence[Mapping[str, Any]]) -> Iterator[Article]:
    for one in [*found][:FEW]:
        title, number = one.get("title"), one.get("number")
        if isinstance(title, str) and (shown := " ".join(title.split())):
            known = isinstance(number, str) and _NUMBER.fullmatch(number)
            yield Article(title=shown, url=f"{client.base}/kb_view.do?sysparm_article={number}" if known else None)


def _asked(title: str) -> str:
    """A question for a search of words: what could mean anything else is left out of it."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", title).split())[:LONGEST].strip()


def _words(title: str) -> Sequence[str]:
    return tuple(dict.fromkeys(word.casefold() for word in _WORD.findall(title)))[:_MOST_WORDS]


def _query(words: Sequence[str]) -> Query:
    return Query().where("workflow_state", "=", "published").holds_any("short_description", *words).ordered("sys_id")
