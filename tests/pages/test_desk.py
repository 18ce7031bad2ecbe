"""The desk without a browser: the queue, a ticket, what an agent says of it, and that nothing in a ticket is markup."""

import time
from html import unescape

import pytest
from desk_house import AGENT, BODY, KIT, MANAGER, House, csrf

from empathkit.connect.around import Shadow
from empathkit.errors import PlatformUnavailable
from empathkit.insight.report import report
from empathkit.memory import schema
from empathkit.testing.fakes import FakeDesk, fake_ticket

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{ 7 * 7 }}\u202eevil\u202c &lt;b&gt;"


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.memory.close()


def many(house, count):
    """That many tickets waiting, each longer ago than the one before."""
    rows = [
        {
            "platform": "fake", "ticket": f"IT-{number:05}", "user": "", "message": "m", "state": "waiting",
            "later": int(number % 100 != 7), "topic": "vpn", "situation": "fault", "level": 1, "draft": 1,
            "made": 1e9 + number, "kept": time.time(),
        }
        for number in range(count)
    ]  # fmt: skip
    with house.memory.connected() as connection:
        connection.execute(schema.waiting.insert(), rows)


def test_the_queue_pages_on_the_server_and_stays_small_with_10000_waiting(house):
    many(house, 10_000)
    client = house.client(AGENT)
    seen, path = [], "/desk/"
    for _ in range(4):
        page = client.get(path).text
        assert len(page.encode()) < 200_000
        seen += [part.partition("<")[0] for part in page.split("/desk/tickets/fake/")[1:]]
        path = unescape(page.rpartition('rel="next"')[0].rpartition('href="')[2].partition('"')[0])

    keys = [one.partition('">')[2] for one in seen]
    assert len(keys) == len(set(keys)) == 200
    assert keys[:100] == [f"IT-{number:05}" for number in range(7, 10_000, 100)]
    assert keys[100:] == [f"IT-{number:05}" for number in range(10_000) if number % 100 != 7][:100]


@pytest.mark.parametrize("after", ["x", "e30", "%00", "WzEsMl0", "bnVsbA"])
def test_a_place_that_is_none_begins_at_the_start(house, after):
    house.add("IT-1")

    assert "IT-1" in house.client(AGENT).get(f"/desk/?after={after}").text


def test_a_ticket_shows_the_reply_its_user_and_the_conversation(house):
    house.add(
        "IT-1",
        ("requester", BODY),
        role="Planner",
        devices=[{"model": "ThinkPad T14", "os": "Windows 11", "usage": "daily", "last_seen": "2026-11-22T09:00:00Z"}],
        history=[{"key": "IT-0", "summary": "VPN down", "opened": "2026-11-20", "resolved": "2026-11-21"}],
    )
    page = unescape(house.client(AGENT).get("/desk/tickets/fake/IT-1").text)

    for said in ("drops every ten minutes", "Planner", "ThinkPad T14", "daily", "last seen 24 h ago", "message 1"):
        assert said in page
    assert KIT.suggest(house.host.tickets["IT-1"]).draft.sentences[1].text in page
    assert "/desk/tickets/fake/IT-0" in page


def test_the_reply_is_the_one_of_the_note_though_its_phrases_are_remembered_now(house):
    ticket = fake_ticket("IT-1", ("requester", BODY))
    note = KIT.suggest(ticket)
    house.add("IT-1", ("requester", BODY))

    assert KIT.suggest(ticket, remembered=house.memory.recall(ticket)).draft.text != note.draft.text
    assert note.draft.text in unescape(house.client(AGENT).get("/desk/tickets/fake/IT-1").text)


def test_a_secret_is_masked_and_an_internal_note_marked(house):
    house.add("IT-1", ("requester", "my password is Tr0ub4dor&3x and the vpn is down"))
    ticket = house.host.tickets["IT-1"]
    internal = ticket.messages[0].model_copy(
        update={"author": "agent", "public": False, "body": "ask the gateway team"}
    )
    house.host.tickets["IT-1"] = ticket.model_copy(update={"messages": (*ticket.messages, internal)})
    page = house.client(AGENT).get("/desk/tickets/fake/IT-1").text

    assert "Tr0ub4dor" not in page
    assert "message agent internal" in page


