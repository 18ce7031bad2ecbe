"""Directories that a desk names in its settings fill the gaps of every fetched requester, and never stop a note."""

import logging

import pytest

from empathkit.connect import desk
from empathkit.connect.directory import directories, with_directories
from empathkit.errors import ConfigurationError
from empathkit.models import Requester, Ticket
from empathkit.settings import Settings


class People:
    def lookup(self, requester):
        return Requester(id=requester.id, site="Porto", department="Finance")


class Down:
    def lookup(self, requester):
        raise OSError(f"secret words about {requester.name}")


class Fixed:
    platform, site = "jira", "desk.example.org"

    def fetch(self, key):
        said = [{"author": "requester", "body": "It broke."}]
        return Ticket.model_validate(
            {"key": key, "requester": {"id": "u1", "name": "Ana", "site": "Leeds"}, "messages": said}
        )

    def notes(self, key):
        return (key,)


def people(_settings):
    return People()


def test_a_fetched_requester_is_completed():
    connector = with_directories(Fixed(), [People()])
    person = connector.fetch("IT-1").requester
    assert (person.site, person.department) == ("Leeds", "Finance")
    assert (connector.platform, connector.site, connector.notes("IT-1")) == ("jira", "desk.example.org", ("IT-1",))


def test_a_directory_that_fails_costs_only_what_it_knows(caplog):
    with caplog.at_level(logging.DEBUG):
        person = with_directories(Fixed(), [Down(), People()]).fetch("IT-1").requester
    assert person.department == "Finance"
    assert "Down did not answer: OSError" in caplog.text
    assert "secret words" not in caplog.text


def test_directories_are_named_in_the_settings():
    named = Settings({"EMPATHKIT_DIRECTORIES": f" {__name__}:people ,{__name__}:people"})
    assert [type(one).__name__ for one in directories(named)] == ["People", "People"]
    assert directories(Settings({})) == ()


@pytest.mark.parametrize("name", ["nowhere:people", f"{__name__}:nobody", "no colon", ":", "x:"])
def test_one_that_is_not_there_is_refused_by_name(name):
    with pytest.raises(ConfigurationError, match="EMPATHKIT_DIRECTORIES"):
        directories(Settings({"EMPATHKIT_DIRECTORIES": name}))


def test_the_desks_connectors_use_them():
    settings = Settings(
        {
            "EMPATHKIT_JIRA_URL": "https://desk.example.org",
            "EMPATHKIT_JIRA_EMAIL": "bot@example.org",
            "EMPATHKIT_JIRA_TOKEN": "any",
            "EMPATHKIT_DIRECTORIES": f"{__name__}:people",
        }
    )
    assert {type(one).__name__ for one in desk.connectors(settings).values()} == {"Completed"}
    assert type(desk.connector("jira", settings)).__name__ == "Completed"
