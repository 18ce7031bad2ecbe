"""The playground without a browser: what it holds, who may ask for it, and that nothing in a ticket becomes markup."""

import json
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from empathkit.models import Ticket
from empathkit.pipeline import Kit
from empathkit.serve.pages.examples import examples
from empathkit.serve.pages.playground import build_playground

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{ 7 * 7 }}{% raw %}\u202eevil\u202c &lt;b&gt;"


@pytest.fixture(scope="module")
def client():
    with TestClient(build_playground(Kit()), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5)) as client:
        yield client


class Page(HTMLParser):
    """The elements of a page with their attributes and text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        self.text.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def post(client, **form):
    return client.post("/", content=urlencode(form), headers={"Content-Type": "application/x-www-form-urlencoded"})


@pytest.mark.parametrize("number", range(len(examples())), ids=[one.title for one in examples()])
def test_every_example_is_shown_with_all_that_was_heard(client, number):
    answer = client.get("/", params={"example": number})
    suggestion = Kit().suggest(examples()[number].ticket)
    text = " ".join("".join(Page(answer.text).text).split())

    assert answer.status_code == 200
    for sentence in suggestion.draft.sentences if suggestion.draft else ():
        assert " ".join(sentence.text.split()) in text
    for fact in suggestion.reading.facts:
        assert " ".join(fact.evidence.quote.split()) in text
    if suggestion.abstained:
        assert suggestion.abstained in text


def test_there_are_a_dozen_examples_and_they_differ():
    readings = [Kit().suggest(one.ticket) for one in examples()]

    assert len(readings) == 12
    assert len({one.reading.situation for one in readings}) >= 7


def test_what_a_sentence_rests_on_can_be_lit_up(client):
    page = Page(client.get("/").text)
    places = {one["data-at"] for one in page.of("span") if "data-at" in one}
    lights = [light for one in page.of("span") if one.get("data-lights") for light in one["data-lights"].split()]

    assert lights
    for light in lights:
        message, start, end = map(int, light.split(":"))
        assert any(
            int(m) == message and int(s) < end and start < int(e) for m, s, e in (place.split(":") for place in places)
        )


def test_a_message_of_ones_own_is_read(client):
    answer = post(client, name="Ines", summary="vpn", message="vpn error 809 since monday")

    assert answer.status_code == 200
    assert "Hello Ines" in answer.text
    assert "vpn error 809 since monday" in "".join(Page(answer.text).text)


def test_a_whole_ticket_is_read(client):
    ticket = {
        "key": "IT-7",
        "requester": {"id": "u1", "name": "Ines"},
        "messages": [{"author": "requester", "body": "hi"}],
    }

    assert post(client, document=json.dumps(ticket)).status_code == 200


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "write what the user said"),
        ({"message": "   "}, "write what the user said"),
        ({"document": "{"}, "JSON"),
        ({"document": '{"messages": []}'}, "requester"),
    ],
    ids=["nothing", "blank", "broken", "half a ticket"],
)
def test_what_is_no_ticket_is_said_in_words_and_what_was_typed_stays(client, form, said):
    answer = post(client, **form)

    assert answer.status_code == 422
    assert said in "".join(Page(answer.text).text)
    assert form.get("document", "") in "".join(Page(answer.text).text)


def test_a_hostile_ticket_shows_as_text(client):
    ticket = {
        "key": HOSTILE,
        "summary": HOSTILE,
        "requester": {"id": "u1", "name": HOSTILE, "site": HOSTILE, "devices": [{"model": HOSTILE}]},
        "messages": [{"author": "requester", "body": f"{HOSTILE} the vpn is down, error {HOSTILE}"}],
    }
    page = Page(post(client, document=json.dumps(ticket)).text)

    assert len(page.of("script")) == 1
    assert page.of("img") == []
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert "49" not in [piece.strip() for piece in page.text]
    assert HOSTILE in "".join(page.text)


def test_a_line_of_100_kb_is_shown(client):
    answer = post(client, message="vpn " * 25_000)

    assert answer.status_code == 200


def test_more_than_a_megabyte_is_refused(client):
    assert post(client, message="x" * (1 << 20)).status_code == 413


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client):
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    page = Page(answer.text)

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.of("style") == []
    assert not any("style" in attributes for _, attributes in page.elements)
    for attributes in [*page.of("script"), *page.of("link")]:
        assert (attributes.get("src") or attributes["href"]).startswith(("/static/", "data:,"))


@pytest.mark.parametrize("path", ["/static/pages.css", "/static/pages.js"])
def test_style_and_script_are_served_by_us(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "evil.example:8000"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
    ids=["plain", "localhost", "IPv6", "rebound name", "another origin", "our origin", "cross-site", "same-origin"],
)
def test_only_pages_of_this_machine_may_ask(client, headers, status):
    body = {"text": "Just restart it.", "ticket": None}

    assert client.get("/", headers=headers).status_code == status
    assert client.post("/v1/check", json=body, headers=headers).status_code == status


def test_every_field_has_a_label_and_every_region_a_name(client):
    html = client.get("/").text
    page = Page(html)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}

    labelled = {one["for"] for one in page.of("label") if "for" in one}
    assert {one["id"] for one in page.of("textarea") if "id" in one} <= labelled
    for section in page.of("section"):
        assert section["aria-labelledby"] in ids
    assert len(page.of("h1")) == 1
    assert page.of("html")[0]["lang"] == "en"


def test_the_library_call_on_the_page_works(client, tmp_path, monkeypatch, capsys):
    from empathkit.serve.pages.playground import _code

    monkeypatch.chdir(tmp_path)
    ticket: Ticket = examples()[0].ticket
    (tmp_path / "ticket.json").write_text(ticket.model_dump_json(), encoding="utf-8")
    exec(_code(), {})
    assert capsys.readouterr().out.startswith("Hello Tove")