def test_what_the_platform_does_not_give_is_said_not_shown(house):
    house.add("IT-1")
    house.host.errors = [PlatformUnavailable("fake: no answer")] * 5
    answer = house.client(AGENT).get("/desk/tickets/fake/IT-1")

    assert answer.status_code == 200
    assert "can't be shown" in unescape(answer.text)
    assert "fake: no answer" in answer.text


@pytest.mark.parametrize(
    "text", [HOSTILE, "vpn " * 25_000, "\u202e" * 500, "a\udc80b"], ids=["script", "100 kB", "RTL", "surrogate"]
)
def test_a_hostile_ticket_shows_as_text(house, text):
    house.add(
        "IT-1",
        ("requester", f"{text} the vpn is down"),
        name=text[:200],
        site=text[:200],
        devices=[{"model": text[:200]}],
    )
    answer = house.client(AGENT).get("/desk/tickets/fake/IT-1")

    assert answer.status_code == 200
    assert answer.text.count("<script") == 1
    assert "<img" not in answer.text
    assert "49" not in answer.text.replace("2026", "").split()


@pytest.mark.parametrize(("became", "reason"), [("used", ""), ("edited", ""), ("dismissed", "tone")])
def test_what_became_of_a_suggestion_reaches_the_report_and_the_queue(house, became, reason):
    house.add("IT-1")
    client = house.client(AGENT)
    form = {"csrf": csrf(client.get("/desk/tickets/fake/IT-1").text), "became": became, "reason": reason}
    answer = client.post("/desk/tickets/fake/IT-1/mark", data=form)

    assert answer.headers["location"] == f"/desk/tickets/fake/IT-1?noted={became}"
    found = report(*house.memory.figures())
    assert found.suggestions[became].count == 1
    assert found.reasons == ({"tone": 1} if reason else {})
    assert house.book.page(5) == []
    assert [row.state for row in house.book.page(5, done=True)] == [became]


def test_what_an_agent_said_goes_before_what_the_conversation_tells(house):
    ticket = house.add("IT-1")
    house.book.mark("fake", "IT-1", "edited")
    house.memory.note(ticket, {"outcome": "dismissed", "asked_again": 1})

    assert [(row["outcome"], row["asked_again"]) for row in house.memory.figures()[1]] == [("edited", 1)]


@pytest.mark.parametrize("form", [{"became": "sold"}, {}, {"became": "dismissed", "reason": "<b>"}])
def test_nothing_else_can_become_of_it(house, form):
    house.add("IT-1")
    client = house.client(AGENT)
    given = {"csrf": csrf(client.get("/desk/tickets/fake/IT-1").text), **form}

    assert client.post("/desk/tickets/fake/IT-1/mark", data=given).status_code == 422
    assert len(house.book.page(5)) == 1


def test_preferences_set_at_the_desk_count_from_then_on_and_can_be_taken_back(house):
    ticket = house.add("IT-1")
    client = house.client(AGENT)
    secret = csrf(client.get("/desk/tickets/fake/IT-1").text)

    client.post("/desk/tickets/fake/IT-1/preferences", data={"csrf": secret, "channel": "phone", "called": "Ina"})
    kept = {one.name: (one.value, one.source) for one in house.memory.recall(ticket).preferences}
    assert kept == {
        "channel": ("phone", "set at the desk, 2026-11-23"),
        "called": ("Ina", "set at the desk, 2026-11-23"),
    }
    assert "set at the desk" in client.get("/desk/tickets/fake/IT-1").text

    client.post("/desk/tickets/fake/IT-1/preferences", data={"csrf": secret})
    assert house.memory.recall(ticket).preferences == ()


def test_a_value_that_is_not_offered_is_refused(house):
    house.add("IT-1")
    client = house.client(AGENT)
    form = {"csrf": csrf(client.get("/desk/tickets/fake/IT-1").text), "channel": "pigeon"}

    assert client.post("/desk/tickets/fake/IT-1/preferences", data=form).status_code == 422


