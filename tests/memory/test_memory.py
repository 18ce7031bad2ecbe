import contextlib
import os
import sqlite3
import threading

import pytest
from databases import postgres

from empathkit.errors import ConfigurationError, StorageUnavailable
from empathkit.memory import database_url, open_memory
from empathkit.memory.in_process import InMemory
from empathkit.memory.keeping import AROUND, LONGEST, PHRASES, Kept, Past
from empathkit.memory.sql import SqlMemory, engine_url
from empathkit.models import (
    Draft,
    Evidence,
    Fact,
    Known,
    Preference,
    Reading,
    Reason,
    Remembered,
    Requester,
    Sentence,
    Suggestion,
    Ticket,
    UserContext,
)
from empathkit.settings import Settings
from empathkit.testing.fakes import fake_ticket
from empathkit.text.words import fingerprint


@pytest.fixture(params=["in process", "sqlite", "postgresql"])
def memory(request, tmp_path):
    """Each store there is: the same contract holds for all."""
    if request.param == "in process":
        yield InMemory()
        return
    if request.param == "postgresql" and not hasattr(os, "fork"):
        pytest.skip("PostgreSQL is started on POSIX systems only")
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'memory.db'}"
        else:
            url = stack.enter_context(postgres(request.getfixturevalue("postgres_folder")))
        made = SqlMemory(url)
        yield made
        made.close()


@pytest.fixture
def stored(memory):
    """The stores that outlast the process."""
    if isinstance(memory, InMemory):
        pytest.skip("keeps nothing to read in")
    return memory


def suggestion(*facts, preferences=(), said=()):
    sentences = tuple(Sentence(text=text, move="close", because=(Reason(rule="r"),)) for text in said)
    draft = Draft(text=" ".join(said), language="en", template="t", sentences=sentences) if said else None
    reading = Reading(language="en", facts=tuple(facts))
    return Suggestion(ticket="IT-1", reading=reading, context=UserContext(preferences=preferences), draft=draft)


def fact(kind, value, vague=False, message=0):
    evidence = Evidence(message=message, start=0, end=len(value), quote=value)
    return Fact(kind=kind, value=value, vague=vague, evidence=evidence)


def values(remembered):
    return [(one.kind, one.value) for one in remembered.known]


def test_nothing_is_known_of_a_stranger(memory):
    assert memory.recall(fake_ticket()) == Remembered()


def test_a_stated_device_is_known_in_the_next_ticket_with_its_source(memory):
    memory.remember(fake_ticket("IT-1"), suggestion(fact("device", "ThinkPad T14")))

    [known] = memory.recall(fake_ticket("IT-2")).known
    assert (known.kind, known.value, known.source) == ("device", "ThinkPad T14", "IT-1, message 1")


@pytest.mark.parametrize(
    "passing",
    [
        pytest.param(fact("error", "809"), id="an error belongs to its ticket"),
        pytest.param(fact("place", "home"), id="a place belongs to its ticket"),
        pytest.param(fact("device", "my phone", vague=True), id="a vague fact tells nothing"),
        pytest.param(fact("device", "x" * (LONGEST + 1)), id="a text is not a fact"),
    ],
)
def test_what_does_not_outlast_the_ticket_is_not_kept(memory, passing):
    memory.remember(fake_ticket(), suggestion(passing))

    assert memory.recall(fake_ticket()).known == ()


def test_the_newest_statement_of_a_thing_wins(memory):
    memory.remember(fake_ticket("IT-1"), suggestion(fact("contact", "ext. 4471")))
    memory.remember(fake_ticket("IT-2"), suggestion(fact("contact", "ext. 4471")))

    assert [one.source for one in memory.recall(fake_ticket()).known] == ["IT-2, message 1"]


def test_a_stated_preference_is_kept_and_the_profile_is_not(memory):
    stated = Preference(name="channel", value="phone", source="message 2", basis="said")
    declared = Preference(name="detail", value="brief", source="profile")

    memory.remember(fake_ticket("IT-1"), suggestion(preferences=(stated, declared)))

    assert memory.recall(fake_ticket()).preferences == (
        Preference(name="channel", value="phone", source="IT-1, message 2", basis="said"),
    )


def test_phrases_come_back_newest_first_and_the_oldest_go(memory):
    for number in range(PHRASES + 5):
        memory.remember(fake_ticket(), suggestion(said=(f"phrase {number}",)))
    memory.remember(fake_ticket(), suggestion(said=(f"phrase {PHRASES}",)))

    phrases = memory.recall(fake_ticket()).phrases
    assert phrases[:2] == (fingerprint(f"phrase {PHRASES}"), fingerprint(f"phrase {PHRASES + 4}"))
    assert len(phrases) == PHRASES
    assert fingerprint("phrase 0") not in phrases


