"""Directories that a desk names in its settings fill the gaps of every fetched requester, and never stop a note."""

import logging

import pytest

from empathkit.connect.directory import completing, directories
from empathkit.connect.note import as_text
from empathkit.connect.runs import desk_run
from empathkit.connect.schedule import Job
from empathkit.errors import ConfigurationError
from empathkit.memory.in_process import InMemory
from empathkit.models import Requester, Ticket
from empathkit.settings import Settings
from empathkit.testing.fakes import FakeDesk, FakeKit, fake_event, fake_ticket


class People:
    def lookup(self, requester):
        return Requester(id=requester.id, site="Porto", department="Finance")


class Down:
    def lookup(self, requester):
        raise OSError(f"secret words about {requester.name}")


def fetched():
    said = [{"author": "requester", "body": "It broke."}]
    person = {"id": "u1", "name": "Ana", "site": "Leeds"}
    return Ticket.model_validate({"key": "IT-1", "requester": person, "messages": said})


def people(_settings):
    return People()


def down(_settings):
    return Down()


def named(*factories):
    return Settings({"EMPATHKIT_DIRECTORIES": " ,".join(f"{__name__}:{one}" for one in factories)})


def test_a_fetched_requester_is_completed():
    person = completing(named("people"))(fetched()).requester
    assert (person.site, person.department) == ("Leeds", "Finance")


def test_a_directory_that_fails_costs_only_what_it_knows(caplog):
    with caplog.at_level(logging.DEBUG):
        person = completing(named("down", "people"))(fetched()).requester
    assert person.department == "Finance"
    assert "Down did not answer: OSError" in caplog.text
    assert "secret words" not in caplog.text


def test_directories_are_opened_in_their_order():
    assert [type(one).__name__ for one in directories(named("people", "down"))] == ["People", "Down"]
    assert directories(Settings({})) == ()


@pytest.mark.parametrize("name", ["nowhere:people", f"{__name__}:nobody", "no colon", ":", "x:"])
def test_one_that_is_not_there_is_refused_by_name(name):
    with pytest.raises(ConfigurationError, match="EMPATHKIT_DIRECTORIES"):
        directories(Settings({"EMPATHKIT_DIRECTORIES": name}))


def test_a_run_uses_them():
    kit, desk = FakeKit(), FakeDesk({"IT-1": fake_ticket("IT-1")})
    run = desk_run({"fake": desk}, kit, InMemory(), complete=completing(named("people")))
    assert run(Job(fake_event(), settled=True), lambda: True) == "written"
    assert "Finance" in as_text(desk.written[0])