@pytest.mark.parametrize("for_good", [False, True])
def test_a_manager_forgets_a_user(house, for_good):
    ticket = house.add("IT-1")
    client = house.client(MANAGER)
    form = {"csrf": csrf(client.get("/desk/tickets/fake/IT-1").text), "sure": "yes"}
    client.post("/desk/tickets/fake/IT-1/forget", data=form | ({"opt_out": "yes"} if for_good else {}))

    assert not any(house.memory.held("u1").values())
    house.memory.remember(ticket, KIT.suggest(ticket))
    assert any(house.memory.held("u1").values()) is not for_good
    assert [row.user for row in house.book.page(5)] == ["" if for_good else "fake:u1"]


def test_forgetting_needs_a_tick(house):
    house.add("IT-1")
    client = house.client(MANAGER)
    form = {"csrf": csrf(client.get("/desk/tickets/fake/IT-1").text)}

    assert client.post("/desk/tickets/fake/IT-1/forget", data=form).status_code == 422


def test_the_checker_knows_the_ticket_and_its_user(house):
    house.add("IT-1", ("requester", BODY))
    client = house.client(AGENT)
    client.get("/desk/tickets/fake/IT-1")
    found = client.post("/desk/tickets/fake/IT-1/check", json={"text": "Just restart your laptop."}).json()["findings"]
    mended = client.post("/desk/tickets/fake/IT-1/rewrite", json={"text": "Just restart your laptop."}).json()

    assert {"EK205", "EK302"} <= {one["rule"] for one in found}
    assert "Just" not in mended["text"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"text": 1}', b'{"text"', b"\xff"])
def test_what_is_no_text_is_refused_by_the_checker(house, body):
    house.add("IT-1")

    assert house.client(AGENT).post("/desk/tickets/fake/IT-1/check", content=body).status_code == 422


def test_a_ticket_is_found_by_its_key(house):
    house.add("IT-1")
    client = house.client(AGENT)

    assert client.get("/desk/open?ticket=it-1").headers["location"] == "/desk/tickets/fake/IT-1"
    assert client.get("/desk/open?ticket=").headers["location"] == "/desk/?missing=1"


def test_an_answered_ticket_waits_no_longer_and_a_new_message_brings_it_back(house):
    ticket = house.add("IT-1")
    house.book.settle(ticket)
    assert house.book.page(5) == []

    house.add("IT-1")
    assert house.book.page(5) == []
    house.add("IT-1", ("requester", BODY), ("agent", "On it."), ("requester", "It is still down, error 809"))
    assert [row.state for row in house.book.page(5)] == ["waiting"]


def test_of_somebody_without_an_id_only_the_key_is_kept(house):
    house.add("IT-1", ("requester", BODY), id=None)

    assert [(row.ticket, row.user, row.topic, row.level) for row in house.book.page(5)] == [("IT-1", "", None, 0)]


def test_in_shadow_nothing_is_written():
    host = FakeDesk()
    host.tickets["IT-1"] = fake_ticket()
    shadow = Shadow(host)

    from desk_house import NOW

    from empathkit.connect.worker import deliver, prepare
    from empathkit.memory.in_process import InMemory

    prepared = prepare(shadow, "IT-1", KIT, InMemory(), NOW)
    assert prepared.note is not None
    assert deliver(shadow, prepared, InMemory()) is not None
    assert host.written == []


def test_the_page_says_that_it_only_looks_on(tmp_path):
    house = House(tmp_path, shadow=True)
    house.add("IT-1")
    client = house.client(AGENT)

    assert "Shadow mode" in client.get("/desk/").text
    assert "Shadow mode" in client.get("/desk/tickets/fake/IT-1").text


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/tickets/fake/IT-1", "/desk/sign-in", "/playground/", "/report/", "/desk/no"]
)
def test_every_page_allows_nothing_inline_and_nothing_from_elsewhere(house, path):
    house.add("IT-1")
    answer = house.client(MANAGER).get(path)
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert " style=" not in answer.text
    assert " onclick" not in answer.text


def test_what_goes_wrong_is_logged_without_words_of_the_ticket(house, monkeypatch, caplog):
    house.add("IT-1")
    monkeypatch.setattr(house.host, "fetch", lambda key: 1 / len(BODY[:0]) if key else None)
    answer = house.client(AGENT).get("/desk/tickets/fake/IT-1")

    assert answer.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert "division by zero" not in caplog.text
