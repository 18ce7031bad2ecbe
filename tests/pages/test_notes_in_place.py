"""The sandboxes' own ticket page: the note as Jira and ServiceNow show it, and nothing in a ticket that is markup."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from empathkit.connect import platforms
from empathkit.connect.note import marker, write_note
from empathkit.models import Link, Ticket
from empathkit.pipeline import Kit
from empathkit.testing.demo_tickets import demo_tickets
from empathkit.testing.server import running

KIT = Kit()
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>[code]<b>x</b>[/code]\u202egnp.exe\u202c " + "x" * 5_000


class Placed:
    """A ticket with our note on it, as the connector wrote it."""

    def __init__(self, kind, ticket):
        self.sandbox = platforms.find(kind).sandbox()
        from empathkit.settings import Settings

        values = {"URL": "", "EMAIL": "a@b.example", "TOKEN": "t", "USER": "u", "PASSWORD": "p"}
        with running(self.sandbox.app()) as url:
            made = {f"EMPATHKIT_{kind.upper()}_{name}": value or url for name, value in values.items()}
            connector = platforms.find(kind).connector(Settings(made))
            self.key = self.sandbox.add_ticket(ticket).key
            fetched = connector.fetch(self.key)
            self.suggestion = KIT.suggest(fetched)
            mark = marker(kind, connector.site, fetched, "suggestion")
            note = write_note(self.suggestion, fetched, mark, KIT.pack, version="1")
            link = Link(text="Open it at the desk", url="https://desk.example/desk/tickets/x")
            connector.push(note.model_copy(update={"blocks": (*note.blocks[:-1], link, note.blocks[-1])}))
        self.page = TestClient(self.sandbox.app()).get(f"/_sandbox/page/{self.key}")


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_the_note_is_shown_as_the_platform_shows_it_apart_from_what_is_public(kind):
    placed = Placed(kind, demo_tickets()[0].ticket)
    html = placed.page.text
    internal = html.partition('<article class="internal"')[2].partition("</article>")[0]

    assert html.count("<article") == 2
    assert html.count('class="internal"') == 1
    box = '<div class="panel">' if kind == "jira" else "<blockquote>"
    reply = re.sub("<[^>]*>", " ", internal.partition(box)[2].partition("Why each sentence")[0])
    assert " ".join(placed.suggestion.draft.sentences[-1].text.split()) in " ".join(unescape(reply).split())
    assert '<a href="https://desk.example/desk/tickets/x" rel="noreferrer">Open it at the desk</a>' in internal
    assert "<table>" in internal
    assert "<li>" in internal


@pytest.mark.parametrize("kind", ["jira", "servicenow"])
def test_a_hostile_ticket_shows_as_text(kind):
    ticket = {"summary": HOSTILE[:200], "requester": {"id": "u1", "name": HOSTILE[:90], "site": HOSTILE[:90]}}
    said = [{"author": "requester", "body": f"{HOSTILE} the vpn is down, error 809"}]
    placed = Placed(kind, Ticket.model_validate({**ticket, "messages": said}))

    assert placed.page.status_code == 200
    assert "<script" not in placed.page.text
    assert "<img" not in placed.page.text
    assert "&lt;script&gt;alert(1)" in placed.page.text
    assert "script-src" not in placed.page.headers["content-security-policy"]
    assert "default-src 'none'" in placed.page.headers["content-security-policy"]


def bomb(depth):
    node = {"type": "paragraph", "content": [{"type": "text", "text": "deep"}]}
    for _ in range(depth):
        node = {"type": "blockquote", "content": [node]}
    return {"type": "doc", "version": 1, "content": [node]}


@pytest.mark.parametrize(
    "body",
    [
        bomb(90),
        bomb(5_000),
        {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "x"}] * 100_000}]},
        {"type": "doc", "content": "no list"},
        {"type": ["odd"], "content": [None, 3, {"type": "text", "text": {"a": 1}, "marks": "none"}]},
        {"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": "javascript:alert(1)"}}]},
        {"type": "text", "text": "<script>", "marks": [{"type": 'strong"><script>'}]},
    ],
    ids=["deep", "a bomb", "wide", "no list", "odd", "a script as link", "a mark as markup"],
)
def test_an_odd_document_is_shown_as_far_as_it_goes(body):
    from empathkit_jira.sandbox.page import html

    shown = str(html(body))
    assert "<script" not in shown
    assert "javascript:" not in shown
    assert len(shown) < 200_000


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("[code]<p>a <b>b</b></p>[/code]", "<p>a <b>b</b></p>"),
        ("[code]<script>x</script>[/code]", "&lt;script&gt;x"),
        ("[code]<p onclick='x'>a[/code]", "<p>a</p>"),
        ("[code]<img src=x>[/code]", "&lt;img src=x&gt;"),
        ("[code]<a href='javascript:x'>a</a>[/code]", "a"),
        ("a < b", '<div class="text">a &lt; b</div>'),
        ("[code]</p></div>a[/code]", "a"),
    ],
)
def test_of_an_entry_only_what_lays_text_out_is_kept(value, shown):
    from empathkit_servicenow.sandbox.page import html

    assert str(html(value)) == shown


def test_a_ticket_that_is_not_there_has_no_page():
    assert TestClient(platforms.find("jira").sandbox().app()).get("/_sandbox/page/IT-1").status_code == 404
