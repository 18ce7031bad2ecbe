"""What is held of a person: shown whole, deleted without a trace, not kept again, not kept for ever."""

import json

import pytest
from databases import bytes_of, forms
from sqlalchemy import select, text, update

from empathkit.cli import main
from empathkit.memory import schema
from empathkit.memory.keeping import Kept, Past
from empathkit.memory.sql import SqlMemory
from empathkit.models import Known, Preference, Ticket
from empathkit.pipeline import Kit

KIT = Kit()
CANARY = "zebrafinch"


def ticket(key="IT-1", user="u1", body=f"my ThinkPad {CANARY} has no vpn since monday, please call me on 4471", **rest):
    said = [{"author": "requester", "body": body, "at": "2026-11-02T09:14:00Z"}]
    person = {"id": user, "name": CANARY, "department": "Finance", "site": "Leeds"}
    return Ticket.model_validate({"key": key, "platform": "jira", "requester": person, "messages": said, **rest})


def remembered(memory, *tickets):
    for one in tickets:
        memory.remember(one, KIT.suggest(one, remembered=memory.recall(one)))


@pytest.fixture
def memory(database_url):
    made = SqlMemory(database_url)
    yield made
    made.close()


@pytest.mark.parametrize("name", ["u1", "jira:u1"])
def test_all_that_is_held_is_shown_under_the_id_with_or_without_its_platform(memory, name):
    remembered(memory, ticket())
    held = memory.held(name)

    assert set(held) == {"known", "preferences", "phrases", "past", "outcomes", "waiting"}
    assert [(row["ticket"], row["topic"], row["site"]) for row in held["past"]] == [("IT-1", "vpn", "Leeds")]
    assert held["phrases"]


@pytest.mark.parametrize("name", ["u", "1", "ira:u1", "u%", "U1 "])
def test_nobody_else_is_shown(memory, name):
    remembered(memory, ticket(), ticket(user="xu1"))

    assert not any(memory.held(name).values())


def test_forgetting_deletes_one_user_and_leaves_the_others(memory):
    remembered(memory, ticket(), ticket("IT-2", "u2"))
    deleted = memory.forget("u1")

    assert deleted["past"] == 1
    assert not any(memory.held("u1").values())
    assert memory.held("u2")["past"]
    assert sum(memory.forget("u1").values()) == 0


def test_what_is_forgotten_leaves_no_trace_in_the_file_or_a_dump(memory, database_url):
    known = Known(kind="device", value=CANARY, source="IT-1, message 1")
    wish = Preference(name="channel", value=CANARY, source="IT-1, message 1")
    past = tuple(Past(ticket=f"IT-{number}", topic="vpn", resolution=CANARY * 5) for number in range(300))
    memory.keep([(f"jira:{CANARY}", Kept((known,), (wish,), ("f" * 16,), past))])
    remembered(memory, ticket(user=CANARY), ticket("IT-9", "u9", body="the printer is stuck"))
    before = bytes_of(memory, database_url)
    assert any(form in before for form in forms(CANARY))

    assert memory.forget(CANARY, for_good=True)["past"] >= 300
    after = bytes_of(memory, database_url)
    assert [form for form in forms(CANARY) if form in after] == []
    assert b"u9" in after


def test_of_who_opted_out_nothing_is_kept_again(memory):
    remembered(memory, ticket())
    memory.forget("u1", for_good=True)
    remembered(memory, ticket(), ticket("IT-2", "u2"))

    assert not any(memory.held("u1").values())
    assert memory.held("u2")["past"]


def test_what_is_old_is_swept(memory):
    remembered(memory, ticket(), ticket("IT-2", "u2"))
    with memory._engine.begin() as connection:
        for table in (schema.known, schema.past, schema.preferences):
            connection.execute(update(table).where(table.c.user == "jira:u1").values(kept=1_000_000_000))

    assert memory.sweep(365) >= 1
    assert memory.held("u1")["past"] == []
    assert memory.held("u2")["past"]


VERSION_1 = """
CREATE TABLE empathkit_schema (version INTEGER NOT NULL);
CREATE TABLE empathkit_known ("user" TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
  source TEXT NOT NULL, as_of TEXT, PRIMARY KEY ("user", kind, value));
CREATE TABLE empathkit_preferences ("user" TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  source TEXT NOT NULL, PRIMARY KEY ("user", name));
CREATE TABLE empathkit_phrases ("user" TEXT NOT NULL, phrase TEXT NOT NULL, rank INTEGER NOT NULL,
  PRIMARY KEY ("user", phrase));
INSERT INTO empathkit_schema VALUES (1);
INSERT INTO empathkit_known VALUES ('jira:u1', 'device', 'ThinkPad T14', 'IT-1, message 1', '2026-10-01');
INSERT INTO empathkit_phrases VALUES ('jira:u1', 'abc', 1);
"""


def test_tables_of_the_version_before_are_brought_up_to_date_and_nothing_is_lost(database_url):
    from sqlalchemy import create_engine

    from empathkit.memory.sql import engine_url

    engine = create_engine(engine_url(database_url))
    with engine.begin() as connection:
        for statement in VERSION_1.strip().split(";\n"):
            connection.execute(text(statement.rstrip(";")))
    memory = SqlMemory(database_url)

    assert [one.value for one in memory.recall(ticket()).known] == ["ThinkPad T14"]
    remembered(memory, ticket())
    assert memory.held("u1")["past"]
    with engine.connect() as connection:
        assert connection.execute(select(schema.schema.c.version)).scalars().all() == [schema.VERSION]
    memory.close()
    engine.dispose()


def test_earlier_tickets_of_a_topic_are_remembered_without_their_words_and_become_a_pain_point(memory):
    for number in range(3):
        remembered(memory, ticket(f"IT-{number}", created=f"2026-10-0{number + 1}"))
    recalled = memory.recall(ticket("IT-9"))

    assert [(one.key, one.topic, one.summary) for one in recalled.history] == [
        ("IT-2", "vpn", ""),
        ("IT-1", "vpn", ""),
        ("IT-0", "vpn", ""),
    ]
    points = KIT.suggest(ticket("IT-9"), remembered=recalled).context.pain_points
    assert [(one.topic, one.tickets) for one in points] == [("vpn", ("IT-0", "IT-1", "IT-2"))]


# --- the command line


@pytest.fixture
def held(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'memory.db'}"
    monkeypatch.setenv("EMPATHKIT_DATABASE_URL", url)
    memory = SqlMemory(url)
    remembered(memory, ticket())
    memory.close()
    return url


def test_show_prints_what_is_held_and_why(held, capsys):
    assert main(["show", "u1"]) == 0
    out = capsys.readouterr().out
    assert "past: what their tickets were about" in out
    assert "ticket IT-1, topic vpn" in out

    assert main(["show", "jira:u1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["held"]["past"][0]["ticket"] == "IT-1"
    assert set(document["why"]) == set(document["held"])


def test_forget_says_what_was_deleted_where(held, capsys):
    assert main(["forget", "u1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["deleted"]["past"] == 1
    assert main(["show", "u1"]) == 1
    assert main(["forget", "u1"]) == 1
    assert "nobody is known by that name" in capsys.readouterr().err


def test_forget_for_good_keeps_nothing_again(held, capsys):
    assert main(["forget", "u1", "--opt-out"]) == 0
    memory = SqlMemory(held)
    remembered(memory, ticket())
    memory.close()

    assert main(["show", "u1"]) == 1