def test_one_sentence_twice_in_a_draft_is_one_phrase(memory):
    memory.remember(fake_ticket(), suggestion(said=("Thanks.", "On it.", "Thanks.")))

    assert memory.recall(fake_ticket()).phrases == (fingerprint("On it."), fingerprint("Thanks."))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(fake_ticket(id="u2"), id="another user"),
        pytest.param(fake_ticket().model_copy(update={"platform": "other"}), id="the same id on another platform"),
        pytest.param(fake_ticket(id=None), id="a name alone names nobody"),
    ],
)
def test_memories_of_people_are_never_mixed(memory, other):
    memory.remember(fake_ticket(), suggestion(fact("device", "LT-2231"), said=("Hello.",)))

    assert memory.recall(other) == Remembered()


def test_nothing_is_kept_of_somebody_without_an_id(memory):
    nameless = fake_ticket(id=None)
    memory.remember(nameless, suggestion(fact("device", "LT-2231")))

    assert memory.recall(nameless) == Remembered()


def test_text_no_database_takes_is_kept_with_replacement_characters(memory):
    odd = fake_ticket("IT-\x00", id="u\ud800")
    memory.remember(odd, suggestion(fact("device", "LT\x00-\udfff1"), said=("a\ud800b",)))

    remembered = memory.recall(odd)
    assert values(remembered) == [("device", "LT\ufffd-\ufffd1")]
    assert len(remembered.phrases) == 1


def test_many_threads_may_remember_the_same_user_at_once(memory):
    def keep(number):
        memory.remember(fake_ticket(), suggestion(fact("device", f"LT-{number}"), said=(f"phrase {number}",)))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    remembered = memory.recall(fake_ticket())
    assert len(remembered.known) == 8
    assert len(remembered.phrases) == 8


def test_a_database_outlasts_the_process(tmp_path):
    url = f"sqlite:///{tmp_path / 'memory.db'}"
    first = SqlMemory(url)
    first.remember(fake_ticket(), suggestion(fact("os", "Windows 11")))
    first.close()

    assert values(SqlMemory(url).recall(fake_ticket())) == [("os", "Windows 11")]


