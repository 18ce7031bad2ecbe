"""Two versions at once: nothing is lost and nobody notices."""

from sqlalchemy import text

from empathkit.serve.database import Database
from empathkit.serve.durable import SqlSchedule
from empathkit.testing.fakes import fake_event


def newer(database):
    """What a later version may do to the tables: a table more, and columns that may be left out."""
    with database.writing() as connection:
        for statement in (
            "ALTER TABLE empathkit_tickets ADD COLUMN later_text TEXT",
            "ALTER TABLE empathkit_tickets ADD COLUMN later_number INTEGER NOT NULL DEFAULT 7",
            "ALTER TABLE empathkit_deliveries ADD COLUMN later_text TEXT",
            "CREATE TABLE empathkit_later (name TEXT PRIMARY KEY)",
        ):
            connection.execute(text(statement))


def test_an_older_version_goes_on_while_a_newer_one_has_grown_the_tables(database_url):
    database = Database(database_url)
    running_on = SqlSchedule(Database(database_url), worker="old", settle=0)
    running_on.put(fake_event("IT-1", delivery="d1"))
    newer(database)
    started_again = SqlSchedule(Database(database_url), worker="old again", settle=0)

    assert running_on.put(fake_event("IT-2", delivery="d2"))
    assert not started_again.put(fake_event("IT-2", delivery="d2"))
    first, second = running_on.take(), started_again.take()
    assert {first.event.ticket, second.event.ticket} == {"IT-1", "IT-2"}
    running_on.done(first)
    started_again.done(second)
    assert running_on.counts()["waiting"] == 0
    for one in (running_on, started_again, database):
        one.close()
