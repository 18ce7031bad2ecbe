"""Reads tickets of a Zendesk and leaves internal notes there: comments with ``public: false`` in the creating call.

Paths and fields: developer.zendesk.com, "Tickets", "Ticket Comments".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from empathkit.connect.credentials import basic
from empathkit.connect.note import as_text, find_marker
from empathkit.connect.rest import Rest
from empathkit.errors import NoteNotStored, NoteWentPublic, NotVisible, UnexpectedAnswer
from empathkit.models import InternalNote, Message, PlacedNote, Requester, Ticket
from empathkit.ports import Preview

Json = Mapping[str, Any]
PAGES = 50
KEY = re.compile(r"[1-9][0-9]{0,15}")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_REMEDIES = {
    401: "check EMPATHKIT_ZENDESK_EMAIL and EMPATHKIT_ZENDESK_TOKEN",
    403: "the account must be an agent who may see this ticket",
    404: "no such ticket, or hidden from this account",
}


class ZendeskConnector:
    """Implements :class:`empathkit.ports.Connector`."""

    platform = "zendesk"

    def __init__(self, url: str, email: str, token: str) -> None:
        self.site = url.partition("://")[2]
        self._url = url
        self._rest = Rest("zendesk", url, basic(f"{email}/token", token), remedies=_REMEDIES)

    def fetch(self, key: str) -> Ticket:
        """The ticket with its conversation and its requester."""
        found = self._object(f"{path(key)}.json", "ticket")
        person = self._object(f"/api/v2/users/{number(found.get('requester_id'))}.json", "user")
        messages = tuple(_message(one, found.get("requester_id")) for one in self._comments(key))
        if not messages:
            raise NotVisible(f"zendesk: the comments of ticket {key} are hidden from this account")
        return Ticket(
            key=str(found.get("id")),
            summary=str(found.get("subject") or ""),
            platform="zendesk",
            url=f"{self._url}/agent/tickets/{found.get('id')}",
            created=found.get("created_at"),
            priority=found.get("priority"),
            requester=_requester(person),
            messages=messages,
        )

    def notes(self, key: str) -> tuple[PlacedNote, ...]:
        """Our notes, oldest first."""
        return tuple(note for one in self._comments(key) if (note := _placed(one)) is not None)

    def push(self, note: InternalNote) -> PlacedNote:
        """Write the note and read it back. Raises NoteNotStored or NoteWentPublic."""
        before = {one.id for one in self.notes(note.ticket)}
        self._rest.write("PUT", f"{path(note.ticket)}.json", _body(note))
        for one in self._comments(note.ticket):
            if str(one.get("id")) not in before and find_marker(str(one.get("body"))) == note.marker:
                if one.get("public") is not False:
                    self._hide(note.ticket, one)
                    raise NoteWentPublic(f"zendesk: the note on {note.ticket} was public; it has been made private")
                return PlacedNote(id=str(one.get("id")), marker=note.marker, at=one.get("created_at"))
        raise NoteNotStored(f"zendesk: the note on {note.ticket} was sent and can't be found again")

    def preview(self, note: InternalNote) -> Preview:
        """The call ``push`` would make."""
        return Preview(f"PUT {self._url}{path(note.ticket)}.json", _body(note))

    def whoami(self) -> str:
        """The role of the account."""
        return str(self._object("/api/v2/users/me.json", "user").get("role"))

    def _hide(self, key: str, comment: Json) -> None:
        self._rest.write("PUT", f"{path(key)}/comments/{number(comment.get('id'))}/make_private.json")

    def _comments(self, key: str) -> Iterator[Json]:
        """All comments, oldest first, by cursor; links in answers are not followed."""
        params: dict[str, str | int] = {"page[size]": 100}
        for _ in range(PAGES):
            document = self._rest.get(f"{path(key)}/comments.json", params)
            yield from _list(document, "comments")
            meta = document.get("meta") or {}
            if not meta.get("has_more"):
                return
            params["page[after]"] = str(meta.get("after_cursor"))
        raise UnexpectedAnswer(f"zendesk: ticket {key} has more comments than a conversation")

    def _object(self, where: str, name: str) -> Json:
        found = self._rest.get(where)
        inner = found.get(name) if isinstance(found, Mapping) else None
        if not isinstance(inner, Mapping):
            raise UnexpectedAnswer(f"zendesk: GET {where}: the answer holds no {name}")
        return inner


def path(key: str) -> str:
    """The path of a ticket. Raises NotVisible: no such ticket can exist."""
    if not KEY.fullmatch(key):
        raise NotVisible("zendesk: a ticket is named by its number")
    return f"/api/v2/tickets/{key}"


def number(value: object) -> str:
    """An id of the platform's own. Raises UnexpectedAnswer."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnexpectedAnswer("zendesk: an id is not a number")
    return str(value)


def _list(document: object, name: str) -> list[Json]:
    rows = document.get(name) if isinstance(document, Mapping) else None
    if not isinstance(rows, list):
        raise UnexpectedAnswer(f"zendesk: the answer holds no {name}")
    return [one for one in rows if isinstance(one, Mapping)]


def _body(note: InternalNote) -> dict[str, Any]:
    text = _UNSTORABLE.sub("\ufffd", as_text(note))
    return {"ticket": {"comment": {"html_body": f"<pre>{html.escape(text)}</pre>", "public": False}}}


def _placed(comment: Json) -> PlacedNote | None:
    marker = find_marker(str(comment.get("body")))
    if marker is None or comment.get("public") is not False:
        return None
    return PlacedNote(id=str(comment.get("id")), marker=marker, at=comment.get("created_at"))


def _message(comment: Json, requester: object) -> Message:
    public = comment.get("public") is not False
    author = "requester" if comment.get("author_id") == requester else "agent"
    body = str(comment.get("plain_body") or comment.get("body") or "")
    return Message(
        author="integration" if not public and find_marker(body) else author,  # type: ignore[arg-type]
        body=body,
        at=comment.get("created_at"),
        id=str(comment.get("id")),
        public=public,
    )


def _requester(user: Json) -> Requester:
    return Requester(
        id=str(user.get("id")),
        name=user.get("name"),
        email=user.get("email"),
        timezone=user.get("iana_time_zone"),
        language=user.get("locale"),
    )