def test_a_suggestion_is_remembered_whole_or_not_at_all(tmp_path):
    file = tmp_path / "memory.db"
    memory = SqlMemory(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE empathkit_preferences")
    wish = Preference(name="channel", value="phone", source="message 1", basis="said")

    with pytest.raises(StorageUnavailable):
        memory.remember(fake_ticket(), suggestion(fact("os", "macOS"), preferences=(wish,)))
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM empathkit_known").fetchone() == (0,)


def test_sqlite_writes_ahead_so_that_readers_do_not_wait(tmp_path):
    SqlMemory(f"sqlite:///{tmp_path / 'memory.db'}")

    with sqlite3.connect(tmp_path / "memory.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_tables_of_a_newer_version_are_left_alone(tmp_path):
    file = tmp_path / "memory.db"
    SqlMemory(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE empathkit_schema SET version = 99")

    with pytest.raises(ConfigurationError, match="version 99"):
        SqlMemory(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://desk@db/empathkit", "postgresql+psycopg"),
        ("postgres://desk@db/empathkit", "postgresql+psycopg"),
        ("postgresql+pg8000://desk@db/empathkit", "postgresql+pg8000"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_postgresql_is_taken_as_psycopg_3(url, driver):
    assert engine_url(url).drivername == driver


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("not a url", id="not a URL"),
        pytest.param("sqlite:////nowhere/at/all/x.db", id="a folder that is not there"),
        pytest.param("oracle://desk:hunter2@db/x", id="a driver that is not there"),
        pytest.param("nosuch://desk:hunter2@db/x", id="a database nobody knows"),
    ],
)
def test_a_database_that_cannot_be_opened_names_the_setting_and_no_password(url):
    with pytest.raises(ConfigurationError) as error:
        open_memory(Settings({"EMPATHKIT_DATABASE_URL": url}))
    assert "hunter2" not in str(error.value)
    assert "EMPATHKIT_DATABASE_URL" in str(error.value)


def test_the_default_is_a_file_in_the_working_folder():
    assert database_url(Settings()) == "sqlite:///empathkit.db"


def test_no_sentence_is_kept_in_clear(memory):
    """A sentence of a draft may hold the user's own words."""
    memory.remember(fake_ticket(), suggestion(said=("Your boss shouted again.",)))
    assert "boss" not in " ".join(memory.recall(fake_ticket()).phrases)


def test_what_was_asked_for_once_is_kept_with_its_ticket_and_not_as_a_wish(memory):
    once = Preference(name="channel", value="phone", source="message 1", basis="observed")
    memory.remember(fake_ticket("IT-1"), suggestion(preferences=(once,)))

    remembered = memory.recall(fake_ticket("IT-2"))
    assert remembered.preferences == ()
    assert [(one.key, dict(one.manner)) for one in remembered.history] == [("IT-1", {"channel": "phone"})]


def test_another_persons_device_is_not_kept(memory):
    one = suggestion(fact("device", "MacBook Pro"))
    unsure = Known(kind="device", value="MacBook Pro", source="message 1", confidence="low")
    memory.remember(fake_ticket(), one.model_copy(update={"context": UserContext(known=(unsure,))}))

    assert memory.recall(fake_ticket()).known == ()


def test_a_summary_is_kept_as_a_fingerprint_alone(memory):
    memory.remember(fake_ticket("IT-1"), suggestion())

    [past] = memory.recall(fake_ticket("IT-2")).history
    assert past.digest
    assert "printer" not in past.model_dump_json()


def test_how_an_earlier_ticket_ended_is_not_lost_when_it_is_seen_again(stored):
    ended = Past(ticket="IT-1", topic="vpn", resolved="2026-11-03", resolution="New certificate", reopened=1)
    stored.keep([("fake:u1", Kept(past=(ended,)))])
    stored.remember(fake_ticket("IT-1"), suggestion())

    [past] = stored.recall(fake_ticket("IT-2")).history
    assert (past.resolution, past.reopened, past.topic) == ("New certificate", 1, "vpn")


def test_an_older_statement_read_in_later_does_not_win(stored):
    def said(source, at):
        return Kept(known=(Known(kind="os", value="macOS", source=source, as_of=at),))

    stored.keep([("fake:u1", said("IT-9, message 1", "2026-11-02"))])
    stored.keep([("fake:u1", said("IT-1, message 1", "2025-01-02"))])

    assert [one.source for one in stored.recall(fake_ticket()).known] == ["IT-9, message 1"]


def there(number, user, site="Leeds", at="2026-11-10T08:00:00Z"):
    person = {"id": user, "name": "Somebody", "site": site, "devices": [{"name": f"L{number}", "model": "T14"}]}
    said = [{"author": "requester", "body": "It broke.", "at": at}]
    return Ticket.model_validate({"key": f"IT-{number}", "requester": person, "messages": said, "created": at})


def about(topic):
    return Suggestion(ticket="IT-1", reading=Reading(language="en", topic=topic), context=UserContext())


def test_what_others_have_at_the_same_place_lately_is_told(memory):
    for number, user in enumerate(["u1", "u2", "u3", "u3"], 10):
        memory.remember(there(number, user), about("vpn"))
    memory.remember(there(20, "u4"), about("printing"))
    found = memory.recall(there(30, "u9", at="2026-11-20T08:00:00Z")).around
    assert [(one.what, one.value, one.topic, one.people, one.tickets) for one in found] == [
        ("model", "T14", "vpn", 3, ("IT-10", "IT-11", "IT-12", "IT-13")),
        ("site", "Leeds", "vpn", 3, ("IT-10", "IT-11", "IT-12", "IT-13")),
    ]


@pytest.mark.parametrize(
    "mine",
    [
        pytest.param(there(30, "u3", at="2026-11-20"), id="two others and oneself"),
        pytest.param(there(30, "u9", at="2027-02-20"), id="too long ago"),
        pytest.param(
            there(30, "u9").model_copy(update={"requester": Requester(id="u9", site="Porto")}), id="elsewhere"
        ),
    ],
)
def test_what_is_not_many_others_trouble_here_and_now_is_not_told(memory, mine):
    for number, user in enumerate(["u1", "u2", "u3"], 10):
        memory.remember(there(number, user), about("vpn"))
    assert memory.recall(mine).around == ()


def test_only_the_latest_of_a_place_are_looked_at(stored):
    old = Kept(past=tuple(Past(f"A-{n}", topic="vpn", opened="2026-11-05", site="Leeds") for n in range(3)))
    new = [(f"w{n % 3}", Past(f"B-{n}", topic="printing", opened="2026-11-06", site="Leeds")) for n in range(AROUND)]
    stored.keep([*((f"u{n}", old) for n in range(3)), *((user, Kept(past=(one,))) for user, one in new)])
    [found] = stored.recall(there(30, "u9", at="2026-11-20")).around
    assert (found.topic, len(found.tickets)) == ("printing", AROUND)
